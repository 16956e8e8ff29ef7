"""API keys, the audit trail, approvals and notifications."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post
from litestar.params import JSONBody, Parameter, QueryParameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items, PageOf, Ref, newest_first, newest_page, number, ref
from pondkeeper.domain import runs, staff
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

Limit = Annotated[int, Parameter(ge=1, le=200)]
DECISIONS = {"approve": "approved", "return": "returned"}


class ApiKey(msgspec.Struct):
    """A key, without itself."""

    id: str
    name: str
    prefix: str
    rights: list[str]
    created_by: Ref | None
    created_at: datetime
    last_used_at: datetime | None


class ApiKeyRequest(msgspec.Struct):
    """A key to make."""

    name: str
    rights: list[str]


class ApiKeyCreated(msgspec.Struct):
    """A key, shown once."""

    api_key: ApiKey
    secret: str


class AuditActor(msgspec.Struct):
    """Who did it."""

    kind: str
    id: str | None
    name: str


class AuditObject(msgspec.Struct):
    """What it was done to."""

    kind: str
    id: str | None
    name: str | None


class AuditRow(msgspec.Struct):
    """One write, or one reading of something guarded."""

    id: str
    at: datetime
    actor: AuditActor
    action: str
    object: AuditObject
    detail: dict[str, Any]
    ip: str | None


class Approval(msgspec.Struct):
    """A request for a second person's yes."""

    id: str
    kind: str
    params: dict[str, Any]
    state: str
    asked_by: Ref | None
    asked_at: datetime
    decided_by: Ref | None
    decided_at: datetime | None
    note: str | None
    decidable: bool


class Decision(msgspec.Struct):
    """The second person's word."""

    approval_id: str
    decision: str
    note: str | None = None


class Notification(msgspec.Struct):
    """Something I should know."""

    id: str
    kind: str
    params: dict[str, Any]
    link: str | None
    at: datetime
    read_at: datetime | None


class Notifications(msgspec.Struct):
    """A page of notifications and how many are unread."""

    items: list[Notification]
    next_cursor: str | None
    count: int
    count_exact: bool
    unread: int


class ReadRequest(msgspec.Struct):
    """Which notifications I have read."""

    ids: list[str] = []
    all: bool = False


@get("/api/api-keys")
async def list_keys(door: Door) -> Items[ApiKey]:
    """List the keys that are not revoked."""
    async with door.tx("keys.write") as tx:
        return Items([_key(row) for row in await staff.api_keys(tx)])


@post("/api/api-keys")
async def create_key(door: Door, data: JSONBody[ApiKeyRequest]) -> ApiKeyCreated:
    """Make a key; the answer is the only place where it can be read."""
    door.about("api_key", "", name=data.name, rights=",".join(sorted(data.rights)))
    async with door.tx("keys.write") as tx:
        key_id, secret = await staff.create_key(tx, name=data.name, rights=data.rights)
        made = next(row for row in await staff.api_keys(tx) if row["id"] == key_id)
    return ApiKeyCreated(_key(made), secret)


@delete("/api/api-keys/{key_id:int}")
async def revoke_key(door: Door, key_id: int) -> None:
    """End a key at once."""
    door.about("api_key", key_id)
    async with door.tx("keys.write") as tx:
        await staff.revoke_key(tx, key_id)


@get("/api/audit")
async def list_audit(
    door: Door,
    action: str | None = None,
    actor_id: str | None = None,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> PageOf[AuditRow]:
    """List who did what, newest first."""
    async with door.tx("audit.read") as tx:
        rows = await staff.audit_page(
            tx,
            action=action,
            actor_id=number(actor_id, "actor_id"),
            since=since,
            until=until,
            before_id=number(cursor, "cursor"),
            limit=limit + 1,
        )
    return newest_page(rows, limit, _audit)


@get("/api/approvals")
async def list_approvals(
    door: Door,
    status: Annotated[str | None, QueryParameter(name="state")] = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> PageOf[Approval]:
    """List what waits for a second person, or was decided."""
    waiting = None if status is None else status == "waiting"
    async with door.tx("") as tx:
        rows = await staff.approvals(
            tx, waiting=waiting, before_id=number(cursor, "cursor"), limit=limit + 1
        )
    return newest_page(rows, limit, lambda row: _approval(row, door.actor.id))


@post("/api/approvals", status_code=200)
async def decide(door: Door, data: JSONBody[Decision]) -> Approval:
    """Approve or return; what was asked for then happens in the same transaction or a run."""
    if data.decision not in DECISIONS:
        raise InvalidInput("Not a decision.", errors=[FieldError("decision", "approve, return")])
    approval_id = number(data.approval_id, "approval_id") or 0
    door.about("approval", approval_id, decision=data.decision)
    async with door.tx("approvals.decide") as tx:
        decided = await staff.decide(tx, approval_id, DECISIONS[data.decision], data.note or "")
        if run_id := decided["payload"].get("run_id"):
            await _continue_run(tx, int(run_id), approved=data.decision == "approve")
        rows = await staff.approvals(tx, waiting=None, before_id=approval_id + 1, limit=1)
    return _approval(rows[0], door.actor.id)


@get("/api/notifications")
async def list_notifications(
    door: Door,
    unread: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    cursor: str | None = None,
    limit: Limit = 30,
) -> Notifications:
    """List what I should know, newest first."""
    async with door.tx("") as tx:
        rows, count = await staff.notifications(
            tx, unread=unread, before_id=number(cursor, "cursor"), limit=limit + 1
        )
    page, following = newest_first(rows, limit)
    items = [
        Notification(
            str(row["id"]),
            row["kind"],
            row["params"],
            row["link"] or None,
            row["created_at"],
            row["read_at"],
        )
        for row in page
    ]
    return Notifications(items, following, len(items), following is None, count)


@post("/api/notifications/read", status_code=204)
async def mark_read(door: Door, data: JSONBody[ReadRequest]) -> None:
    """Mark my notifications read."""
    ids = None if data.all else [number(one, "ids") or 0 for one in data.ids]
    async with door.tx("") as tx:
        await staff.mark_read(tx, ids)


async def _continue_run(tx: Tx, run_id: int, *, approved: bool) -> None:
    await (runs.release(tx, run_id) if approved else runs.cancel(tx, run_id))


def _key(row: Any) -> ApiKey:
    return ApiKey(
        str(row["id"]),
        row["name"],
        row["shown_prefix"],
        list(row["rights"]),
        ref(row["made_by"], row["made_by_name"]),
        row["created_at"],
        row["last_used_at"],
    )


def _audit(row: Any) -> AuditRow:
    actor_id = None if row["actor_id"] is None else str(row["actor_id"])
    return AuditRow(
        str(row["id"]),
        row["at"],
        AuditActor(row["actor_kind"], actor_id, row["actor_name"]),
        row["verb"],
        AuditObject(row["noun"], row["noun_id"] or None, None),
        row["detail"],
        row["ip"] or None,
    )


def _approval(row: Any, me: int | None) -> Approval:
    waiting = row["decision"] is None
    return Approval(
        id=str(row["id"]),
        kind=row["kind"],
        params=row["payload"],
        state="waiting" if waiting else row["decision"],
        asked_by=ref(row["requested_by"], row["requested_name"]),
        asked_at=row["requested_at"],
        decided_by=ref(row["decided_by"], row["decided_name"]),
        decided_at=row["decided_at"],
        note=row["comment"] or None,
        decidable=waiting and row["requested_by"] != me,
    )


ROUTES = (
    list_keys,
    create_key,
    revoke_key,
    list_audit,
    list_approvals,
    decide,
    list_notifications,
    mark_read,
)
