"""Money for people, who have to confirm it (merchant/4012716434, 4012716437, 4012716458).

The one rule of this page: a transfer that was asked for is only ever asked for again, or asked
after, under the same number. A refusal nobody knows leaves open whether money moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from pondkeeper.domain.channels.facts.pay import Transfer, Transferring
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.wechat_pay import bodies, client, seals, shapes
from pondkeeper.platforms.wechat_pay import endpoints as e
from pondkeeper.platforms.wechat_pay.errcodes import ERRCODES
from pondkeeper.platforms.wechat_pay.keys import sealing_key
from pondkeeper.platforms.wechat_pay.paying import ask

LEAST, NAMED = "pay.transfer.least_fen", "pay.transfer.named_fen"
OURS = frozenset({"settings", "no_connection", "base_url"})
"""Refusals of our own: nothing was sent."""


@dataclass(frozen=True, slots=True)
class WeChatPayouts:
    """Transfers of the product 商家转账, each under a number of ours."""

    caller: Caller

    async def transfer(self, access: ChannelAccess, order: Transfer) -> Transferring:
        """Ask for a transfer; `wait_user_confirm` with a `package` for the person's page.

        Raises SendRefused when no money will move, SendUnknown otherwise: then ask `query`.
        """
        self._check(order)
        name_key, sealed = "", None
        if order.user_name:
            name_key, key = sealing_key(access)
            sealed = seals.seal_for_platform(key, order.user_name)
        request = client.post(e.TRANSFER, _body(access, order, sealed), sealed_for=name_key)
        try:
            answer = await self.caller.call(access, e.TRANSFER, request)
        except SendRefused as refused:
            if refused.code in ERRCODES or refused.code in OURS or refused.kind == "quota":
                raise
            raise SendUnknown(f"转账 {order.out_bill_no}：{refused}；请用原单号查询") from refused
        return transferring(answer)

    async def query(self, access: ChannelAccess, out_bill_no: str) -> Transferring | None:
        """Return how a transfer stands, None when the platform never heard of it."""
        request = client.get(e.TRANSFER_QUERY, out_bill_no)
        answer = await ask(self.caller, access, e.TRANSFER_QUERY, request)
        return None if answer is None else transferring(answer)

    async def query_by_id(
        self, access: ChannelAccess, transfer_bill_no: str
    ) -> Transferring | None:
        """Return how a transfer stands, by the platform's number."""
        request = client.get(e.TRANSFER_QUERY_BY_ID, transfer_bill_no)
        answer = await ask(self.caller, access, e.TRANSFER_QUERY_BY_ID, request)
        return None if answer is None else transferring(answer)

    async def cancel(self, access: ChannelAccess, out_bill_no: str) -> Transferring:
        """Take back a transfer that nobody has confirmed yet; `canceling` at first."""
        request = client.post(e.TRANSFER_CANCEL, {}, number=out_bill_no)
        return transferring(await self.caller.call(access, e.TRANSFER_CANCEL, request))

    def _check(self, order: Transfer) -> None:
        """Refuse here what the platform would refuse, before a number is spent on it."""
        limits = self.caller.limits
        if order.amount_fen < limits.count(LEAST):
            raise SendRefused("permanent", "settings", "转账金额低于最低限额")
        if order.amount_fen >= limits.count(NAMED) and not order.user_name:
            raise SendRefused("permanent", "settings", "此金额须填写收款人姓名")


def _body(access: ChannelAccess, order: Transfer, sealed_name: str | None) -> dict[str, Any]:
    return {
        "appid": order.appid or need(access, "appid"),
        "out_bill_no": order.out_bill_no,
        "transfer_scene_id": order.scene_id,
        "openid": order.openid,
        "user_name": sealed_name,
        "transfer_amount": order.amount_fen,
        "transfer_remark": order.remark,
        "notify_url": order.notify_url or None,
        "user_recv_perception": order.perception or None,
        "transfer_scene_report_infos": [
            {"info_type": kind, "info_content": content} for kind, content in order.reported
        ]
        or None,
    }


def transferring(answer: Mapping[str, Any]) -> Transferring:
    """Read a transfer. Raises SendUnknown for a shape or a state that is new to us."""
    said = bodies.shaped(answer, shapes.Transfer)
    state = shapes.TRANSFER_STATES.get(said.state)
    if state is None:
        raise SendUnknown(f"transfer state {said.state} is new to us")
    at = said.update_time or said.create_time
    return Transferring(
        out_bill_no=said.out_bill_no,
        transfer_bill_no=said.transfer_bill_no,
        state=state,
        amount_fen=said.transfer_amount,
        package=said.package_info,
        fail_reason=said.fail_reason,
        at=at and at.astimezone(UTC),
    )
