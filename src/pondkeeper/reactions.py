"""What follows what: the automation of the product, on one page.

An action records an event; in the same transaction the jobs named here are enqueued and the marks
made. Nobody registers a reaction anywhere else. A reaction answers live events only, unless it
names others.
"""

from collections.abc import Mapping
from typing import Final

from pondkeeper.domain.channels import (
    friend_sync_run,
    handover_run,
    member_sync_run,
    tag_sync_run,
)
from pondkeeper.domain.channels import jobs as channels
from pondkeeper.domain.contacts import jobs as contacts
from pondkeeper.domain.content import jobs as content
from pondkeeper.domain.groups import sync_run as group_sync_run
from pondkeeper.domain.insight import jobs as insight
from pondkeeper.domain.ledger import jobs as ledger
from pondkeeper.domain.messaging import jobs as messaging
from pondkeeper.domain.profiles import jobs as profiles
from pondkeeper.domain.profiles import mark_dirty
from pondkeeper.domain.profiles.lists import find_filtered
from pondkeeper.domain.runs import RunHandler
from pondkeeper.domain.shop import billing
from pondkeeper.domain.shop import jobs as shop
from pondkeeper.domain.transfer import engine as imports
from pondkeeper.domain.transfer import exporting as exports
from pondkeeper.domain.webhooks import jobs as webhooks
from pondkeeper.domain.webhooks import queue_up
from pondkeeper.kit.jobs import JobHandler, Mark, Reaction, Reactions, Step

FIRST = 10
"""A welcome's code lives 20 seconds: its job goes before all others."""

LEARNT = frozenset({"live", "backfill"})
"""Also of friends we learn of only afterwards: what we note about them, nothing that they hear."""

CAME = (
    Reaction("messaging.welcome", priority=FIRST),
    Reaction("channels.tag_by_code", LEARNT),
    Reaction("channels.fetch_details"),
)

REACTIONS: Reactions = {
    "contact.added": (
        *CAME,
        Reaction("messaging.give_welcome_offer", priority=FIRST),
        Reaction("channels.take_turns", LEARNT),
        Reaction("ledger.post_add_cost", LEARNT),
    ),
    "contact.followed": CAME,
    "*": (Mark(mark_dirty, LEARNT), Step(queue_up)),
}

JOBS: Mapping[str, JobHandler] = {
    "messaging.welcome": messaging.welcome,
    "messaging.give_welcome_offer": messaging.give_welcome_offer,
    "channels.tag_by_code": channels.tag_by_code,
    "channels.fetch_details": channels.fetch_details,
    "channels.take_turns": channels.take_turns,
    "channels.forget_machine_rows": channels.forget_machine_rows,
    "channels.sync_channels": channels.sync_channels,
    "content.look_after_articles": content.look_after_articles,
    "ledger.post_add_cost": ledger.post_add_cost,
    "shop.expect_bills": shop.expect_bills,
    "profiles.calibrate": profiles.calibrate,
    "webhooks.forget": webhooks.forget_deliveries,
    "insight.fit": insight.fit,
    "insight.fit_daily": insight.fit_daily,
}
"""Name of a job -> what does it."""

EVERY_DAY: Final = (
    "profiles.calibrate",
    "insight.fit_daily",
    "shop.expect_bills",
    "channels.forget_machine_rows",
    "channels.sync_channels",
    "content.look_after_articles",
    "webhooks.forget",
)
"""Jobs enqueued once per local day of a brand."""

RUN_KINDS: Mapping[str, RunHandler] = {
    "pay.bills": billing.run,
    "handover": handover_run.run,
    "channel.sync": friend_sync_run.run,
    "channel.sync_members": member_sync_run.run,
    "channel.sync_tags": tag_sync_run.run,
    "channel.sync_groups": group_sync_run.run,
    "tag.bulk": contacts.tag_bulk(find_filtered),
    "export.person": contacts.export_person,
    "export.contacts": exports.export_contacts,
    "import.contacts": imports.run_import,
    "import.orders": imports.run_import,
    "import.costs": imports.run_import,
}
"""Kind of long work -> what does it."""
