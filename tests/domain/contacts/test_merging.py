import pytest
from sqlalchemy import insert, select, update
from tests.domain.contacts.conftest import Brand, at, face

from pondkeeper.domain import contacts, timeline
from pondkeeper.domain.contacts import Details, Evidence, Face
from pondkeeper.domain.contacts.models import Contact, ContactGram, ContactMerge, ContactTag
from pondkeeper.domain.offers.models import Coupon, Offer, OfferBenefit, OfferVersion
from pondkeeper.domain.shop.models import Order
from pondkeeper.kit.errors import Conflict, NotFound

BY_HAND = Evidence("hand", "same parcel address")


async def speakers(brand: Brand) -> dict[int, int]:
    async with brand.tx() as tx:
        found = await tx.execute(select(Contact.id, Contact.canonical_id))
        return {row.id: row.canonical_id for row in found}


async def found_by(brand: Brand, gram: str) -> list[int]:
    async with brand.tx() as tx:
        found = await tx.execute(select(ContactGram.canonical_id).where(ContactGram.gram == gram))
        return sorted(found.scalars())


async def coupon(brand: Brand, person: contacts.Added) -> int:
    async with brand.tx() as tx:
        mine = {"workspace_id": brand.workspace_id}
        offer = (
            await tx.execute(
                insert(Offer)
                .values(name=f"5 off {person.contact_id}", zone="UTC", created_at=at(1), **mine)
                .returning(Offer.id)
            )
        ).scalar_one()
        version = (
            await tx.execute(
                insert(OfferVersion)
                .values(offer_id=offer, version=1, rules={}, created_at=at(1), **mine)
                .returning(OfferVersion.id)
            )
        ).scalar_one()
        benefit = (
            await tx.execute(
                insert(OfferBenefit)
                .values(offer_version_id=version, type="amount", value=500, valid_days=7, **mine)
                .returning(OfferBenefit.id)
            )
        ).scalar_one()
        return (
            await tx.execute(
                insert(Coupon)
                .values(
                    offer_id=offer,
                    offer_version_id=version,
                    offer_benefit_id=benefit,
                    code=f"c{person.contact_id}",
                    contact_id=person.contact_id,
                    identity_id=person.identity_id,
                    limit_contact_id=person.canonical_id,
                    slot_no=1,
                    valid_from=at(1),
                    valid_to=at(30),
                    source_kind="hand",
                    source_id="1",
                    issued_at=at(1),
                    **mine,
                )
                .returning(Coupon.id)
            )
        ).scalar_one()


async def buy(brand: Brand, person: contacts.Added, number: str, coupon_id: int | None) -> None:
    async with brand.tx() as tx:
        order = (
            await tx.execute(
                insert(Order)
                .values(
                    workspace_id=brand.workspace_id,
                    order_no=number,
                    idempotency_key=number,
                    contact_id=person.contact_id,
                    identity_id=person.identity_id,
                    state="paid",
                    list_fen=1000,
                    payable_fen=1000,
                    paid_fen=1000,
                    placed_at=at(6),
                )
                .returning(Order.id)
            )
        ).scalar_one()
        if coupon_id is not None:
            await tx.execute(
                update(Coupon)
                .where(Coupon.id == coupon_id)
                .values(state="used", used_order_id=order, used_at=at(6))
            )


async def facts(brand: Brand) -> dict[str, list]:
    """Every row that is somebody's, by table, but for what says who speaks for whom."""
    async with brand.tx() as tx:
        found = {}
        for table in ("identity", "follow", "coupon", "order", "event", "contact_tag", "consent"):
            rows = await tx.raw.fetch(f'select * from "{table}" order by 1, 2, 3')
            found[table] = [
                {name: value for name, value in row.items() if name != "canonical_id"}
                for row in rows
                if not str(row.get("kind", "")).startswith(("contact.merged", "contact.unmerged"))
            ]
        return found


async def test_merge_buy_redeem_unmerge_leaves_every_row_where_it_was(brand):
    anna, anni = await brand.add("anna", name="安娜"), await brand.add("anni", "bo", name="安妮")
    theirs = await coupon(brand, anni)
    async with brand.tx() as tx:
        vip = await contacts.make_tag(tx, "vip")
        await contacts.tag(tx, [anni.contact_id], [vip], origin="hand")
    before = await facts(brand)
    async with brand.tx() as tx:
        merge_id = await contacts.merge(tx, anna.contact_id, anni.contact_id, BY_HAND)
    assert await facts(brand) == before
    assert set((await speakers(brand)).values()) == {anna.contact_id}
    assert await found_by(brand, "安妮") == [anna.contact_id]

    again = await brand.add("anni", "a third", when=at(5))
    assert (again.contact_id, again.canonical_id) == (anni.contact_id, anna.contact_id)
    await buy(brand, again, "n1", theirs)
    await buy(brand, anna, "n2", None)
    between = await facts(brand)

    async with brand.tx() as tx:
        assert await contacts.unmerge(tx, merge_id) == (anna.contact_id, anni.contact_id)
    assert await facts(brand) == between
    assert {one["contact_id"] for one in between["order"] if one["order_no"] == "n1"} == {
        anni.contact_id
    }
    assert [one["contact_id"] for one in between["coupon"]] == [anni.contact_id]
    assert await speakers(brand) == {c: c for c in (anna.contact_id, anni.contact_id)}
    assert await found_by(brand, "安妮") == [anni.contact_id]
    async with brand.tx() as tx:
        [held] = (await tx.execute(select(ContactTag.canonical_id))).scalars()
    assert held == anni.contact_id
    later = await brand.add("anni", "a fourth", when=at(7))
    assert (later.contact_id, later.canonical_id) == (anni.contact_id, anni.contact_id)


async def test_merges_stay_flat_and_come_apart_in_any_order(brand):
    a, b, c, d = [(await brand.add(key, name=key)).contact_id for key in ("a", "b", "c", "d")]
    async with brand.tx() as tx:
        first = await contacts.merge(tx, a, b, BY_HAND)
        second = await contacts.merge(tx, c, a, BY_HAND)
        await contacts.merge(tx, b, d, BY_HAND)  # b speaks for nobody: d hangs below c
    assert await speakers(brand) == {a: c, b: c, c: c, d: c}
    async with brand.tx() as tx:
        await contacts.unmerge(tx, second)
    assert await speakers(brand) == {a: a, b: a, c: c, d: c}
    async with brand.tx() as tx:
        await contacts.unmerge(tx, first)
    assert await speakers(brand) == {a: a, b: b, c: c, d: c}
    assert await found_by(brand, "d") == [c]


async def test_a_merge_is_told_to_both_and_can_not_be_done_or_undone_twice(brand):
    anna, anni = await brand.add("anna"), await brand.add("anni", "bo")
    async with brand.tx() as tx:
        merge_id = await contacts.merge(tx, anna.contact_id, anni.contact_id, BY_HAND)
    for one in (anna, anni):
        async with brand.tx() as tx:
            told = await timeline.of_contact(tx, [one.contact_id], kinds=["contact.merged"])
        assert [event.props["into_id"] for event in told] == [str(anna.contact_id)]
    async with brand.tx() as tx:
        evidence = (await tx.execute(select(ContactMerge.evidence))).scalar_one()
    assert {one["what"] for one in evidence["conflicts"]} == {"owner_id", "store_id"}
    with pytest.raises(Conflict):
        async with brand.tx() as tx:
            await contacts.merge(tx, anni.contact_id, anna.contact_id, BY_HAND)
    async with brand.tx() as tx:
        await contacts.unmerge(tx, merge_id)
    with pytest.raises(Conflict):
        async with brand.tx() as tx:
            await contacts.unmerge(tx, merge_id)


@pytest.mark.parametrize(
    "shared", [Details(unionid="u1"), Details(verified_phones=("13800000001",))]
)
async def test_one_unionid_or_one_verified_phone_is_one_person(brand, shared):
    anna, anni = await brand.add("anna"), await brand.add("anni", "bo", when=at(2))
    async with brand.tx() as tx:
        assert await contacts.detail(tx, face("anna"), shared) == anna.contact_id
    async with brand.tx() as tx:
        assert await contacts.detail(tx, face("anni"), shared) == anna.contact_id
    async with brand.tx() as tx:
        merge = (await tx.execute(select(ContactMerge.id))).scalar_one()
        await contacts.unmerge(tx, merge)
    async with brand.tx() as tx:  # what a person took apart is not joined again by a machine
        assert await contacts.detail(tx, face("anni"), shared) == anni.contact_id


async def test_a_phone_that_staff_noted_joins_nobody(brand):
    anna, anni = await brand.add("anna"), await brand.add("anni")
    noted = Details(phones=("13800000001", "see notes"))
    async with brand.tx() as tx:
        await contacts.detail(tx, face("anna"), noted)
        assert await contacts.detail(tx, face("anni"), noted) == anni.contact_id
    assert len(set((await speakers(brand)).values())) == 2
    async with brand.tx() as tx:
        known = await contacts.link_phone(tx, anni.contact_id, "13800000001", verified=True)
    assert known is not None
    assert len(set((await speakers(brand)).values())) == 2  # verified on one side is no proof
    assert anna.first


async def test_a_visitor_becomes_who_it_turns_out_to_be(brand):
    seen = Face("openid", "wx1", "o1")
    async with brand.tx() as tx:
        identity = await contacts.visit(tx, seen)
        assert await contacts.visit(tx, seen) == identity
        assert await contacts.faces(tx, [seen]) == {}
    anna = await brand.add("anna")
    async with brand.tx() as tx:
        assert await contacts.link(tx, anna.contact_id, seen) == identity
        assert (await contacts.faces(tx, [seen]))[seen]["contact_id"] == anna.contact_id


async def test_nobody_merges_what_is_not_theirs_to_see(brand, stranger):
    anna, theirs = await brand.add("anna"), await brand.add("carl", "bo")
    with pytest.raises(NotFound):
        async with brand.tx(brand.mei) as tx:
            await contacts.merge(tx, anna.contact_id, theirs.contact_id, BY_HAND)
    with pytest.raises(NotFound):
        async with stranger.tx() as tx:
            await contacts.merge(tx, anna.contact_id, theirs.contact_id, BY_HAND)
    async with brand.tx(brand.bo) as tx:
        assert await contacts.canonical(tx, theirs.contact_id) == theirs.contact_id
