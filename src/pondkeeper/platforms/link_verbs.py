"""What platforms tell about acquisition links, turned into what our people must know."""

from collections.abc import Mapping, Sequence

from pondkeeper.domain import channels, staff
from pondkeeper.domain.channels.facts.link import LinkTold
from pondkeeper.kit.db import Tx
from pondkeeper.platforms.told import People, Told, Verb

WHO = ("owner", "operator")
ENDED: Mapping[str, str] = {
    "unavailable": "平台已停用这条链接",
    "deleted": "这条链接已在企业微信里删除",
}
QUOTA = frozenset({"quota_low", "quota_out", "quota_expires"})


async def link_told(tx: Tx, told: Sequence[Told]) -> People:
    """Tell owners and operators of a quota that ends and of links that were shut.

    Who asked to be a friend, or wrote for the first time, is counted by the platform.
    """
    for one in told:
        if isinstance(one.fact, LinkTold) and one.fact.event in QUOTA:
            await _quota(tx, one, one.fact)
        elif isinstance(one.fact, LinkTold) and one.fact.event in ENDED:
            await _ended(tx, one, one.fact)
    return [None] * len(told)


async def _quota(tx: Tx, one: Told, fact: LinkTold) -> None:
    channel = await channels.channel(tx, one.access.channel_id)
    once = f"link.{fact.event}:{channel.id}:{fact.at:%Y-%m-%d}"
    await staff.notify_role(
        tx, WHO, f"link.{fact.event}", {"channel": channel.name}, link="/links", once_key=once
    )


async def _ended(tx: Tx, one: Told, fact: LinkTold) -> None:
    ours = await channels.link_ended(tx, one.access.channel_id, fact.link_id, ENDED[fact.event])
    for code_id, name in ours:
        await staff.notify_role(
            tx, WHO, "link.ended", {"name": name}, link=f"/codes/{code_id}",
            once_key=f"link.ended:{code_id}",
        )


VERBS: dict[type, Verb] = {LinkTold: link_told}
