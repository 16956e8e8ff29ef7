"""What it cost and what it brought: money per source, contact and order, in fen, never edited.

The entries of one order add up to what the brand kept of it: `revenue` is the list price with
freight, `coupon` the discount given (negative), `goods` what the goods cost (negative), `refund`
what went back (negative); so money received is revenue + coupon. Costs of sources are negative.
"""

from pondkeeper.domain.ledger.actions import NewEntry, add_cost, post
from pondkeeper.domain.ledger.queries import Cost, costs_of

__all__ = ["Cost", "NewEntry", "add_cost", "costs_of", "post"]
