"""A leaver's customers handed to colleagues."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.params import JSONBody, Parameter

from pondkeeper.api.door import Door
from pondkeeper.api.runs import Run
from pondkeeper.api.runs import shape as run_shape
from pondkeeper.api.shapes import Items, PageOf, Ref, newest_page, number, ref
from pondkeeper.domain import channels, contacts, runs
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict

Limit = Annotated[int, Parameter(ge=1, le=200)]


class HandoverMember(msgspec.Struct):
    """A member of staff as the platform knows them."""

    member_id: str
    name: str


class Member(msgspec.Struct):
    """Somebody who holds customers on the platform; `unassigned` are those a leaver left behind."""

    member_id: str
    name: str
    channel: Ref | None
    store: Ref | None
    staff_id: str | None
    state: Literal["active", "left"]
    contacts: int
    unassigned: int


class HandoverRequest(msgspec.Struct):
    """Who left, and who takes over, in turns; without a channel, the brand's first WeCom."""

    from_member_id: str
    to_member_ids: list[str]
    channel_id: str | None = None


class Handover(msgspec.Struct):
    """A handover and how its customers stand."""

    id: str
    run_id: str | None
    giver: HandoverMember = msgspec.field(name="from")
    to: list[HandoverMember]
    total: int
    moved: int
    waiting: int
    refused: int
    failed: int
    error: str | None
    created_by: Ref | None
    created_at: datetime


@get("/api/members")
async def list_members(door: Door) -> Items[Member]:
    """List everybody who holds customers on the platform, those who left last."""
    async with door.tx("staff.read") as tx:
        names = {one.id: one.name for one in await channels.list_channels(tx)}
        return Items([_member(one, names) for one in await contacts.holders(tx)])


@get("/api/handovers")
async def list_handovers(
    door: Door, cursor: str | None = None, limit: Limit = 30
) -> PageOf[Handover]:
    """List handovers, newest first."""
    async with door.tx("staff.read") as tx:
        rows = await channels.list_handovers(
            tx, before=number(cursor, "cursor"), limit=limit + 1
        )
    return newest_page(rows, limit, _shape)


@post("/api/handovers", status_code=202)
async def ask_handover(door: Door, data: JSONBody[HandoverRequest]) -> Run:
    """Begin to hand a leaver's customers over."""
    door.about("member", data.from_member_id, to=",".join(data.to_member_ids))
    async with door.tx("handover.write") as tx:
        channel_id = number(data.channel_id, "channel_id") or await _wecom(tx)
        run_id = await channels.ask_handover(
            tx,
            channel_id=channel_id,
            from_member_id=data.from_member_id,
            to_member_ids=data.to_member_ids,
        )
        return run_shape(await runs.run(tx, run_id), tx.clock.real())


async def _wecom(tx: Tx) -> int:
    access = await channels.first_of_kind(tx, "wecom")
    if access is None:
        raise Conflict("There is no WeCom channel.", hint="Connect one in the settings.")
    return access.channel_id


def _member(row: contacts.Holder, channel_names: Mapping[int, str]) -> Member:
    return Member(
        member_id=row.member_id,
        name=row.name,
        channel=ref(row.channel_id, channel_names.get(row.channel_id or 0)),
        store=ref(row.store_id, row.store_name),
        staff_id=str(row.staff_id) if row.staff_id else None,
        state="left" if row.has_left else "active",
        contacts=row.contacts,
        unassigned=row.contacts if row.has_left else 0,
    )


def _shape(row: channels.HandoverRow) -> Handover:
    return Handover(
        id=str(row.id),
        run_id=str(row.run_id) if row.run_id else None,
        giver=HandoverMember(row.from_member_id, row.from_name),
        to=[HandoverMember(**member) for member in row.to_members],
        total=row.total,
        moved=row.moved,
        waiting=row.waiting,
        refused=row.refused,
        failed=row.failed,
        error=row.error or None,
        created_by=ref(row.requested_by, row.requested_by_name),
        created_at=row.created_at,
    )


ROUTES: tuple[Any, ...] = (list_members, list_handovers, ask_handover)
