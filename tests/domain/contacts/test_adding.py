import asyncio
from dataclasses import replace

from sqlalchemy import func, select
from tests.domain.contacts.conftest import Brand, at, face

from pondkeeper.domain import contacts, timeline
from pondkeeper.domain.contacts import ImportedContact, Lost
from pondkeeper.domain.contacts.models import Contact, ContactGram, Follow, Identity


async def kinds(brand: Brand, contact_id: int) -> list[str]:
    async with brand.tx() as tx:
        found = await timeline.of_contact(tx, await contacts.members(tx, contact_id))
        return [event.kind for event in reversed(found)]


async def row(brand: Brand, contact_id: int):
    async with brand.tx() as tx:
        found = await tx.execute(select(Contact.__table__).where(Contact.id == contact_id))
        return found.one()


async def count(brand: Brand, model) -> int:
    async with brand.tx() as tx:
        return (await tx.execute(select(func.count()).select_from(model))).scalar_one()


async def test_a_person_comes_once_however_often_the_platform_says_so(brand):
    given = brand.new("anna", source_id=brand.source_id, name="安娜")
    async with brand.tx() as tx:
        first, repeat = await contacts.add_many(tx, [given, given])
    again = await brand.add("anna")
    assert (first.first, first.event, repeat.event, again.event) == (
        True,
        "contact.added",
        None,
        None,
    )
    assert first.contact_id == repeat.contact_id == again.contact_id
    assert await kinds(brand, first.contact_id) == ["contact.added"]
    anna = await row(brand, first.contact_id)
    assert (anna.owner_id, anna.store_id, anna.source_id) == (
        brand.mei.id,
        brand.stores[0],
        brand.source_id,
    )
    assert await count(brand, ContactGram) == 3  # 安, 娜, 安娜


async def test_a_further_member_follows_and_the_first_stays_the_owner(brand):
    anna = await brand.add("anna")
    further = await brand.add("anna", "bo", when=at(2))
    assert (further.first, further.event) == (False, "contact.followed")
    assert (await row(brand, anna.contact_id)).owner_id == brand.mei.id


async def test_an_owner_is_the_first_follower_who_is_known_as_staff(brand):
    anna = await brand.add("anna", "nobody we know")
    assert (await row(brand, anna.contact_id)).owner_id is None
    await brand.add("anna", "bo", when=at(2))
    owned = await row(brand, anna.contact_id)
    assert (owned.owner_id, owned.store_id) == (brand.bo.id, brand.stores[1])


async def test_who_left_and_comes_back_is_the_same_person(brand):
    anna = await brand.add("anna")
    async with brand.tx() as tx:
        assert await contacts.lose(tx, Lost(face("anna"), "mei", "customer", at(3)))
        assert not await contacts.lose(tx, Lost(face("anna"), "mei", "customer", at(3)))
    late = await brand.add("anna", when=at(2))
    back = await brand.add("anna", when=at(4))
    assert (late.event, back.event, back.first) == (None, "contact.added", False)
    async with brand.tx() as tx:  # news from before the return changes nothing
        assert not await contacts.lose(tx, Lost(face("anna"), "mei", "customer", at(3, 9)))
    assert await kinds(brand, anna.contact_id) == ["contact.added", "contact.lost", "contact.added"]


async def test_the_welcome_code_travels_with_the_event(brand):
    given = brand.new("anna", welcome_code="w", welcome_until=at(1, 9), code_id=5)
    async with brand.tx() as tx:
        anna = await contacts.add(tx, given)
    async with brand.tx() as tx:
        [event] = await timeline.of_contact(tx, [anna.contact_id])
    assert event.props == {
        "member_id": "mei",
        "channel_id": str(brand.channel_id),
        "code_id": "5",
        "source_id": None,
        "first": True,
        "welcome_code": "w",
        "welcome_until": "2026-03-01T09:00:00Z",
    }


async def test_two_processes_that_hear_of_one_person_make_one(brand):
    people = [f"p{number}" for number in range(40)]

    async def hear(order):
        async with brand.tx() as tx:
            return await contacts.add_many(tx, [brand.new(key) for key in order])

    results = await asyncio.gather(
        *[hear(people if turn % 2 else people[::-1]) for turn in range(6)]
    )
    assert sum(added.event is not None for result in results for added in result) == 40
    assert await count(brand, Contact) == 40
    assert await count(brand, Follow) == 40


async def test_a_handed_over_friendship_takes_the_owner_along(brand):
    anna = await brand.add("anna", source_id=brand.source_id)
    over = {"from_member_id": "mei", "to_member_id": "bo", "at": at(5)}
    async with brand.tx() as tx:
        assert await contacts.hand_over(tx, face("anna"), **over)
        assert not await contacts.hand_over(tx, face("anna"), **over)
        assert not await contacts.hand_over(tx, face("nobody"), **over)
    async with brand.tx() as tx:  # the platform's own notices of the same arrive later
        assert not await contacts.lose(tx, Lost(face("anna"), "mei", "transfer", at(5)))
    assert (await brand.add("anna", "bo", when=at(5))).event is None
    moved = await row(brand, anna.contact_id)
    assert (moved.owner_id, moved.store_id) == (brand.bo.id, brand.stores[1])
    async with brand.tx() as tx:
        follows = (await tx.execute(select(Follow.__table__).order_by(Follow.id))).all()
    assert [(one.member_id, one.ended_by, one.source_id) for one in follows] == [
        ("mei", "transfer", brand.source_id),
        ("bo", None, brand.source_id),
    ]
    assert await kinds(brand, anna.contact_id) == ["contact.added", "contact.handed_over"]


async def test_a_list_read_twice_makes_everybody_once(brand):
    anna = await brand.add("anna")
    async with brand.tx() as tx:
        tag = await contacts.make_tag(tx, "old friend")
        one, two, also_two = (
            contacts.seal_phone(tx, phone)
            for phone in ("13800000001", "+86 138 0000 0002", "13800000002")
        )
        queued = await tx.raw.fetchval("select count(*) from pgqueuer")
    rows = [
        ImportedContact("安娜", at(1), (face("anna"),), phone=one, tag_ids=(tag,)),
        ImportedContact("王小明", at(2), phone=two, source_id=brand.source_id),
        ImportedContact("王小明 again", at(2), phone=also_two),
        ImportedContact("no face", at(3)),
        ImportedContact("two people", at(3), (face("anna"),), phone=two),
    ]
    async with brand.tx() as tx:
        first = await contacts.import_many(tx, rows[:4])
    async with brand.tx() as tx:
        second = await contacts.import_many(tx, rows[:3] + rows[4:])
    ming, nobody = first.contact_ids[1], first.contact_ids[3]
    assert first.contact_ids == [anna.contact_id, ming, ming, nobody]
    assert first.created == {ming, nobody}
    assert (second.contact_ids, second.created, second.conflicts) == (
        [anna.contact_id, ming, ming, anna.contact_id],
        set(),
        [3],
    )
    assert (await row(brand, ming)).name == "王小明"
    assert await count(brand, Identity) == 3
    async with brand.tx() as tx:
        assert await timeline.of_contact(tx, [ming]) == []
        assert await tx.raw.fetchval("select count(*) from pgqueuer") == queued


async def test_an_imported_phone_is_sealed_and_found_by_its_last_digits(brand):
    async with brand.tx() as tx:
        phone = contacts.seal_phone(tx, "138 0000 1234")
        result = await contacts.import_many(tx, [ImportedContact("安娜", at(1), phone=phone)])
    async with brand.tx() as tx:
        [tail] = contacts.phone_tails(tx, "1234")
        found = (await tx.execute(select(Identity.__table__).where(Identity.tail == tail))).one()
        assert contacts.open_phone(tx, found.sealed) == "13800001234"
    assert (found.contact_id, found.verified) == (result.contact_ids[0], False)
    assert b"1234" not in found.sealed


async def test_a_stranger_sees_and_touches_nothing(brand, stranger):
    anna = await brand.add("anna")
    async with stranger.tx() as tx:
        assert await contacts.faces(tx, [face("anna")]) == {}
    theirs = await stranger.add("anna")
    assert theirs.first
    assert theirs.contact_id != anna.contact_id
    assert replace(theirs, contact_id=0, canonical_id=0, identity_id=0) == replace(
        anna, contact_id=0, canonical_id=0, identity_id=0
    )
