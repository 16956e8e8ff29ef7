"""A brand with two stores, two members of staff who see their own, and a stranger's brand."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from pondkeeper.domain import contacts, tables  # noqa: F401 - erasure walks every room's tables
from pondkeeper.domain.channels.models import Channel
from pondkeeper.domain.contacts import Face, NewContact
from pondkeeper.domain.staff.models import Staff, Store, Workspace
from pondkeeper.kit.db import Actor, Database, Tx

Open = Callable[..., AbstractAsyncContextManager[Tx]]


def at(day: int, hour: int = 8) -> datetime:
    """A moment of last spring."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


FIRST = at(1)


def face(key: str) -> Face:
    return Face("external_userid", "corp", key)


@dataclass(frozen=True, slots=True)
class Brand:
    database: Database
    workspace_id: int
    channel_id: int
    stores: tuple[int, int]
    mei: Actor
    bo: Actor
    source_id: int

    def tx(self, actor: Actor | None = None) -> AbstractAsyncContextManager[Tx]:
        return self.database.tx(self.workspace_id, actor)

    def new(self, key: str, member: str = "mei", *, when: datetime = FIRST, **more) -> NewContact:
        return NewContact(face(key), self.channel_id, member, when, **more)

    async def add(self, key: str, member: str = "mei", **more) -> contacts.Added:
        async with self.tx() as tx:
            return await contacts.add(tx, self.new(key, member, **more))


@pytest.fixture
async def brand(database: Database) -> Brand:
    return await make_brand(database, 1)


@pytest.fixture
async def stranger(database: Database) -> Brand:
    return await make_brand(database, 2)


async def make_brand(database: Database, workspace_id: int) -> Brand:
    async with database.tx(workspace_id) as tx:
        await tx.execute(
            insert(Workspace).values(
                id=workspace_id,
                name=f"brand {workspace_id}",
                timezone="Asia/Shanghai",
                created_at=at(1),
            )
        )
        mine = {"workspace_id": workspace_id}
        stores = tuple(
            [
                (
                    await tx.execute(insert(Store).values(name=name, **mine).returning(Store.id))
                ).scalar_one()
                for name in ("East", "West")
            ]
        )
        mei = await _staff(tx, "mei", "own", stores[0])
        bo = await _staff(tx, "bo", "store", stores[1])
        channel = await tx.execute(
            insert(Channel)
            .values(
                kind="wecom",
                name="us",
                public_key=f"key{workspace_id}",
                base_url="http://127.0.0.1",
                settings={},
                secrets_sealed=b"",
                created_at=at(1),
                **mine,
            )
            .returning(Channel.id)
        )
        source_id = await contacts.make_source(tx, "Parcel card", "parcel")
        return Brand(database, workspace_id, channel.scalar_one(), stores, mei, bo, source_id)


async def _staff(tx: Tx, name: str, scope: str, store_id: int) -> Actor:
    made = await tx.execute(
        insert(Staff)
        .values(
            workspace_id=tx.workspace_id,
            name=name,
            role="operator",
            scope=scope,
            login=name,
            store_id=store_id,
            member_id=name,
            joined_at=at(1),
        )
        .returning(Staff.id)
    )
    return Actor("staff", made.scalar_one(), role="operator", scope=scope, store_ids=(store_id,))


def everything(actor: Actor) -> Actor:
    """The same person with a wider view."""
    return replace(actor, scope="all")
