"""The buttons at the foot of the conversation, for everybody and for some."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pondkeeper.domain.channels.facts.account import Button, Menu, MenuRule
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.weixin_messages import kept
from pondkeeper.platforms.official_account.endpoints import account as e

NO_MENU = "46003"
_CLIENTS = {"ios": "1", "android": "2", "other": "3"}
_CLIENT_NAMES: Mapping[str, Literal["", "ios", "android", "other"]] = {
    "": "",
    "1": "ios",
    "2": "android",
    "3": "other",
}
_BY_ARTICLE = {"article_id", "article_view_limited"}


@dataclass(frozen=True, slots=True)
class OfficialMenus:
    """Reads and writes menus; followers see a change within minutes."""

    caller: Caller

    async def get(self, access: ChannelAccess) -> list[Menu]:
        """Return the menu and the conditional ones; [] when none was made through the API."""
        try:
            answer = await self.caller.call(access, e.MENU_GET)
        except SendRefused as refused:
            if refused.code == NO_MENU:
                return []
            raise
        found = [_menu(answer["menu"])] if answer.get("menu") else []
        return found + [_menu(row) for row in answer.get("conditionalmenu") or ()]

    async def set(self, access: ChannelAccess, buttons: Sequence[Button]) -> None:
        """Put these buttons in place of the menu that everybody sees."""
        body = {"button": [_row(button) for button in buttons]}
        await self.caller.call(access, e.MENU_CREATE, post(e.MENU_CREATE, body))

    async def delete(self, access: ChannelAccess) -> None:
        """Delete the menu and all conditional ones."""
        await self.caller.call(access, e.MENU_DELETE)

    async def add_conditional(
        self, access: ChannelAccess, buttons: Sequence[Button], rule: MenuRule
    ) -> str:
        """Show other buttons to whom the rule fits; return the menu's id."""
        endpoint = e.MENU_ADD_CONDITIONAL
        body = {"button": [_row(button) for button in buttons], "matchrule": _rule_row(rule)}
        answer = await self.caller.call(access, endpoint, post(endpoint, body))
        return str(told(answer, "menuid"))

    async def delete_conditional(self, access: ChannelAccess, menu_id: str) -> None:
        """Delete one conditional menu."""
        endpoint = e.MENU_DELETE_CONDITIONAL
        await self.caller.call(access, endpoint, post(endpoint, {"menuid": menu_id}))

    async def seen_by(self, access: ChannelAccess, external_id: str) -> tuple[Button, ...]:
        """Return the buttons that one follower sees."""
        answer = await self.caller.call(
            access, e.MENU_TRY, post(e.MENU_TRY, {"user_id": external_id})
        )
        # The page shows the buttons at the top, some SDKs read them below `menu`.
        return _buttons(answer if "button" in answer else answer.get("menu") or {})


def _row(button: Button) -> dict[str, Any]:
    if button.below:
        return {"name": button.name, "sub_button": [_row(one) for one in button.below]}
    return kept(
        {
            "type": button.kind,
            "name": button.name,
            "key": button.key,
            "url": button.url,
            "appid": button.app_id,
            "pagepath": button.page,
            "article_id" if button.kind in _BY_ARTICLE else "media_id": button.media_id,
        }
    )


def _rule_row(rule: MenuRule) -> dict[str, Any]:
    client = _CLIENTS.get(rule.client)
    return kept({"tag_id": rule.tag_id, "client_platform_type": client, "language": rule.language})


def _menu(row: Mapping[str, Any]) -> Menu:
    rule = row.get("matchrule")
    return Menu(_buttons(row), str(row.get("menuid") or ""), _rule(rule) if rule else None)


def _rule(row: Mapping[str, Any]) -> MenuRule:
    # What was asked for as tag_id comes back under the older name.
    tag_id = row.get("tag_id") or row.get("group_id") or ""
    client = _CLIENT_NAMES.get(str(row.get("client_platform_type") or ""), "other")
    return MenuRule(str(tag_id), client, row.get("language") or "")


def _buttons(row: Mapping[str, Any]) -> tuple[Button, ...]:
    return tuple(
        Button(
            name=one.get("name") or "",
            kind=one.get("type") or "",
            key=one.get("key") or "",
            url=one.get("url") or "",
            app_id=one.get("appid") or "",
            page=one.get("pagepath") or "",
            media_id=one.get("media_id") or one.get("article_id") or "",
            below=_buttons({"button": one.get("sub_button")}),
        )
        for one in row.get("button") or ()
    )
