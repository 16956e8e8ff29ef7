"""Asking the platform about what only its bill or only our books have."""

from dataclasses import dataclass

import structlog

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.pay import BillLine
from pondkeeper.domain.channels.ports import ChannelAccess, Pay, Platform
from pondkeeper.domain.shop.actions.paying import CAPTURED, mark_paid
from pondkeeper.domain.shop.actions.refunding import mark_refunded
from pondkeeper.domain.shop.bill_compare import (
    Comparison,
    Difference,
    DifferenceKind,
    PaymentHere,
    RefundHere,
)
from pondkeeper.domain.shop.payments import as_paid
from pondkeeper.kit.db import Database
from pondkeeper.kit.errors import Conflict, NotFound, Unavailable

LOG = structlog.get_logger(__name__)


@dataclass(slots=True)
class Asking:
    """Asks the platform about everything that only one side has."""

    database: Database
    platform: Platform
    access: ChannelAccess
    found: Comparison

    async def all(self) -> int:
        """Return how many payments and refunds were taken over."""
        taken = 0
        for line, payment in self.found.untold:
            taken += await self._take(line, payment)
        for line, refund in self.found.untold_refunds:
            taken += await self._take_refund(line, refund)
        for payment in self.found.doubtful:
            await self._doubt(payment)
        for refund in self.found.doubtful_refunds:
            await self._doubt_refund(refund)
        return taken

    async def _take(self, line: BillLine, here: PaymentHere) -> bool:
        """Paid there: the query tells it all, and is taken as any notice is."""
        told = await self._payment(line.transaction_id, here.out_trade_no)
        if told is None or told.trade_state not in CAPTURED:
            self.found.differs("payment_unfit", line)
            return False
        return await self._marked(line, told)

    async def _marked(self, line: BillLine, told: facts.Payment) -> bool:
        try:
            async with self.database.tx(self.access.workspace_id) as tx:
                await mark_paid(
                    tx, as_paid(told, line.at), channel_id=self.access.channel_id
                )
        except (Conflict, NotFound) as error:
            LOG.warning("bill.payment_unfit", number=line.number, reason=str(error))
            self.found.differs("payment_unfit", line)
            return False
        return True

    async def _take_refund(self, line: BillLine, here: RefundHere) -> bool:
        """Accepted there, not known to be sent here."""
        told = await self._pay().query_refund(self.access, here.out_refund_no)
        if told is None:
            self.found.differs("refund_unfit", line)
            return False
        try:
            async with self.database.tx(self.access.workspace_id) as tx:
                return await mark_refunded(tx, told, channel_id=self.access.channel_id)
        except (Conflict, NotFound) as error:
            LOG.warning("bill.refund_unfit", number=line.number, reason=str(error))
            self.found.differs("refund_unfit", line)
            return False

    async def _doubt(self, here: PaymentHere) -> None:
        """Paid here on that day: fine if the platform only counts it to a neighbouring one."""
        told = await self._payment(here.transaction_id or "", here.out_trade_no)
        known = told is not None and told.trade_state in CAPTURED
        if told and known and told.amount_fen == here.amount_fen:
            self.found.agreed += 1
            return
        self._missing("payment_missing", here.out_trade_no, here.transaction_id, here.amount_fen)

    async def _doubt_refund(self, here: RefundHere) -> None:
        """Ended here on that day: the platform bills it on the day it was accepted."""
        told = await self._pay().query_refund(self.access, here.out_refund_no)
        if told and told.state == "success" and told.amount_fen == here.amount_fen:
            return
        self._missing("refund_missing", here.out_refund_no, None, here.amount_fen)

    def _missing(
        self, kind: DifferenceKind, number: str, platform_no: str | None, amount_fen: int
    ) -> None:
        self.found.differences.append(Difference(kind, number, platform_no or "", amount_fen))

    async def _payment(self, transaction_id: str, out_trade_no: str) -> facts.Payment | None:
        if self.platform.pay_ways is not None and transaction_id:
            return await self.platform.pay_ways.query_transaction(self.access, transaction_id)
        return await self._pay().query(self.access, out_trade_no)

    def _pay(self) -> Pay:
        if self.platform.pay is None:
            raise Unavailable("This channel cannot be asked after payments.")
        return self.platform.pay
