"""What people do at every kind of account. Each act is one transaction, opens the windows it opens
in life, and is told to the account's server. The kinds have more of their own (acts.py).
"""

import secrets
from collections.abc import Callable
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
    """A person writes, shows a picture ... (see MESSAGES). Raises LookupError."""
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
    maker = MESSAGES.get(kind)
    if maker is None:
        raise LookupError(f"a person sends {', '.join(MESSAGES)}")
    try:
        told, shown = maker(said)
    except KeyError as lacking:
        raise LookupError(f"a message of this kind needs {lacking.args[0]}") from lacking
    number = {"MsgId": secrets.randbelow(9 * 10**15) + 10**15}
    return {"MsgType": kind, **told, **number}, shown


Made = tuple[dict[str, Any], dict[str, Any]]


def text(said: dict[str, Any]) -> Made:
    content = str(said["text"])[:2000]
    return {"Content": content}, {"text": content}


def image(said: dict[str, Any]) -> Made:
    url = str(said["url"])
    return {"PicUrl": url, "MediaId": secrets.token_urlsafe(48)}, {"image": url}


def voice(said: dict[str, Any]) -> Made:
    return {"MediaId": str(said["media_id"]), "Format": "amr"}, {"text": "[voice]"}


def location(said: dict[str, Any]) -> Made:
    place = {"Location_X": str(said["x"]), "Location_Y": str(said["y"]), "Scale": 15}
    return place | {"Label": str(said["label"])}, {"text": str(said["label"])}


def link(said: dict[str, Any]) -> Made:
    told = {"Title": str(said["title"]), "Description": "", "Url": str(said["url"])}
    return told, {"text": f"{told['Title']} {told['Url']}"}


MESSAGES: dict[str, Callable[[dict[str, Any]], Made]] = {
    "text": text,
    "image": image,
    "voice": voice,
    "location": location,
    "link": link,
}


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
