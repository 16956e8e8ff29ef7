"""Coupons are given within every limit, whoever asks at the same moment."""

import asyncio
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest
from tests.domain.offers.cast import NOW, add_contacts, live_offer, make_brand, rules, steer

from pondkeeper.domain import offers
from pondkeeper.domain.offers import Owner
from pondkeeper.kit.db import Database
from pondkeeper.kit.errors import Conflict, InvalidInput


@pytest.fixture
async def brand(urls):
    return await make_brand(urls.owner)


async def test_a_person_gets_a_coupon_and_the_same_cause_gives_it_again(database, brand):
    offer_id = await live_offer(database, brand, per_person_cap=3)
    async with database.tx(brand.id) as tx:
        first = await offers.issue(tx, offer_id, Owner(brand.lin), "welcome", "7")
        again = await offers.issue(tx, offer_id, Owner(brand.lin), "welcome", "7")
        other = await offers.issue(tx, offer_id, Owner(brand.lin), "hand", "8")
        offer = await offers.get(tx, offer_id)
    assert first.fresh
    assert not again.fresh
    assert again.id == first.id
    assert other.id != first.id
    assert (offer.issued, offer.budget_used_fen) == (2, 2000)


async def test_a_thousand_claims_of_a_hundred_coupons_give_a_hundred(database, brand, urls):
    offer_id = await live_offer(database, brand, issue_cap=100, per_person_cap=1)
    owner = await asyncpg.connect(urls.owner)
    people = await add_contacts(owner, brand.id, 500)
    claimants = iter([*people, *people])
    got: list[int] = []

    async def one_after_another() -> None:
        for number, contact_id in enumerate(claimants):
            async with database.tx(brand.id) as tx:
                issued = await offers.issue(
                    tx, offer_id, Owner(contact_id), "claim", f"{contact_id}-{number}"
                )
            if issued:
                got.append(contact_id)

    await asyncio.gather(*[one_after_another() for _ in range(12)])
    assert len(got) == 100
    assert Counter(got).most_common(1)[0][1] == 1
    kept = await owner.fetch("select limit_contact_id, count(*) from coupon group by 1")
    assert sum(row["count"] for row in kept) == 100
    assert await owner.fetchval("select issued from offer") == 100
    await owner.close()


async def test_a_set_of_people_stops_at_the_budget(database, brand, urls):
    offer_id = await live_offer(database, brand, budget_fen=2_500)
    owners = [Owner(brand.lin), Owner(brand.mei), Owner(brand.tao), Owner(brand.lin)]
    async with database.tx(brand.id) as tx:
        issued = await offers.issue_many(tx, offer_id, owners, "import", "list-1")
        offer = await offers.get(tx, offer_id)
    assert {coupon.contact_id for coupon in issued} == {brand.lin, brand.mei}
    assert offer.budget_used_fen == 2_000


async def test_two_contacts_found_to_be_one_share_their_limit(database, brand, urls):
    offer_id = await live_offer(database, brand, per_person_cap=2)
    async with database.tx(brand.id) as tx:
        await offers.issue(tx, offer_id, Owner(brand.lin), "welcome", "1")
        await offers.issue(tx, offer_id, Owner(brand.mei), "welcome", "2")
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("update contact set merged_into = $1 where id = $2", brand.lin, brand.mei)
    await owner.close()
    async with database.tx(brand.id) as tx:
        third = await offers.issue(tx, offer_id, Owner(brand.mei), "welcome", "3")
        held = await offers.coupons_of(tx, [brand.lin])
    assert third is None
    assert len(held) == 2


async def test_nothing_is_given_of_an_offer_that_is_not_live(database, brand):
    async with database.tx(brand.id) as tx:
        draft = await offers.create(tx, rules())
        assert await offers.issue(tx, draft.id, Owner(brand.lin), "hand", "1") is None
        await offers.publish(tx, draft.id)
        await offers.pause(tx, draft.id)
        assert await offers.issue(tx, draft.id, Owner(brand.lin), "hand", "1") is None
        await offers.end(tx, draft.id)
        with pytest.raises(Conflict):
            await offers.publish(tx, draft.id)


async def test_changed_rules_are_a_new_version_and_old_coupons_keep_theirs(database, brand):
    offer_id = await live_offer(database, brand)
    async with database.tx(brand.id) as tx:
        await offers.issue(tx, offer_id, Owner(brand.lin), "welcome", "1")
        changed = await offers.edit(tx, offer_id, rules(value_fen=500))
        await offers.issue(tx, offer_id, Owner(brand.mei), "welcome", "2")
        lin = await offers.coupons_of(tx, [brand.lin])
        mei = await offers.coupons_of(tx, [brand.mei])
    assert changed.version == 2
    assert (lin[0].value_fen, mei[0].value_fen) == (1000, 500)


async def test_limits_that_make_no_sense_are_refused(database, brand):
    offer_id = await live_offer(database, brand, per_person_cap=5)
    async with database.tx(brand.id) as tx:
        for number in range(3):
            await offers.issue(tx, offer_id, Owner(brand.lin), "hand", str(number))
    async with database.tx(brand.id) as tx:
        with pytest.raises(InvalidInput):
            await offers.edit(tx, offer_id, rules(issue_cap=2))
        with pytest.raises(InvalidInput):
            await offers.edit(tx, offer_id, rules(value_fen=0))
        with pytest.raises(Conflict):
            await offers.create(tx, rules())


async def test_a_coupon_is_locked_used_and_given_back_once(database, brand):
    offer_id = await live_offer(database, brand)
    async with database.tx(brand.id) as tx:
        coupon = await offers.issue(tx, offer_id, Owner(brand.lin), "welcome", "1")
    async with database.tx(brand.id) as tx:
        with pytest.raises(Conflict):
            await offers.lock(tx, coupon.id, contact_id=brand.mei, order_id=11)
        await offers.lock(tx, coupon.id, contact_id=brand.lin, order_id=11)
        with pytest.raises(Conflict):
            await offers.lock(tx, coupon.id, contact_id=brand.lin, order_id=12)
        assert await offers.use(tx, 11, off_fen=1000) == coupon.id
        assert await offers.use(tx, 11, off_fen=1000) is None
        assert await offers.give_back(tx, 11) == coupon.id
        assert await offers.give_back(tx, 11) is None
        await offers.lock(tx, coupon.id, contact_id=brand.lin, order_id=13)
        assert await offers.use(tx, 13, off_fen=1000) == coupon.id
    assert await _count(database, brand.id, "redemption") == 2


async def test_a_coupon_past_its_last_moment_cannot_be_used_and_frees_its_budget(
    database, brand, urls
):
    await steer(urls.owner, NOW)
    offer_id = await live_offer(database, brand, budget_fen=1_000)
    async with database.tx(brand.id) as tx:
        coupon = await offers.issue(tx, offer_id, Owner(brand.lin), "welcome", "1")
        assert await offers.issue(tx, offer_id, Owner(brand.mei), "welcome", "1") is None
    await steer(urls.owner, NOW + timedelta(days=15))
    async with database.tx(brand.id) as tx:
        with pytest.raises(Conflict):
            await offers.lock(tx, coupon.id, contact_id=brand.lin, order_id=11)
        assert await offers.terms_of(tx, coupon.id, brand.lin) is None
        assert await offers.expire_due(tx) == 1
        assert await offers.expire_due(tx) == 0
        assert await offers.issue(tx, offer_id, Owner(brand.mei), "welcome", "1") is not None


async def test_a_stranger_of_another_brand_sees_nothing(database, brand, urls):
    offer_id = await live_offer(database, brand)
    stranger = await make_brand(urls.owner, "别家")
    async with database.tx(stranger.id) as tx:
        assert await offers.all_offers(tx) == []
        assert await offers.issue(tx, offer_id, Owner(stranger.lin), "hand", "1") is None


async def _count(database: Database, workspace_id: int, table: str) -> int:
    async with database.tx(workspace_id) as tx:
        return await tx.raw.fetchval(f"select count(*) from {table}")
