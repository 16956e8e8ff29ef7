"""What follows when somebody comes: read them, label them as their code says, take turns."""

from typing import Any

from pondkeeper.domain import contacts, timeline
from pondkeeper.domain.channels import code_tags, codes, quota
from pondkeeper.domain.channels.code_queries import FoundCode, codes_by_id
from pondkeeper.domain.channels.errands import NewErrand, send_on
from pondkeeper.domain.channels.inbox import forget_keys
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.channels.syncs import sync_rested
from pondkeeper.domain.timeline import Happened
from pondkeeper.kit.db import Tx


async def fetch_details(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """`contact.added`, `contact.followed`: have the platform describe the person."""
    async with doors.database.tx(payload["workspace_id"], repeatable=True) as tx:
        came = await timeline.events(tx, payload)
        await send_on(tx, [_errand("detail", event) for event in came if event.identity_id])


async def tag_by_code(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """`contact.added`, `contact.followed`: the tags of the code, here and at the platform."""
    async with doors.database.tx(payload["workspace_id"], repeatable=True) as tx:
        came = _coded(await timeline.events(tx, payload))
        found = await codes_by_id(tx, sorted({int(e.props["code_id"]) for e in came}))
        await contacts.hold(tx, [e.contact_id for e in came if e.contact_id])
        for code in found.values():
            await _tag(tx, code, [e for e in came if int(e.props["code_id"]) == code.id])


async def take_turns(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """`contact.added`: where a code is answered in turns, it is the next members'."""
    async with doors.database.tx(payload["workspace_id"], repeatable=True) as tx:
        came = _coded(await timeline.events(tx, payload))
        await codes.take_turns(tx, sorted({int(event.props["code_id"]) for event in came}))


async def forget_machine_rows(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """Daily: hashes go with the callbacks they belonged to, counts with the limits' windows."""
    async with doors.database.tx(payload["workspace_id"], repeatable=True) as tx:
        await forget_keys(tx)
        await quota.forget(tx)


async def sync_channels(doors: ChannelDoors, payload: dict[str, Any]) -> None:
    """Daily: what changed at the platforms while nobody listened is found there."""
    await sync_rested(doors, payload["workspace_id"])


async def _tag(tx: Tx, code: FoundCode, came: list[Happened]) -> None:
    if not code.tag_ids:
        return
    labels = code.platform_tag_ids
    if len(labels) < len(code.tag_ids):
        labels = await code_tags.platform_ids(tx, code.tag_ids)
    people = [event.contact_id for event in came if event.contact_id]
    await contacts.tag(tx, people, code.tag_ids, origin="code")
    if labels:
        await send_on(tx, [_errand("mark", e, labels) for e in came])


def _coded(came: list[Happened]) -> list[Happened]:
    return [event for event in came if event.props.get("code_id") and event.contact_id]


def _errand(kind: str, event: Happened, tag_ids: list[str] | None = None) -> NewErrand:
    return NewErrand(
        kind,
        event.identity_id or 0,
        event.props["member_id"],
        int(event.props["channel_id"]),
        tag_ids or (),
    )
