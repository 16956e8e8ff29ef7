"""What is done to restored data before anybody can use it: the epoch, the hold, the erasures.

The queue comes back as the backup found it, and its jobs are done, some of them a second time.
That is harmless: they name rows by id and read them anew, what they write is unique by what caused
it, and all they send are welcomes, which end 20 seconds (machine time) after somebody came: by
now they are told to be late and are not sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from pondkeeper.domain import contacts
from pondkeeper.domain.messaging import holds
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.kit.journal import ErasedLine, house
from pondkeeper.reactions import REACTIONS
from pondkeeper.runtime.backup import Manifest

LOOK = "select epoch, steered_at, first_business_at, set_up_at from installation"
PEOPLE_OF_AN_EPOCH = 1_000_000_000
FRESH_NUMBERS = """
select setval(s.numbers, greatest(coalesce(pg_sequence_last_value(s.numbers), 0), $1))
from (select pg_get_serial_sequence('contact', 'id')::regclass as numbers) s
"""
ERASED = """
select workspace_id, array_agg(id order by id) as ids
from contact where erased_at is not null group by workspace_id, canonical_id
"""


@dataclass(frozen=True, slots=True)
class Before:
    """The installation that the restore replaces, as far as it can still be read."""

    epoch: int
    steered_at: datetime | None
    house: str
    set_up: bool
    erased: tuple[ErasedLine, ...]


async def look_at(owner_url: str, now: datetime) -> Before | None:
    """Return what stands in the database now; None when there is none or it holds no tables.

    Who is erased in it is told as of `now`: rows keep the business time, which may be steered.
    """
    try:
        connection = await asyncpg.connect(owner_url, statement_cache_size=0)
    except asyncpg.InvalidCatalogNameError:
        return None
    try:
        row = await connection.fetchrow(LOOK)
        erased = await connection.fetch(ERASED)
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    mark = house(row["first_business_at"], row["set_up_at"])
    return Before(
        epoch=row["epoch"],
        steered_at=row["steered_at"],
        house=mark,
        set_up=row["set_up_at"] is not None,
        erased=tuple(
            ErasedLine(mark, row["epoch"], one["workspace_id"], one["ids"], now)
            for one in erased
        ),
    )


async def raise_epoch(owner_url: str, before: Before | None, *, least: int) -> int:
    """Give the data an epoch that was never used here, end all sessions; returns the epoch.

    Steered business time never goes back and, once ended, stays ended. Contacts get numbers that
    no other epoch gives: the journal names the erased by number, and a line about somebody who
    came after one backup must never be taken for somebody else in another.
    """
    connection = await asyncpg.connect(owner_url, statement_cache_size=0)
    try:
        async with connection.transaction():
            row = await connection.fetchrow(LOOK)
            epoch: int = 1 + max(row["epoch"], before.epoch if before else 0, least)
            steered_at = row["steered_at"]
            if before and before.house == house(row["first_business_at"], row["set_up_at"]):
                both = before.steered_at and steered_at
                steered_at = max(before.steered_at, steered_at) if both else None
            await connection.execute(
                "update installation set epoch = $1, steered_at = $2", epoch, steered_at
            )
            await connection.fetchval(FRESH_NUMBERS, epoch * PEOPLE_OF_AN_EPOCH)
            # a session that was ended after the backup must not come back to life
            await connection.execute("delete from account_session")
    finally:
        await connection.close()
    return epoch


async def mark(
    app_url: str,
    owner_url: str,
    keyring: Keyring,
    manifest: Manifest,
    journal: Iterable[ErasedLine],
) -> tuple[dict[int, int], int]:
    """Hold sending in every workspace and forget again whom the journal names.

    Returns how many calls became unknown by workspace, and how many people were forgotten.
    """
    database = Database(app_url, keyring=keyring, reactions=REACTIONS, pool=2)
    mine = house(manifest.house.first_business_at, manifest.house.set_up_at)
    lines = [
        line
        for line in journal
        if line.house == mine and line.epoch >= manifest.epoch and line.at >= manifest.taken_at
    ]
    held, forgotten = {}, 0
    try:
        for workspace_id in await workspaces(owner_url):
            async with database.tx(workspace_id) as tx:
                held[workspace_id] = await holds.hold(
                    tx, backup_at=manifest.taken_at, restored_at=tx.clock.real()
                )
                for line in lines:
                    if line.workspace_id == workspace_id:
                        forgotten += await contacts.forget_again(tx, line.contact_ids, line.at)
    finally:
        await database.close()
    return held, forgotten


async def workspaces(owner_url: str) -> list[int]:
    """Return the ids of all brands, as the owner sees them."""
    connection = await asyncpg.connect(owner_url, statement_cache_size=0)
    try:
        return [row["id"] for row in await connection.fetch("select id from workspace order by id")]
    finally:
        await connection.close()
