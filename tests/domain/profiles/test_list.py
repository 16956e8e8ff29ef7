"""The customer list: what it finds, in which order, for whom, and by which way through the data."""

import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.domain.profiles.cast import NOW

from pondkeeper.domain import contacts
from pondkeeper.domain.profiles import SORTS, ContactFilters, find_contacts, paging
from pondkeeper.domain.profiles.estimates import Explain
from pondkeeper.domain.profiles.filters import wanted_by
from pondkeeper.domain.profiles.paging import (
    SQL,
    After,
    count_query,
    gather_query,
    is_served,
    walk_query,
)
from pondkeeper.kit.db import Actor
from pondkeeper.kit.errors import InvalidInput
from pondkeeper.kit.pagination import EXACT_COUNT_LIMIT

BENCH = Path(__file__).parents[3] / "bench" / "_people.py"
BOTH_WAYS = [f"{way}{sort}" for sort in SORTS for way in ("", "-")]


async def found(pond, sort="-added_at", actor=None, **filters) -> list[int]:
    async with pond.database.tx(pond.id, actor) as tx:
        page = await find_contacts(tx, ContactFilters(**filters), sort)
    assert page.count == len(page.items)
    return [row.contact_id for row in page.items]


async def test_each_filter_finds_whom_it_names_and_nobody_else(pond):
    mei = await pond.add(days_ago=100, name="木木 momo")
    tao = await pond.add(days_ago=20, name="知足常乐")
    await pond.order(mei, 9_900, days_ago=90)
    await pond.lose(tao, days_ago=1)
    async with pond.database.tx(pond.id) as tx:
        tag_id = await contacts.make_tag(tx, "干皮")
        await contacts.tag(tx, [mei], [tag_id], origin="hand")
        await contacts.link_phone(tx, mei, "138 0000 1234", verified=False)
    await pond.settle()
    local_day = (NOW - timedelta(days=100) + timedelta(hours=8)).date()
    for wanted in (
        {"tag_id": tag_id}, {"q": "木木"}, {"q": "MOMO"}, {"q": "木m"},
        {"phone": "+86 13800001234"}, {"phone_tail": "1234"},
        {"reachable": True}, {"lifecycle": "dormant"},
        {"orders_min": 1}, {"added_to": local_day},
        {"added_from": local_day, "added_to": local_day},
    ):
        assert await found(pond, **wanted) == [mei], wanted
    for wanted in (
        {"q": "乐"}, {"reachable": False}, {"lifecycle": "lost"},
        {"added_from": local_day + timedelta(days=1)},
    ):
        assert await found(pond, **wanted) == [tao], wanted
    assert await found(pond, source_id=pond.source_id) == [tao, mei]
    for wanted in ({"q": "王"}, {"phone_tail": "9999"}, {"source_id": 0}, {"tag_id": 0}):
        assert await found(pond, **wanted) == [], wanted


async def test_pages_follow_one_another_without_a_gap_in_every_order(pond):
    for place in range(7):
        someone = await pond.add(days_ago=place // 2)
        if place % 3 == 0:
            await pond.order(someone, 100, days_ago=0)
    await pond.settle()
    for sort in BOTH_WAYS:
        whole = await found(pond, sort)
        seen, cursor = [], None
        async with pond.database.tx(pond.id) as tx:
            while True:
                page = await find_contacts(tx, ContactFilters(), sort, cursor, 2)
                seen += [row.contact_id for row in page.items]
                assert (page.count, page.count_exact) == (7, True)
                cursor = page.next_cursor
                if cursor is None:
                    break
        assert seen == whole
        assert len(set(seen)) == 7


async def test_a_cursor_of_another_order_and_an_unknown_order_are_refused(pond):
    for _ in range(2):
        await pond.add()
    await pond.settle()
    async with pond.database.tx(pond.id) as tx:
        page = await find_contacts(tx, ContactFilters(), "-added_at", None, 1)
        for sort, cursor in (("orders", page.next_cursor), ("-added_at", "x"), ("name", None)):
            with pytest.raises(InvalidInput):
                await find_contacts(tx, ContactFilters(), sort, cursor, 1)


async def test_everybody_sees_their_own_part(pond):
    mine, theirs = await pond.add(), await pond.add()
    store = await pond.owner.fetchval(
        "insert into store (workspace_id, name) values ($1, '一店') returning id", pond.id
    )
    lin = await pond.owner.fetchval(
        "insert into staff (workspace_id, login, name, role, scope, joined_at)"
        " values ($1, 'lin', '林', 'service', 'own', $2) returning id",
        pond.id, NOW,
    )
    await pond.owner.execute("update contact set owner_id = $1 where id = $2", lin, mine)
    await pond.owner.execute("update contact set store_id = $1 where id = $2", store, theirs)
    await pond.settle()
    everything = sorted([mine, theirs])
    for actor, seen in (
        (Actor("staff", lin, scope="own"), [mine]),
        (Actor("staff", lin, scope="store", store_ids=(store,)), [theirs]),
        (Actor("staff", lin, scope="department", store_ids=()), []),
        (Actor("staff", lin, scope="all"), everything),
    ):
        assert sorted(await found(pond, actor=actor)) == seen
    assert await found(pond, owner_id=lin) == [mine]
    assert await found(pond, store_id=store) == [theirs]


async def test_a_merged_persons_phone_finds_who_speaks_for_them(pond):
    mei, again = await pond.add(), await pond.add()
    async with pond.database.tx(pond.id) as tx:
        await contacts.link_phone(tx, again, "138 0000 1234", verified=False)
    merge_id = await pond.merge(mei, again)
    await pond.settle()
    for wanted in ({"phone": "13800001234"}, {"phone_tail": "1234"}):
        assert await found(pond, **wanted) == [mei]
        assert await found(pond, **wanted, q="平安", source_id=pond.source_id) == [mei]
    await pond.unmerge(merge_id)
    await pond.settle()
    assert await found(pond, phone_tail="1234") == [again]


@pytest.mark.parametrize("far", [1, 5, 20_000])
async def test_many_are_listed_as_few_are_however_far_a_walk_goes(pond, monkeypatch, far):
    async with pond.database.tx(pond.id) as tx:
        tag_id = await contacts.make_tag(tx, "干皮")
    for place in range(12):
        name = "小小" if place % 2 else "小安"
        someone = await pond.add(days_ago=place * 20, name=name)
        async with pond.database.tx(pond.id) as tx:
            await contacts.tag(tx, [someone] if place > 6 else [], [tag_id], origin="hand")
        if place > 7:
            await pond.order(someone, 100 * (place % 3), days_ago=place)
    await pond.settle()
    day = (NOW - timedelta(days=100)).date()
    some = [
        {}, {"q": "小"}, {"q": "小安"}, {"tag_id": tag_id}, {"tag_id": tag_id, "q": "小小"},
        {"orders_min": 1}, {"source_id": pond.source_id, "orders_min": 1}, {"added_from": day},
        {"added_to": day}, {"lifecycle": "dormant"}, {"reachable": True, "q": "小"},
    ]
    lists = [(given, sort) for given in some for sort in BOTH_WAYS]
    few = [await found(pond, sort, **given) for given, sort in lists]
    monkeypatch.setattr(paging, "EXACT_COUNT_LIMIT", 2)
    monkeypatch.setattr(paging, "FAR", far)
    for (given, sort), whole in zip(lists, few, strict=True):
        assert await paged(pond, ContactFilters(**given), sort) == whole, (given, sort)


async def test_many_are_listed_to_those_who_see_a_part(pond, monkeypatch):
    stores = [
        await pond.owner.fetchval(
            "insert into store (workspace_id, name) values ($1, $2) returning id", pond.id, name
        )
        for name in ("一店", "二店", "三店")
    ]
    lin = await pond.owner.fetchval(
        "insert into staff (workspace_id, login, name, role, scope, joined_at)"
        " values ($1, 'lin', '林', 'service', 'own', $2) returning id",
        pond.id, NOW,
    )
    for place in range(15):
        someone = await pond.add(days_ago=place, name="小小")
        await pond.owner.execute(
            "update contact set store_id = $2, owner_id = $3 where id = $1",
            someone, stores[place % 3], lin if place % 4 else None,
        )
    await pond.settle()
    actors = [
        Actor("staff", lin, scope="own"),
        Actor("staff", lin, scope="store", store_ids=(stores[0],)),
        Actor("staff", lin, scope="department", store_ids=(stores[0], stores[2])),
    ]
    some = [{}, {"q": "小"}, {"store_id": stores[2]}, {"owner_id": lin, "source_id": pond.source_id}]
    lists = [(who, given, sort) for who in actors for given in some for sort in BOTH_WAYS]
    few = [await found(pond, sort, who, **given) for who, given, sort in lists]
    monkeypatch.setattr(paging, "EXACT_COUNT_LIMIT", 2)
    for (who, given, sort), whole in zip(lists, few, strict=True):
        assert await paged(pond, ContactFilters(**given), sort, who) == whole, (who, given, sort)


async def paged(pond, filters, sort, actor=None) -> list[int]:
    seen, cursor = [], None
    async with pond.database.tx(pond.id, actor) as tx:
        while True:
            page = await find_contacts(tx, filters, sort, cursor, 2)
            seen += [row.contact_id for row in page.items]
            assert page.count_exact == (page.count <= 2)
            cursor = page.next_cursor
            if cursor is None:
                return seen


async def test_no_list_reads_a_hundred_thousand_people_one_by_one(server, urls, database):
    """EXPLAIN of every filter alone, in every order, first page and a later one, and of counts."""
    now = datetime.now(UTC)
    pool = runpy.run_path(str(BENCH))
    name = urls.app.partition("?")[0].rpartition("/")[2]
    admin = server.to(server.urls.admin_url, name)
    workspace_id = await pool["seed"](admin, database, 100_000, now)
    refused = []
    async with database.tx(workspace_id) as tx:
        page = await find_contacts(tx, ContactFilters(), "-added_at")
        assert not page.count_exact
        assert 80_000 < page.count < 125_000
        some = page.items[0]
        tag_id = await tx.raw.fetchval("select max(tag_id) from contact_tag")
        for filters in (
            {}, {"q": "小"}, {"q": "小安"}, {"phone": pool["PHONE"]}, {"phone_tail": "0000"},
            {"tag_id": tag_id}, {"tag_id": tag_id - 15}, {"source_id": some.source_id},
            {"owner_id": some.owner_id}, {"store_id": some.store_id}, {"code_id": 11},
            {"lifecycle": "new"}, {"lifecycle": "lost"}, {"reachable": True},
            {"reachable": False}, {"added_from": now.date()}, {"added_to": now.date()},
            {"orders_min": 1}, {"orders_min": 12},
        ):
            wanted = await wanted_by(tx, ContactFilters(**filters))
            counted = (await tx.execute(count_query(wanted))).scalar_one()
            for sort in BOTH_WAYS:
                value = getattr(some, sort.lstrip("-"))
                for after in (None, After(value, some.contact_id, 0, True)):
                    if is_served(wanted, sort) or counted > EXACT_COUNT_LIMIT:
                        await tx.value(SQL.plan_each, sort="off")
                        query = walk_query(wanted, sort, after, 50, counted)
                    else:
                        listed = bool(wanted.phones or wanted.links)
                        query = gather_query(wanted, sort, after, 50, listed=listed)
                    plan = await tx.execute(Explain(query))
                    await tx.value(SQL.plan_each, sort="on")
                    if reads_everybody(plan.scalar_one()):
                        refused.append((filters, sort, after is None))
            plan = await tx.execute(Explain(count_query(wanted)))
            if reads_everybody(plan.scalar_one()) and filters:
                refused.append((filters, "count", True))
    assert refused == []


def reads_everybody(plan: object) -> bool:
    return "Seq Scan" in str(plan)
