"""Our accounts on the platforms, the codes that lead to them, what the platforms told us, and the
ports they are spoken to through. Knows no platform: adapters are found in the registry by kind.
"""

from pondkeeper.domain.channels import prompts, replies
from pondkeeper.domain.channels.actions import ChannelDraft, add, change, keep_test
from pondkeeper.domain.channels.code_queries import (
    CodeDay,
    CodeRow,
    FoundCode,
    code,
    code_days,
    code_members,
    codes_by_id,
    find_code_by_state,
    find_codes_by_state,
    list_codes,
)
from pondkeeper.domain.channels.codes import (
    CodeDraft,
    change_code,
    drop_members,
    make_code,
    retire_code,
    settle_duty,
)
from pondkeeper.domain.channels.errands import NewErrand, send_on
from pondkeeper.domain.channels.followed import accounts_of
from pondkeeper.domain.channels.handover_asks import (
    HandoverRow,
    ask_handover,
    handover_failed,
    list_handovers,
)
from pondkeeper.domain.channels.inbox import replay
from pondkeeper.domain.channels.links import link_ended
from pondkeeper.domain.channels.members import MemberRow, list_members
from pondkeeper.domain.channels.queries import (
    CallbackRow,
    ChannelRow,
    access,
    accesses,
    active_kinds,
    channel,
    find_by_key,
    first_of_kind,
    list_callbacks,
    list_channels,
)
from pondkeeper.domain.channels.quota import Quotas
from pondkeeper.domain.channels.quota_choice import Choice, Standing, choice, choose, standings
from pondkeeper.domain.channels.registry import Adapters, ChannelDoors
from pondkeeper.domain.channels.sync_tally import SyncTally
from pondkeeper.domain.channels.syncs import Sync, What, last_sync, offered, sync
from pondkeeper.domain.channels.tokens import Tokens
from pondkeeper.domain.channels.tracking import AppEvent, keep_events

__all__ = [
    "Adapters",
    "AppEvent",
    "CallbackRow",
    "ChannelDoors",
    "ChannelDraft",
    "ChannelRow",
    "Choice",
    "CodeDay",
    "CodeDraft",
    "CodeRow",
    "FoundCode",
    "HandoverRow",
    "MemberRow",
    "NewErrand",
    "Quotas",
    "Standing",
    "Sync",
    "SyncTally",
    "Tokens",
    "What",
    "access",
    "accesses",
    "accounts_of",
    "active_kinds",
    "add",
    "ask_handover",
    "change",
    "change_code",
    "channel",
    "choice",
    "choose",
    "code",
    "code_days",
    "code_members",
    "codes_by_id",
    "drop_members",
    "find_by_key",
    "find_code_by_state",
    "find_codes_by_state",
    "first_of_kind",
    "handover_failed",
    "keep_events",
    "keep_test",
    "last_sync",
    "link_ended",
    "list_callbacks",
    "list_channels",
    "list_codes",
    "list_handovers",
    "list_members",
    "make_code",
    "offered",
    "prompts",
    "replay",
    "replies",
    "retire_code",
    "send_on",
    "settle_duty",
    "standings",
    "sync",
]
