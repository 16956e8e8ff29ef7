"""Reading channel codes: the list, what a code brings, who it is by its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code as the inbox and the welcome need it; `tags` are (tag id, platform id or '')."""

    id: int
    name: str
    state: str
    channel_id: int
    source_id: int
    store_id: int | None
    welcome: dict[str, Any]
    cost_per_add_fen: int
    tag_ids: list[int]
    platform_tag_ids: list[str]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as the console lists it."""

    id: int
    name: str
    channel_id: int
    channel_name: str
    source_id: int
    source_name: str
    strategy: str
    members: list[dict[str, Any]]
    backup_member_id: str | None
    working_hours: dict[str, Any] | None
    tags: list[dict[str, Any]]
    welcome: dict[str, Any]
    cost_per_add_fen: int
    active: bool
    sync_state: str
    sync_error: str
    unconfirmed: int
    form: str
    config_id: str | None
    qr_url: str | None
    adds: int
    reachable: int
    last_added_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CodeDay:
    """One local day of a code."""

    day: date
    added: int
    lost: int


@dataclass(frozen=True, slots=True)
class CodeMember:
    """What one member took through a code."""

    member_id: str
    name: str
    added: int
    lost: int


async def find_codes_by_state(tx: Tx, states: Sequence[str]) -> dict[str, FoundCode]:
    """Return the codes that carry these states, by state."""
    if not states:
        return {}
    rows = await tx.rows(
        SQL.codes_by_state,
        into=FoundCode,
        workspace_id=tx.workspace_id,
        states=list(states),
        ids=[],
    )
    return {row.state: row for row in rows}


async def find_code_by_state(tx: Tx, state: str) -> FoundCode | None:
    """Return the code that carries this state."""
    return (await find_codes_by_state(tx, [state])).get(state)


async def codes_by_id(tx: Tx, code_ids: Sequence[int]) -> dict[int, FoundCode]:
    """Return these codes, by id."""
    if not code_ids:
        return {}
    rows = await tx.rows(
        SQL.codes_by_state,
        into=FoundCode,
        workspace_id=tx.workspace_id,
        states=[],
        ids=list(code_ids),
    )
    return {row.id: row for row in rows}


async def list_codes(
    tx: Tx, code_id: int | None = None, form: str | None = None
) -> list[CodeRow]:
    """Return all codes, newest first, those of a form, or the one asked for."""
    return await tx.rows(
        SQL.codes, into=CodeRow, workspace_id=tx.workspace_id, id=code_id, form=form
    )


async def code(tx: Tx, code_id: int) -> CodeRow:
    """Return one code. Raises NotFound."""
    found = await list_codes(tx, code_id)
    if not found:
        raise NotFound("There is no such code.")
    return found[0]


async def code_days(tx: Tx, code_id: int, *, zone: str, since: datetime) -> list[CodeDay]:
    """Return adds and losses per local day of `zone` since a moment."""
    return await tx.rows(
        SQL.code_days,
        into=CodeDay,
        workspace_id=tx.workspace_id,
        code_id=code_id,
        zone=zone,
        since=since,
    )


async def code_members(tx: Tx, code_id: int) -> list[CodeMember]:
    """Return adds and losses per member."""
    return await tx.rows(
        SQL.code_members, into=CodeMember, workspace_id=tx.workspace_id, code_id=code_id
    )
