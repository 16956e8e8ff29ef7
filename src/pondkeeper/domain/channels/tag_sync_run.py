"""The run that reads the platform's labels: new ones become tags, those that are gone let go."""

from collections import Counter
from functools import partial

from pondkeeper.domain import contacts
from pondkeeper.domain.channels import sync_steps
from pondkeeper.domain.channels.ports import Tagger
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.channels.sync_steps import Comparing
from pondkeeper.domain.runs import Claimed
from pondkeeper.kit.errors import InvalidInput


async def run(doors: ChannelDoors, workspace_id: int, claimed: Claimed) -> None:
    """Run kind 'channel.sync_tags': {channel_id}; the result is a SyncTally.

    Raises NotFound without the channel.
    """
    comparing = await sync_steps.begin(doors, workspace_id, claimed)
    tagger = doors.adapters.of(comparing.access.kind).tagger
    if tagger is None:
        raise InvalidInput("This kind of channel has no tags.")
    comparing.total = 1
    await comparing.step("labels", partial(_read, comparing, tagger))
    async with doors.database.tx(workspace_id) as tx:
        await comparing.finish(tx)


async def _read(comparing: Comparing, tagger: Tagger) -> None:
    labels = await tagger.tags(comparing.access)
    async with comparing.doors.database.tx(comparing.access.workspace_id) as tx:
        kept = await contacts.keep_labels(
            tx, [contacts.Label(one.tag_id, one.group_name, one.name) for one in labels]
        )
        tally = comparing.tally
        tally.now_added, tally.changed = kept.added, kept.changed
        tally.close("labels", len(labels), Counter(name_taken=kept.name_taken), kept.gone)
        tally.known = max(tally.known - kept.changed, 0)
        await comparing.note(tx)
