"""The name in a welcome: a new friend is known by number only until the platform is asked.

It is asked while the delivery is still leased, so that nothing is on the wire meanwhile, and only
where the text wants the name. A slow answer is not waited for: a welcome without a name is better
than a late one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from pondkeeper.domain.channels import ChannelDoors, accesses
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.contacts import Face

ASK_WITHIN_S = 0.3
"""Of the 20 seconds a welcome code lives."""
COMMAS = ("，", ",", "、")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery we hold; `name_of` is the platform's id of whose name its text still wants."""

    id: int
    channel_id: int
    name_of: str | None


async def ask_names(
    doors: ChannelDoors, workspace_id: int, leased: Sequence[Leased]
) -> dict[int, str]:
    """Return names by delivery id, of those whose text wants one and who were found in time."""
    wanting = [one for one in leased if one.name_of]
    if not wanting:
        return {}
    async with doors.database.tx(workspace_id) as tx:
        opened = await accesses(tx, sorted({one.channel_id for one in wanting}))
    found = await asyncio.gather(*(_ask(doors, opened.get(one.channel_id), one) for one in wanting))
    return {one.id: name for one, name in zip(wanting, found, strict=True)}


def named(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a body as it goes out, with the name its text wants."""
    whole = dict(body)
    if whole.pop("name_of", None) is not None:
        whole["text"] = fill(whole["text"], {"name": name})
    return whole


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into a template; the comma after a name that is not known goes with it."""
    if values.get("name") == "":
        for comma in COMMAS:
            text = text.replace("{name}" + comma, "")
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text.strip()


def name_of(face: Face | None, text: str, name: str) -> str | None:
    """Return whom the platform must be asked about before this text can be said; mostly nobody."""
    return face.key if face is not None and "{name}" in text and not name else None


async def _ask(doors: ChannelDoors, access: ChannelAccess | None, one: Leased) -> str:
    reader = doors.adapters.of(access.kind).contacts if access else None
    if access is None or reader is None or one.name_of is None:
        return ""
    try:
        async with asyncio.timeout(ASK_WITHIN_S):
            return (await reader.get_external_contact(access, one.name_of)).name
    except (TimeoutError, SendRefused, SendUnknown) as error:
        log.info("name_not_told", delivery_id=one.id, why=type(error).__name__)
        return ""
