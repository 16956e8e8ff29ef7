"""What people do at every kind of account. Each act is one transaction, opens the windows it opens
in life, and is told to the account's server. The kinds have more of their own (acts.py).
"""

import secrets
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from pond_emulator.weixin import callbacks, faces, subscribe, windows
from pond_emulator.weixin.door import OFFICIAL
from pond_emulator.world import World


@dataclass(frozen=True)
class Met:
    """A person at an account."""

    world: World
    account: Row
    face: Row

    @property
    def openid(self) -> str:
        return str(self.face["openid"])

    def note(self, what: str, detail: Any) -> None:
        faces.note(self.world, self.account["appid"], self.openid, what, detail, self.now)

    def event(self, name: str, **fields: Any) -> None:
        callbacks.event(self.world, self.account, self.openid, name, self.now, **fields)

    @property
    def now(self) -> int:
        return self.world.clock.world()


def meet(world: World, person: int, appid: str, kind: str = "") -> Met:
    """Raises LookupError."""
    account = faces.account(world, appid, kind)
    return Met(world, account, faces.face(world, appid, person))


def write(world: World, person: int, appid: str, kind: str, said: dict[str, Any]) -> None:
    """A person writes: {text} or {url} of a picture. Raises LookupError."""
    with world.store.transaction():
        met = meet(world, person, appid)
        if met.account["kind"] == OFFICIAL and not met.face["subscribed"]:
            raise LookupError("this person does not follow the account")
        told, body = message(kind, said)
        faces.show(world, met.face, "from_person", kind, body)
        windows.open_window(world, met.face, "message")
        if not met.face["blacklisted"]:
            callbacks.emit(world, met.account, met.openid, told, met.now)


def message(kind: str, said: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what the server is told, what stays on the screen); raises LookupError."""
    number = {"MsgId": secrets.randbelow(9 * 10**15) + 10**15}
    if kind == "text" and said.get("text"):
        text = str(said["text"])[:2000]
        return {"MsgType": "text", "Content": text} | number, {"text": text}
    if kind == "image" and said.get("url"):
        media_id, url = secrets.token_urlsafe(48), str(said["url"])
        told = {"MsgType": "image", "PicUrl": url, "MediaId": media_id}
        return told | number, {"image": url}
    raise LookupError("a person writes a text or shows a picture by its url")


def answer_prompt(world: World, person: int, appid: str, answers: dict[str, str]) -> None:
    """A person was asked for subscribe messages: template -> accept, reject, ban."""
    with world.store.transaction():
        met = meet(world, person, appid)
        subscribe.prompted(world, met.face, answers, met.now)


def withdraw(world: World, person: int, appid: str, template_id: str) -> None:
    """A person switches a template off in the settings."""
    with world.store.transaction():
        met = meet(world, person, appid)
        subscribe.withdrawn(world, met.face, template_id, met.now)


def revoke(world: World, person: int, appid: str) -> None:
    """Takes back what was allowed about personal data: the account must delete it."""
    with world.store.transaction():
        met = meet(world, person, appid)
        fields = {"OpenID": met.openid, "AppID": appid, "RevokeInfo": "1"}
        met.event("user_authorization_revoke", **fields)


def paid(world: World, appid: str, openid: str) -> None:
    """Somebody paid this account: it may write to them for 48 hours."""
    row = world.store.one("select * from wx_fan where appid = ? and openid = ?", appid, openid)
    if row is not None:
        windows.open_window(world, row, "pay")
