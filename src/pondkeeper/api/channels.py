"""Our accounts on the platforms: settings, connection test, what each platform told us."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post, put
from litestar.params import JSONBody, Parameter, QueryParameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, newest_page, number, ref
from pondkeeper.domain import channels
from pondkeeper.domain.channels.ports import Guide, Platform, SettingField

Limit = Annotated[int, Parameter(ge=1, le=200)]
SHOWN = ("articles", "menus", "templates", "replies", "ways", "scene_codes", "links", "login")
"""Capabilities that pages of the console stand for."""


class Words(msgspec.Struct):
    """A text in both languages of the console."""

    zh: str
    en: str


class ChannelField(msgspec.Struct):
    """One thing to give for a channel of a kind; `where` says where the platform shows it."""

    key: str
    label: Words
    where: Words
    secret: bool
    required: bool
    multiline: bool
    default: str | None


class ConnectStep(msgspec.Struct):
    """One thing to do to connect; `copies` is what to paste over there: callback_url, or fields."""

    text: Words
    copies: list[str]


class ChannelKind(msgspec.Struct):
    """A platform that can be connected, what it can do, and how."""

    kind: str
    title: Words
    can: list[str]
    steps: list[ConnectStep]
    fields: list[ChannelField]


class Channel(msgspec.Struct):
    """One account of ours; of its secrets only the names."""

    id: str
    kind: str
    name: str
    public_key: str
    base_url: str
    callback_url: str
    state: str
    settings: dict[str, str]
    secrets_set: list[str]
    last_test_at: datetime | None
    last_callback_at: datetime | None


class Channels(msgspec.Struct):
    """All channels, and the kinds that can be added."""

    items: list[Channel]
    kinds: list[ChannelKind]


class ChannelRequest(msgspec.Struct):
    """What an operator gives; a secret left out stays as it is."""

    kind: str
    name: str
    base_url: str
    settings: dict[str, str]
    disabled: bool = False


class ChannelStep(msgspec.Struct):
    """One thing the test tried."""

    name: str
    ok: bool
    detail: str
    hint: str | None


class ChannelTest(msgspec.Struct):
    """How the connection test went."""

    ok: bool
    steps: list[ChannelStep]


class Callback(msgspec.Struct):
    """One thing a platform told us."""

    id: str
    event: str
    state: str
    contact: Ref | None
    attempts: int
    error: str | None
    bytes: int
    received_at: datetime
    done_at: datetime | None


@get("/api/channels")
async def list_channels(door: Door) -> Channels:
    """List channels and the kinds there are."""
    async with door.tx("channels.read") as tx:
        rows = await channels.list_channels(tx)
    kinds = [_kind(one) for one in door.services.adapters.all()]
    return Channels([_shape(door, row) for row in rows], kinds)


@post("/api/channels")
async def add_channel(door: Door, data: JSONBody[ChannelRequest]) -> Channel:
    """Connect an account."""
    platform = door.services.adapters.of(data.kind)
    async with door.tx("channels.write") as tx:
        channel_id = await channels.add(tx, platform, _draft(door, data))
        door.about("channel", channel_id, kind=data.kind, name=data.name)
        return _shape(door, await channels.channel(tx, channel_id))


@put("/api/channels/{channel_id:int}")
async def change_channel(door: Door, channel_id: int, data: JSONBody[ChannelRequest]) -> Channel:
    """Change an account's name, address, settings or secrets."""
    door.about("channel", channel_id, name=data.name, disabled=data.disabled)
    async with door.tx("channels.write") as tx:
        known = await channels.channel(tx, channel_id)
        platform = door.services.adapters.of(known.kind)
        await channels.change(tx, platform, channel_id, _draft(door, data))
        return _shape(door, await channels.channel(tx, channel_id))


@post("/api/channels/{channel_id:int}/test", status_code=200)
async def test_channel(door: Door, channel_id: int) -> ChannelTest:
    """Try the connection without an effect; the result is kept."""
    door.about("channel", channel_id)
    async with door.tx("channels.write") as tx:
        access = await channels.access(tx, channel_id)
    steps = await door.services.adapters.of(access.kind).adapter.test(access)
    async with door.tx("channels.write") as tx:
        await channels.keep_test(tx, channel_id, steps)
    shown = [ChannelStep(step.name, step.ok, step.detail, None) for step in steps]
    return ChannelTest(all(step.ok for step in steps), shown)


@get("/api/channels/{channel_id:int}/callbacks")
async def list_callbacks(
    door: Door,
    channel_id: int,
    status: Annotated[str | None, QueryParameter(name="state")] = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> PageOf[Callback]:
    """List what the platform told us, newest first."""
    async with door.tx("channels.read") as tx:
        await channels.channel(tx, channel_id)
        rows = await channels.list_callbacks(
            tx, channel_id, state=status, before=number(cursor, "cursor"), limit=limit + 1
        )
    return newest_page(rows, limit, _callback)


@post("/api/callbacks/{callback_id:int}/replay", status_code=202)
async def replay_callback(door: Door, callback_id: int) -> Callback:
    """Handle one kept callback again."""
    door.about("callback", callback_id)
    async with door.tx("channels.write") as tx:
        channel_id = await channels.replay(tx, callback_id)
        rows = await channels.list_callbacks(
            tx, channel_id, state=None, before=callback_id + 1, limit=1
        )
    return _callback(rows[0])


def _draft(door: Door, data: ChannelRequest) -> channels.ChannelDraft:
    """Links in messages need an address the phone can reach: ours, unless another is given."""
    settings = {"public_url": door.services.public_url} | data.settings
    return channels.ChannelDraft(data.name, data.base_url, settings, active=not data.disabled)


def _kind(platform: Platform) -> ChannelKind:
    guide = platform.guide or Guide(platform.kind, platform.kind)
    return ChannelKind(
        platform.kind,
        Words(guide.zh, guide.en),
        [name for name in SHOWN if getattr(platform, name) is not None],
        [ConnectStep(Words(step.zh, step.en), list(step.copies)) for step in guide.steps],
        [_field(row, platform.default_base_url) for row in platform.settings_schema],
    )


def _field(row: SettingField, base_url: str) -> ChannelField:
    return ChannelField(
        key=row.name,
        label=Words(row.label_zh, row.label_en),
        where=Words(row.where_zh, row.where_en),
        secret=row.secret,
        required=row.required,
        multiline=row.multiline,
        default=base_url if row.name == "base_url" else None,
    )


def _shape(door: Door, row: channels.ChannelRow) -> Channel:
    return Channel(
        id=str(row.id),
        kind=row.kind,
        name=row.name,
        public_key=row.public_key,
        base_url=row.base_url,
        callback_url=f"{door.services.public_url}/callbacks/{row.public_key}",
        state=_state(row.test_result, active=row.active),
        settings=row.settings,
        secrets_set=sorted(row.secrets_set),
        last_test_at=row.tested_at,
        last_callback_at=row.last_callback_at,
    )


def _state(test_result: dict[str, Any] | None, *, active: bool) -> str:
    if not active:
        return "disabled"
    if test_result is None:
        return "untested"
    return "ok" if test_result["ok"] else "failing"


def _callback(row: channels.CallbackRow) -> Callback:
    return Callback(
        id=str(row.id),
        event=row.kind,
        state=row.state,
        contact=ref(row.contact_id, row.contact_name),
        attempts=row.attempts,
        error=row.error or None,
        bytes=row.bytes,
        received_at=row.received_at,
        done_at=row.handled_at,
    )


ROUTES: tuple[Any, ...] = (
    list_channels,
    add_channel,
    change_channel,
    test_channel,
    list_callbacks,
    replay_callback,
)
