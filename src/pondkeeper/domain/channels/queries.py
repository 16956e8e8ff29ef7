"""Reading channels: the access that opens one, the list an operator sees, what came in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from pondkeeper.domain.channels.actions import open_secrets
from pondkeeper.domain.channels.models import Channel
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel as the console shows it; of its secrets only the names."""

    id: int
    kind: str
    name: str
    public_key: str
    base_url: str
    settings: dict[str, Any]
    secrets_set: tuple[str, ...]
    active: bool
    tested_at: datetime | None
    test_result: dict[str, Any] | None
    last_callback_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """One line of the callback log."""

    id: int
    received_at: datetime
    channel_id: int
    kind: str
    state: str
    attempts: int
    error: str
    bytes: int
    handled_at: datetime | None
    contact_id: int | None
    contact_name: str | None


async def access(tx: Tx, channel_id: int) -> ChannelAccess:
    """Return what opens a channel. Raises NotFound when it does not exist or is switched off."""
    found = await accesses(tx, [channel_id])
    if channel_id not in found:
        raise NotFound("There is no such channel, or it is switched off.")
    return found[channel_id]


async def accesses(tx: Tx, channel_ids: list[int]) -> dict[int, ChannelAccess]:
    """Return what opens these channels, by id; those switched off are left out."""
    rows = await tx.rows(SQL.accesses, workspace_id=tx.workspace_id, ids=channel_ids)
    return {row["id"]: _access(tx, row) for row in rows}


async def first_of_kind(tx: Tx, kind: str) -> ChannelAccess | None:
    """Return the oldest active channel of a kind (the brand's shop pays through it)."""
    row = await tx.row(SQL.first_of_kind, workspace_id=tx.workspace_id, kind=kind)
    return _access(tx, row) if row else None


async def find_by_key(tx: Tx, public_key: str) -> tuple[int, int] | None:
    """Return (workspace id, channel id) behind a public key; asked before a workspace is known."""
    row = await tx.row(SQL.find_by_key, public_key=public_key)
    return (row["workspace_id"], row["channel_id"]) if row else None


async def list_channels(tx: Tx) -> list[ChannelRow]:
    """Return all channels of the brand, oldest first."""
    rows = await tx.rows(SQL.channels, workspace_id=tx.workspace_id)
    return [_row(tx, row) for row in rows]


async def active_kinds(tx: Tx) -> list[str]:
    """Return which kinds of channel are connected and not switched off."""
    found = await tx.execute(
        select(Channel.kind)
        .where(Channel.workspace_id == tx.workspace_id, Channel.active)
        .distinct()
        .order_by(Channel.kind)
    )
    return list(found.scalars())


async def channel(tx: Tx, channel_id: int) -> ChannelRow:
    """Return one channel. Raises NotFound."""
    for row in await list_channels(tx):
        if row.id == channel_id:
            return row
    raise NotFound("There is no such channel.")


async def list_callbacks(
    tx: Tx, channel_id: int, *, state: str | None, before: int | None, limit: int
) -> list[CallbackRow]:
    """Return the newest callbacks of a channel, before the id `before`."""
    return await tx.rows(
        SQL.callbacks,
        into=CallbackRow,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        state=state,
        before=before,
        limit=limit,
    )


def _access(tx: Tx, row: Any) -> ChannelAccess:
    return ChannelAccess(
        workspace_id=tx.workspace_id,
        channel_id=row["id"],
        kind=row["kind"],
        base_url=row["base_url"],
        public_key=row["public_key"],
        settings=row["settings"],
        secrets=open_secrets(tx, row["secrets_sealed"]),
    )


def _row(tx: Tx, row: Any) -> ChannelRow:
    fields = dict(row)
    secrets = open_secrets(tx, fields.pop("secrets_sealed"))
    return ChannelRow(**fields, secrets_set=tuple(name for name, text in secrets.items() if text))
