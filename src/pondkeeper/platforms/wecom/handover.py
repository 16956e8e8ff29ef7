"""Customers who change hands: of staff who left, and between staff who work here."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.errcodes import ERRCODES, UNLISTED

_STATES: Mapping[Any, facts.HandoverState] = {
    1: "done",
    2: "waiting",
    3: "refused",
    4: "taker_full",
}
_ASKED: Mapping[Any, facts.HandoverState] = {
    0: "waiting",
    40100: "waiting",
    40129: "waiting",  # under way already: our own earlier request, whose answer was lost
    40099: "taker_full",
}


@dataclass(frozen=True, slots=True)
class WeComHandover:
    """Asks for handovers and tells how they stand; the customer has 24 hours to refuse."""

    caller: Caller

    async def unassigned(self, access: ChannelAccess) -> AsyncIterator[facts.Unassigned]:
        """Walk the customers whose member has left."""
        rows = self.caller.pages(
            access,
            e.UNASSIGNED,
            lambda cursor: post(e.UNASSIGNED, {"cursor": cursor or None, "page_size": 1000}),
        )
        async for row in rows:
            left_at = datetime.fromtimestamp(told(row, "dimission_time"), UTC)
            yield facts.Unassigned(
                told(row, "external_userid"), told(row, "handover_userid"), left_at
            )

    async def transfer(
        self,
        access: ChannelAccess,
        *,
        from_member_id: str,
        to_member_id: str,
        external_ids: Sequence[str],
        left: bool,
        message: str = "",
    ) -> list[facts.HandoverStep]:
        """Ask to move up to 100 customers; `waiting` means the platform took the request."""
        endpoint = e.LEFT_TRANSFER if left else e.TRANSFER
        body = {
            "handover_userid": from_member_id,
            "takeover_userid": to_member_id,
            "external_userid": list(external_ids),
            # Who takes over from somebody who left is introduced by the platform itself.
            "transfer_success_msg": None if left else message or None,
        }
        answer = await self.caller.call(access, endpoint, post(endpoint, body))
        return [_asked(row) for row in answer.get("customer") or ()]

    async def result(
        self, access: ChannelAccess, *, from_member_id: str, to_member_id: str, left: bool
    ) -> AsyncIterator[facts.HandoverStep]:
        """Walk how the handovers between two members stand."""
        endpoint = e.LEFT_RESULT if left else e.TRANSFER_RESULT
        pair = {"handover_userid": from_member_id, "takeover_userid": to_member_id}
        rows = self.caller.pages(
            access, endpoint, lambda cursor: post(endpoint, {**pair, "cursor": cursor or None})
        )
        async for row in rows:
            yield _standing(row)


def _asked(row: Mapping[str, Any]) -> facts.HandoverStep:
    code = row.get("errcode", 0)
    state = _ASKED.get(code, "failed")
    if state == "waiting":
        return facts.HandoverStep(told(row, "external_userid"), state)
    hint = ERRCODES.get(str(code), UNLISTED).zh
    return facts.HandoverStep(told(row, "external_userid"), state, code=str(code), hint=hint)


def _standing(row: Mapping[str, Any]) -> facts.HandoverStep:
    taken = row.get("takeover_time")
    at = datetime.fromtimestamp(taken, UTC) if taken else None
    return facts.HandoverStep(
        told(row, "external_userid"), _STATES.get(row.get("status"), "unknown"), at
    )
