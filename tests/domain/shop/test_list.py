"""The list of orders goes by an index, whatever it is asked, at a hundred thousand rows."""

import json
from datetime import timedelta
from typing import Any

from tests.domain.offers.cast import NOW
from tests.domain.shop.cast import owner_runs

from pondkeeper.domain.profiles.estimates import Explain
from pondkeeper.domain.shop import listing
from pondkeeper.domain.shop.listing import OrderFilter

MANY = 100_000
SEED = """
insert into contact (workspace_id, name, added_at, last_seen_at)
select $1, 'c' || n, $2, $2 from generate_series(1, 20000) n
"""
SEED_ORDERS = """
insert into "order" (
  workspace_id, order_no, contact_id, source_id, state, idempotency_key, list_fen, payable_fen,
  paid_fen, refunded_fen, placed_at, expires_at
)
select c.workspace_id, 'S' || n, c.id, s.id, state, 'k' || n, fen, fen,
       case when state in ('paid', 'refunded') then fen else 0 end,
       case when state = 'refunded' then fen when n % 50 = 0 and state = 'paid' then 1 else 0 end,
       cast($2 as timestamptz) - n * interval '1 minute', cast($2 as timestamptz)
from generate_series(1, $3::bigint) n
cross join lateral (
  select (array['paid', 'paid', 'paid', 'refunded', 'closed', 'pending'])[1 + n % 6] as state,
         1000 + (n * 7919) % 50000 as fen
) one
join lateral (
  select workspace_id, id from contact where workspace_id = $1 and id = $4::bigint + n % 20000
) c on true
join lateral (
  select id from source where workspace_id = $1 and id = $5::bigint + n % 10
) s on true
"""


async def test_no_page_of_orders_reads_them_all(store, urls):
    brand = store.brand.id
    await owner_runs(urls.owner, SEED, brand, NOW)
    await owner_runs(
        urls.owner, "insert into source (workspace_id, name, kind, created_at)"
        " select $1, 's' || n, 'ads', $2 from generate_series(1, 10) n", brand, NOW,
    )
    first = await store.one("select min(id) from contact where name = 'c1'")
    source = await store.one("select min(id) from source")
    await owner_runs(urls.owner, SEED_ORDERS, brand, NOW, MANY, first, source)
    for table in ('"order"', "contact", "refund", "source"):
        await owner_runs(urls.owner, f"analyze {table}")
    assert await store.one('select count(*) from "order"') == MANY
    refused = []
    async with store.database.tx(brand) as tx:
        day = (NOW - timedelta(days=3)).date()
        for filters in (
            {}, {"state": "paid"}, {"state": "unpaid"}, {"state": "closed"}, {"state": "refunded"},
            {"state": "refund_requested"}, {"state": "part_refunded"}, {"source_id": source},
            {"contact_id": first}, {"order_no": "S77"}, {"order_no": "none"},
            {"first_day": day}, {"last_day": day}, {"first_day": day, "last_day": day},
        ):
            conditions = await listing.matching(tx, OrderFilter(**filters))
            for sort in ("created_at", "-created_at", "total_fen", "-total_fen"):
                query = listing.page_query(conditions, sort, None, 50)
                plan = (await tx.execute(Explain(query))).scalar_one()
                if reads_all(plan):
                    refused.append((filters, sort))
        page = await listing.order_page(tx, OrderFilter(), cursor=None, limit=50)
        assert (len(page.items), page.count, page.count_exact) == (50, 10_000, False)
    assert refused == []


def reads_all(plan: Any) -> bool:
    """Whether every order is read one by one; small tables may be."""
    if isinstance(plan, str):
        plan = json.loads(plan)
    if isinstance(plan, list):
        return any(reads_all(one) for one in plan)
    below = [plan["Plan"]] if "Plan" in plan else []
    here = plan.get("Node Type") == "Seq Scan" and plan.get("Relation Name") == "order"
    return here or any(reads_all(one) for one in [*plan.get("Plans", []), *below])


def test_a_plan_that_reads_all_is_seen_as_one():
    scan = {"Node Type": "Seq Scan", "Relation Name": "order"}
    assert reads_all([{"Plan": {"Node Type": "Limit", "Plans": [scan]}}])
    assert not reads_all([{"Plan": scan | {"Relation Name": "source"}}])
