"""An acquisition link at the platform: made once, changed, switched off.

A link is a channel code whose state is carried by an address in place of a picture. The platform
lists links, so one whose making got no answer is looked for by its name before another is made.
"""

from typing import Protocol

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.link import LinkDraft
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.domain.channels.ports.link import AcquisitionLinks

NAME_LENGTH = 18
"""Of a link's name over there; our own mark follows, by which it is found again."""


class Wanted(Protocol):
    """How a link should stand."""

    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def config_id(self) -> str | None: ...
    @property
    def on_duty(self) -> list[str]: ...
    @property
    def active(self) -> bool: ...
    @property
    def unconfirmed(self) -> int: ...


async def tell_link(
    links: AcquisitionLinks, access: ChannelAccess, link: Wanted
) -> facts.ContactWayMade | None:
    """Bring a link to where it should stand; return it when it was made (or found) just now.

    Raises SendRefused and SendUnknown.
    """
    if not link.active:
        await _end(links, access, link)
        return None
    draft = LinkDraft(_name(link), tuple(link.on_duty))
    if link.config_id is not None:
        await links.update(access, link.config_id, draft)
        return None
    lost = link.unconfirmed > 1  # besides the one that is counted for this very call
    made = await _find(links, access, link) if lost else None
    if made is None:
        added = await links.add(access, draft)
        made = (added.link_id, added.url)
    return facts.ContactWayMade(made[0], links.with_state(made[1], link.state))


async def _end(links: AcquisitionLinks, access: ChannelAccess, link: Wanted) -> None:
    found = None if link.config_id else await _find(links, access, link)
    link_id = link.config_id or (found[0] if found else None)
    if link_id is None:
        return
    try:
        await links.delete(access, link_id)
    except SendRefused as refused:
        if refused.kind != "done":
            raise


async def _find(
    links: AcquisitionLinks, access: ChannelAccess, link: Wanted
) -> tuple[str, str] | None:
    """Return (id, address) of the link that carries our mark; one call for each link there is."""
    async for link_id in links.ids(access):
        seen = await links.get(access, link_id)
        if seen.name.endswith(_mark(link)):
            return seen.link_id, seen.url
    return None


def _name(link: Wanted) -> str:
    return f"{link.name[:NAME_LENGTH]}{_mark(link)}"


def _mark(link: Wanted) -> str:
    return f"·{link.state[-8:]}"
