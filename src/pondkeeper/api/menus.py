"""Menus of public accounts: a draft, what the platform has, and who sees another one."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import delete, get, post, put
from litestar.params import JSONBody

from pondkeeper.api.door import Door
from pondkeeper.domain import channels, content
from pondkeeper.domain.channels.facts import account as account_facts
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.db import Tx


class MenuButton(msgspec.Struct):
    """A button: what it does, or the buttons below it."""

    name: str
    kind: str = ""
    key: str = ""
    url: str = ""
    app_id: str = ""
    page: str = ""
    media_id: str = ""
    below: "list[MenuButton]" = []


class MenuRule(msgspec.Struct):
    """Who sees a conditional menu; all that is given must fit."""

    tag_id: str = ""
    client: Literal["", "ios", "android", "other"] = ""
    language: str = ""


class ConditionalMenu(msgspec.Struct):
    """Buttons that only some people see."""

    id: str
    rule: MenuRule
    buttons: list[MenuButton]


class AccountMenu(msgspec.Struct):
    """Our draft beside what the platform had at `read_at`; null as long as nobody looked."""

    draft: list[MenuButton]
    live: list[MenuButton]
    conditional: list[ConditionalMenu]
    differs: bool | None
    read_at: datetime | None
    changed_at: datetime | None


class MenuRequest(msgspec.Struct):
    """Up to three buttons with up to five below each."""

    buttons: list[MenuButton]


class ConditionalMenuRequest(msgspec.Struct):
    """Buttons, and who sees them."""

    buttons: list[MenuButton]
    rule: MenuRule


@get("/api/channels/{channel_id:int}/menu")
async def show_menu(door: Door, channel_id: int) -> AccountMenu:
    """Say how an account's menu stands."""
    async with door.tx("channels.read") as tx:
        await channels.channel(tx, channel_id)
        return await _menu(tx, channel_id)


@put("/api/channels/{channel_id:int}/menu")
async def save_menu(door: Door, channel_id: int, data: JSONBody[MenuRequest]) -> AccountMenu:
    """Keep the draft of an account's menu."""
    door.about("channel", channel_id)
    async with door.tx("codes.write") as tx:
        await channels.channel(tx, channel_id)
        await content.save_menu(tx, channel_id, _buttons(data.buttons))
        return await _menu(tx, channel_id)


@post("/api/channels/{channel_id:int}/menu/reading", status_code=200)
async def read_menu(door: Door, channel_id: int) -> AccountMenu:
    """Read the menu that stands at the platform."""
    access = await _access(door, channel_id)
    await content.read_menu(door.services, access)
    return await _again(door, channel_id)


@post("/api/channels/{channel_id:int}/menu/publishing", status_code=200)
async def publish_menu(door: Door, channel_id: int) -> AccountMenu:
    """Put the draft in place for everybody; people see it within minutes."""
    door.about("channel", channel_id)
    async with door.tx("codes.write") as tx:
        access = await channels.access(tx, channel_id)
        draft = (await content.menu(tx, channel_id)).draft
    await content.publish_menu(door.services, access, draft)
    return await _again(door, channel_id)


@post("/api/channels/{channel_id:int}/menu/conditional")
async def add_conditional_menu(
    door: Door, channel_id: int, data: JSONBody[ConditionalMenuRequest]
) -> AccountMenu:
    """Show other buttons to some people."""
    access = await _access(door, channel_id)
    rule = account_facts.MenuRule(**msgspec.structs.asdict(data.rule))
    await content.add_conditional(door.services, access, _buttons(data.buttons), rule)
    return await _again(door, channel_id)


@delete("/api/channels/{channel_id:int}/menu/conditional/{menu_id:str}", status_code=200)
async def drop_conditional_menu(door: Door, channel_id: int, menu_id: str) -> AccountMenu:
    """Delete a conditional menu at the platform."""
    access = await _access(door, channel_id)
    await content.drop_conditional(door.services, access, menu_id)
    return await _again(door, channel_id)


async def _access(door: Door, channel_id: int) -> ChannelAccess:
    door.about("channel", channel_id)
    async with door.tx("codes.write") as tx:
        return await channels.access(tx, channel_id)


async def _again(door: Door, channel_id: int) -> AccountMenu:
    async with door.services.database.tx(door.workspace_id, door.actor) as tx:
        return await _menu(tx, channel_id)


async def _menu(tx: Tx, channel_id: int) -> AccountMenu:
    row = await content.menu(tx, channel_id)
    return AccountMenu(
        _shown(row.draft),
        _shown(row.live),
        [
            ConditionalMenu(
                one.menu_id, MenuRule(**asdict(one.rule or _EVERYBODY)), _shown(one.buttons)
            )
            for one in row.conditional
        ],
        row.differs,
        row.read_at,
        row.changed_at,
    )


_EVERYBODY = account_facts.MenuRule()


def _shown(buttons: Sequence[account_facts.Button]) -> list[MenuButton]:
    return msgspec.convert([asdict(one) for one in buttons], list[MenuButton])


def _buttons(given: list[MenuButton]) -> list[account_facts.Button]:
    return msgspec.convert(msgspec.to_builtins(given), list[account_facts.Button])


ROUTES: tuple[Any, ...] = (
    show_menu,
    save_menu,
    read_menu,
    publish_menu,
    add_conditional_menu,
    drop_conditional_menu,
)
