"""Menus of public accounts: a draft here, compared with what the platform has.

Putting a menu in place may be repeated; adding a conditional one may not, so that after a lost
answer the platform is read anew before anybody tries again.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from pondkeeper.domain.channels.facts.account import Button, Menu, MenuRule
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.ports.account import Menus
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.content.models import AccountMenu
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, Unavailable

TOP, BELOW = 3, 5
TOP_BYTES, BELOW_BYTES = 16, 60
"""What a name may be long, in bytes of UTF-8."""
NEEDS = {
    "click": ("key",),
    "view": ("url",),
    "miniprogram": ("url", "app_id", "page"),
    "article_id": ("media_id",),
    "article_view_limited": ("media_id",),
    "media_id": ("media_id",),
    "view_limited": ("media_id",),
}
BY_KEY = {
    "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin",
    "location_select",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MenuRow:
    """A channel's menu: our draft, what the platform had at `read_at`, and who sees another."""

    draft: list[Button] = field(default_factory=list)
    live: list[Button] = field(default_factory=list)
    conditional: list[Menu] = field(default_factory=list)
    read_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def differs(self) -> bool | None:
        """Whether the platform has another menu than our draft; None as long as nobody looked."""
        return None if self.read_at is None else self.draft != self.live


async def menu(tx: Tx, channel_id: int) -> MenuRow:
    """Return a channel's menu; an empty one where there is none."""
    mine = (AccountMenu.workspace_id == tx.workspace_id, AccountMenu.channel_id == channel_id)
    columns = (
        AccountMenu.draft, AccountMenu.live, AccountMenu.conditional, AccountMenu.read_at,
        AccountMenu.changed_at,
    )  # fmt: skip
    row = (await tx.execute(select(*columns).where(*mine))).one_or_none()
    if row is None:
        return MenuRow()
    return MenuRow(
        msgspec.convert(row.draft, list[Button]),
        msgspec.convert(row.live, list[Button]),
        msgspec.convert(row.conditional, list[Menu]),
        row.read_at,
        row.changed_at,
    )


async def save_menu(tx: Tx, channel_id: int, buttons: Sequence[Button]) -> None:
    """Keep the draft of a menu. Raises InvalidInput."""
    check(buttons)
    draft = [asdict(button) for button in buttons]
    await _upsert(tx, channel_id, draft=draft, changed_at=tx.clock.now())


async def read_menu(doors: ChannelDoors, access: ChannelAccess) -> None:
    """Read the platform's menus. Raises Conflict, Unavailable."""
    found = await _asked(_port(doors, access).get(access))
    async with doors.database.tx(access.workspace_id) as tx:
        await _keep(tx, access.channel_id, found)


async def publish_menu(
    doors: ChannelDoors, access: ChannelAccess, buttons: Sequence[Button]
) -> None:
    """Put the draft in place for everybody, then read what stands there. Raises as above."""
    if not buttons:
        raise InvalidInput("The menu is empty.", hint="Add a button first.")
    await _asked(_port(doors, access).set(access, buttons))
    await read_menu(doors, access)


async def add_conditional(
    doors: ChannelDoors, access: ChannelAccess, buttons: Sequence[Button], rule: MenuRule
) -> None:
    """Show other buttons to some, then read what stands there. Raises as above, InvalidInput."""
    check(buttons)
    if not buttons:
        raise InvalidInput("The menu is empty.", hint="Add a button first.")
    if rule == MenuRule():
        raise InvalidInput("Say who sees this menu.", errors=[FieldError("rule", "Choose one.")])
    await _asked(_port(doors, access).add_conditional(access, buttons, rule))
    await read_menu(doors, access)


async def drop_conditional(doors: ChannelDoors, access: ChannelAccess, menu_id: str) -> None:
    """Delete a conditional menu, then read what stands there. Raises as above."""
    await _asked(_port(doors, access).delete_conditional(access, menu_id))
    await read_menu(doors, access)


def check(buttons: Sequence[Button]) -> None:
    """Raise InvalidInput for a menu that the platform would not take."""
    errors: list[FieldError] = []
    if len(buttons) > TOP:
        errors.append(FieldError("buttons", f"At most {TOP} buttons."))
    for n, button in enumerate(buttons):
        errors += _wrong(button, f"buttons.{n}", TOP_BYTES)
        if len(button.below) > BELOW:
            errors.append(FieldError(f"buttons.{n}.below", f"At most {BELOW} below one button."))
        for m, one in enumerate(button.below):
            errors += _wrong(one, f"buttons.{n}.below.{m}", BELOW_BYTES)
            if one.below:
                errors.append(FieldError(f"buttons.{n}.below.{m}", "Menus have two levels."))
    if errors:
        raise InvalidInput("The menu is not complete.", errors=errors)


def _wrong(button: Button, place: str, most: int) -> list[FieldError]:
    found = []
    if not button.name.strip():
        found.append(FieldError(f"{place}.name", "A button needs a name."))
    if len(button.name.encode()) > most:
        found.append(FieldError(f"{place}.name", f"At most {most // 3} Chinese characters."))
    if button.below:
        return found
    needed = ("key",) if button.kind in BY_KEY else NEEDS.get(button.kind)
    if needed is None:
        return [*found, FieldError(f"{place}.kind", "Choose what the button does.")]
    found += [
        FieldError(f"{place}.{name}", "This is needed.")
        for name in needed
        if not getattr(button, name).strip()
    ]
    if button.url and not button.url.startswith(("https://", "http://")):
        found.append(FieldError(f"{place}.url", "The address must begin with https://."))
    return found


def _port(doors: ChannelDoors, access: ChannelAccess) -> Menus:
    found = doors.adapters.of(access.kind).menus
    if found is None:
        raise InvalidInput("This kind of channel has no menus.")
    return found


async def _asked(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except SendRefused as refused:
        raise Conflict(
            "The platform refused.", hint=f"{refused.hint} ({refused.code})"
        ) from refused
    except SendUnknown as unknown:
        raise Unavailable(
            "The platform's answer was lost; it may have been done.",
            hint=f"Read the menu from the platform before trying again. {unknown.hint}",
        ) from unknown


async def _keep(tx: Tx, channel_id: int, found: Sequence[Menu]) -> None:
    live = next((list(one.buttons) for one in found if one.rule is None), [])
    rows = {
        "live": [asdict(button) for button in live],
        "conditional": [asdict(one) for one in found if one.rule is not None],
    }
    if (await menu(tx, channel_id)).changed_at is None:  # nobody has begun a draft here
        rows["draft"] = rows["live"]
    await _upsert(tx, channel_id, read_at=tx.clock.real(), **rows)


async def _upsert(tx: Tx, channel_id: int, **columns: Any) -> None:
    await tx.execute(
        insert(AccountMenu)
        .values(workspace_id=tx.workspace_id, channel_id=channel_id, **columns)
        .on_conflict_do_update(index_elements=["workspace_id", "channel_id"], set_=columns)
    )
