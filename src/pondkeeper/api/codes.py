"""Channel codes: made, changed, retired, as a picture, and what each brings."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import JSONBody

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import Items, Ref, number
from pondkeeper.domain import channels, staff
from pondkeeper.domain.channels.pictures import poster_png, qr_png
from pondkeeper.domain.insight.codes import CodeOrders, code_orders
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict

PNG = "image/png"


class CodeMember(msgspec.Struct):
    """Somebody who answers a code; `active` while it is their turn."""

    member_id: str
    name: str
    active: bool


class WorkingHours(msgspec.Struct):
    """Days 1 (Monday) to 7, from and to as HH:MM in the brand's time zone."""

    days: list[int]
    begin: str = msgspec.field(name="from")
    end: str = msgspec.field(name="to")


class WelcomeTemplate(msgspec.Struct):
    """What whoever comes is told; {name}, {link} and {coupon} are filled in."""

    text: str
    offer_id: str | None = None


class CodeRequest(msgspec.Struct):
    """A code to make or change."""

    name: str
    source_id: str
    channel_id: str
    member_ids: list[str]
    strategy: str
    tag_ids: list[str]
    welcome_template: WelcomeTemplate
    backup_member_id: str | None = None
    working_hours: WorkingHours | None = None
    cost_per_add_fen: int | None = None
    form: str = "way"


class Code(msgspec.Struct):
    """A code as the list shows it. `form` link: `address` is what people open."""

    id: str
    name: str
    form: str
    address: str | None
    channel: Ref
    source: Ref
    strategy: str
    members: list[CodeMember]
    backup_member_id: str | None
    working_hours: WorkingHours | None
    tags: list[Ref]
    welcome_template: WelcomeTemplate
    cost_per_add_fen: int | None
    state: str
    error: str | None
    adds: int
    reachable: int
    first_orders: int
    last_added_at: datetime | None
    created_at: datetime


@get("/api/codes")
async def list_codes(door: Door, form: str | None = None) -> Items[Code]:
    """List codes, newest first; of one form where it is named."""
    async with door.tx("codes.read") as tx:
        return Items(await _codes(tx, None, form))


@get("/api/codes/{code_id:int}")
async def read_code(door: Door, code_id: int) -> Code:
    """Say how one code stands."""
    async with door.tx("codes.read") as tx:
        return await _code(tx, code_id)


@post("/api/codes")
async def make_code(door: Door, data: JSONBody[CodeRequest]) -> Code:
    """Make a code; the platform is told at once."""
    async with door.tx("codes.write") as tx:
        code_id = await channels.make_code(tx, _draft(data))
        door.about("code", code_id, name=data.name)
        return await _code(tx, code_id)


@put("/api/codes/{code_id:int}")
async def change_code(door: Door, code_id: int, data: JSONBody[CodeRequest]) -> Code:
    """Change a code; the printed picture stays good."""
    door.about("code", code_id, name=data.name)
    async with door.tx("codes.write") as tx:
        await channels.change_code(tx, code_id, _draft(data))
        return await _code(tx, code_id)


@delete("/api/codes/{code_id:int}")
async def retire_code(door: Door, code_id: int) -> None:
    """End a code; who still scans its picture reaches the backup."""
    door.about("code", code_id)
    async with door.tx("codes.write") as tx:
        await channels.retire_code(tx, code_id)


@get("/api/codes/{code_id:int}/qr.png", media_type=PNG)
async def read_qr(door: Door, code_id: int) -> Response[bytes]:
    """Return the QR picture."""
    async with door.tx("codes.read") as tx:
        row = await channels.code(tx, code_id)
    return Response(qr_png(_address(row)), media_type=PNG)


@get("/api/codes/{code_id:int}/poster.png", media_type=PNG)
async def read_poster(door: Door, code_id: int) -> Response[bytes]:
    """Return a printable poster."""
    async with door.tx("codes.read") as tx:
        row = await channels.code(tx, code_id)
        brand = await staff.brand(tx)
    name = f"attachment; filename=code-{code_id}.png"
    picture = poster_png(_address(row), brand=brand.name, name=row.name)
    return Response(picture, media_type=PNG, headers={"content-disposition": name})


def _address(row: channels.CodeRow) -> str:
    if not row.qr_url:
        raise Conflict(
            "The platform has not made this code yet.", hint=row.sync_error or "Try again soon."
        )
    return row.qr_url


async def _code(tx: Tx, code_id: int) -> Code:
    await channels.code(tx, code_id)
    return (await _codes(tx, code_id))[0]


async def _codes(tx: Tx, code_id: int | None, form: str | None = None) -> list[Code]:
    rows = await channels.list_codes(tx, code_id, form)
    bought = await code_orders(tx, [row.id for row in rows])
    return [_shape(row, bought.get(row.id)) for row in rows]


def _shape(row: channels.CodeRow, bought: CodeOrders | None) -> Code:
    hours = msgspec.convert(row.working_hours, WorkingHours) if row.working_hours else None
    offer_id = row.welcome.get("offer_id")
    return Code(
        id=str(row.id),
        name=row.name,
        form=row.form,
        address=row.qr_url if row.form == "link" else None,
        channel=Ref(str(row.channel_id), row.channel_name),
        source=Ref(str(row.source_id), row.source_name),
        strategy=row.strategy,
        members=[CodeMember(**member) for member in row.members],
        backup_member_id=row.backup_member_id,
        working_hours=hours,
        tags=[Ref(**tag) for tag in row.tags],
        welcome_template=WelcomeTemplate(row.welcome.get("text", ""), offer_id),
        cost_per_add_fen=row.cost_per_add_fen,
        state=_state(row),
        error=_error(row),
        adds=row.adds,
        reachable=row.reachable,
        first_orders=bought.buyers if bought else 0,
        last_added_at=row.last_added_at,
        created_at=row.created_at,
    )


def _state(row: channels.CodeRow) -> str:
    if not row.active:
        return "retired"
    return "failing" if row.sync_state == "failed" else "active"


def _error(row: channels.CodeRow) -> str | None:
    """Say what is wrong, and how many codes may stand at the platform without our knowing."""
    lost = f"平台没有回结果，可能多建了 {row.unconfirmed} 个未使用的码" if row.unconfirmed else ""
    return " · ".join(part for part in (row.sync_error, lost) if part) or None


def _draft(data: CodeRequest) -> channels.CodeDraft:
    hours = msgspec.to_builtins(data.working_hours) if data.working_hours else None
    return channels.CodeDraft(
        name=data.name,
        channel_id=number(data.channel_id, "channel_id") or 0,
        source_id=number(data.source_id, "source_id") or 0,
        member_ids=data.member_ids,
        strategy=data.strategy,
        backup_member_id=data.backup_member_id,
        working_hours=hours,
        welcome=msgspec.to_builtins(data.welcome_template),
        cost_per_add_fen=data.cost_per_add_fen or 0,
        tag_ids=[number(tag_id, "tag_ids") or 0 for tag_id in data.tag_ids],
        form=data.form,
    )


ROUTES: tuple[Any, ...] = (
    list_codes,
    read_code,
    make_code,
    change_code,
    retire_code,
    read_qr,
    read_poster,
)
