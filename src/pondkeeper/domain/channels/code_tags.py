"""The tags of codes at the platform: each is made there when a code that carries it is told.

Made once whatever happens: the platform is asked for its labels before one is made, refuses a
second one of the same name in a group, and what an answer that got lost left behind is found by
its name at the next try. Whoever was tagged here by the code meanwhile is labelled there too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pondkeeper.domain import contacts
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.errands import NewErrand, send_on
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown, Tagger
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
NO_GROUP = "未分组"
"""The platform keeps every label in a group."""


@dataclass(frozen=True, slots=True)
class LackingTag:
    """A tag of some codes that the platform does not have yet, as far as we know."""

    id: int
    name: str
    group_name: str
    channel_id: int
    code_ids: list[int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a code's tags are not at the platform; `again`: a later try may help."""

    error: str
    again: bool


async def platform_ids(tx: Tx, tag_ids: Sequence[int]) -> list[str]:
    """Return the platform's ids of these tags, as far as they are there.

    Held until the transaction ends: whoever makes one there meanwhile sees whom we tag.
    """
    rows = await tx.rows(SQL.platform_ids, workspace_id=tx.workspace_id, ids=list(tag_ids))
    return [row["platform_id"] for row in rows if row["platform_id"]]


async def lacking(tx: Tx, code_ids: Sequence[int]) -> list[LackingTag]:
    """Return the tags of these codes that have no id at the platform."""
    if not code_ids:
        return []
    return await tx.rows(
        SQL.lacking_tags, into=LackingTag, workspace_id=tx.workspace_id, ids=list(code_ids)
    )


async def make(
    doors: ChannelDoors, opened: Mapping[int, ChannelAccess], tags: Sequence[LackingTag]
) -> dict[int, Trouble]:
    """Have these tags made at their platforms and keep their ids; the trouble of each code."""
    by_channel: dict[int, list[LackingTag]] = defaultdict(list)
    for tag in tags:
        by_channel[tag.channel_id].append(tag)
    troubles: dict[int, Trouble] = {}
    for channel_id, mine in by_channel.items():
        access = opened.get(channel_id)
        tagger = doors.adapters.of(access.kind).tagger if access else None
        if access is not None and tagger is not None:
            troubles |= await make_there(doors, tagger, access, mine)
    return troubles


async def make_there(
    doors: ChannelDoors, tagger: Tagger, access: ChannelAccess, tags: Sequence[LackingTag]
) -> dict[int, Trouble]:
    """Have tags made at one platform; see `make`."""
    troubles: dict[int, Trouble] = {}
    try:
        there = await _labels(tagger, access)
    except (SendRefused, SendUnknown) as error:
        return {code_id: _trouble(error) for tag in tags for code_id in tag.code_ids}
    for tag in tags:
        try:
            platform_id = there.get(_place(tag)) or await _make_one(tagger, access, tag)
        except (SendRefused, SendUnknown) as error:
            troubles |= dict.fromkeys(tag.code_ids, _trouble(error))
            continue
        async with doors.database.tx(access.workspace_id) as tx:
            await _keep(tx, tag, platform_id)
    return troubles


async def _make_one(tagger: Tagger, access: ChannelAccess, tag: LackingTag) -> str:
    group_name, name = _place(tag)
    try:
        return (await tagger.add_tag(access, group_name, name)).tag_id
    except SendRefused as refused:
        if refused.kind != "done":
            raise
        there = await _labels(tagger, access)  # somebody else made it just now
        if (group_name, name) not in there:
            raise
        return there[group_name, name]


async def _labels(tagger: Tagger, access: ChannelAccess) -> dict[tuple[str, str], str]:
    labels: list[facts.PlatformTag] = await tagger.tags(access)
    return {(label.group_name, label.name): label.tag_id for label in labels}


async def _keep(tx: Tx, tag: LackingTag, platform_id: str) -> None:
    """Note a tag's id, and label whoever was given the tag by a code before it had one."""
    await contacts.make_tag(tx, tag.name, group=tag.group_name, platform_id=platform_id)
    came = await tx.rows(SQL.tagged_before, workspace_id=tx.workspace_id, tag_id=tag.id)
    await send_on(tx, [NewErrand("mark", **row, tag_ids=[platform_id]) for row in came])


def _place(tag: LackingTag) -> tuple[str, str]:
    return tag.group_name or NO_GROUP, tag.name


def _trouble(error: SendRefused | SendUnknown) -> Trouble:
    again = isinstance(error, SendUnknown) or error.kind in {"retry", "quota"}
    return Trouble(f"标签还没有建到平台: {error}", again)
