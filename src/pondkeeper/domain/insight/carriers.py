"""What each carrier (friends on WeCom, later groups, an official account) holds and brings."""

from dataclasses import dataclass
from typing import Final

from pondkeeper.domain.insight.rates import MIN_BASE, Share, share
from pondkeeper.domain.insight.scope import seen
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
DAYS: Final = 28
THOUSAND: Final = 1_000


@dataclass(frozen=True, slots=True)
class CarrierCount:
    """One kind of carrier; what was done counts for those it can reach now, over whole days.

    `carrier` is the kind of channel, or None for people no channel ever held (imported ones).
    """

    carrier: str | None
    people: int
    reachable: int
    touches: int
    buyers: int
    net_fen: int

    @property
    def bought(self) -> Share | None:
        """The share of reachable people who bought, or None under 30 of them."""
        return share(self.buyers, self.reachable)

    def per_thousand(self, total: int) -> int | None:
        """Return `total` for 1,000 reachable people, or None under 30 of them."""
        return None if self.reachable < MIN_BASE else round(total * THOUSAND / self.reachable)


async def carrier_values(tx: Tx, days: int = DAYS) -> list[CarrierCount]:
    """Return every carrier that holds somebody whom the actor sees, the largest reach first."""
    return await tx.rows(
        SQL.carriers, into=CarrierCount, workspace_id=tx.workspace_id, now=tx.clock.now(),
        how_many=days, **seen(tx),
    )
