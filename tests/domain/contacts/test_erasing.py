import json

import pytest
from sqlalchemy import insert, select
from tests.domain.contacts.conftest import Brand, at, face

from pondkeeper.domain import contacts, tables, timeline
from pondkeeper.domain.channels.models import Callback
from pondkeeper.domain.contacts import Details
from pondkeeper.domain.contacts.models import Contact, Erasure
from pondkeeper.domain.messaging.models import Delivery, Touch
from pondkeeper.domain.runs.models import Blob, BlobChunk, Run
from pondkeeper.domain.shop.models import Order, Payment
from pondkeeper.domain.staff.models import Audit
from pondkeeper.domain.tasks.models import Task
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.errors import Conflict, NotFound
from pondkeeper.kit.privacy import unlisted

SECRETS = ("安娜", "13812345678", "wm-anna", "u-anna", "o-anna", "allergic to lavender", "Hangzhou")


def test_every_column_that_can_tell_something_is_listed():
    assert unlisted(tables.METADATA) == []


async def anna_lives(brand: Brand) -> contacts.Added:
    anna = await brand.add("wm-anna", name="安娜")
    mine = {"workspace_id": brand.workspace_id}
    now = SystemClock().real()
    async with brand.tx() as tx:
        told = Details(
            "安娜",
            "http://pic/安娜",
            2,
            "allergic to lavender",
            "u-anna",
            verified_phones=("13812345678",),
        )
        await contacts.detail(tx, face("wm-anna"), told)
        await contacts.edit(tx, anna.contact_id, {"city": "Hangzhou"})
        await contacts.make_link(tx, anna.contact_id, anna.identity_id, brand.channel_id, "welcome")
        await timeline.record(tx, "message.received", anna.contact_id, text="安娜", order_no="n1")
        about = {"contact_id": anna.contact_id, "identity_id": anna.identity_id, **mine}
        delivery = (
            await tx.execute(
                insert(Delivery)
                .values(
                    channel_id=brand.channel_id,
                    lane="welcome",
                    kind="welcome",
                    body={"text": "Dear 安娜"},
                    client_key="k",
                    epoch=1,
                    not_before=at(1),
                    created_at=at(1),
                    **mine,
                )
                .returning(Delivery.id)
            )
        ).scalar_one()
        await tx.execute(
            insert(Touch).values(
                delivery_id=delivery,
                purpose="welcome",
                source_kind="event",
                source_id="1",
                summary="Dear 安娜",
                created_at=at(1),
                **about,
            )
        )
        await tx.execute(
            insert(Task).values(
                kind="call",
                once_key="1",
                contact_id=anna.contact_id,
                params={"name": "安娜"},
                due_at=at(2),
                created_at=at(1),
                **mine,
            )
        )
        order = (
            await tx.execute(
                insert(Order)
                .values(
                    order_no="n1",
                    idempotency_key="n1",
                    state="paid",
                    list_fen=100,
                    payable_fen=100,
                    paid_fen=100,
                    placed_at=at(1),
                    **about,
                )
                .returning(Order.id)
            )
        ).scalar_one()
        await tx.execute(
            insert(Payment).values(
                order_id=order,
                out_trade_no="t1",
                epoch=1,
                amount_fen=100,
                payer_openid="o-anna",
                created_at=at(1),
                state="paid",
                **mine,
            )
        )
        await tx.execute(
            insert(Callback).values(
                received_at=now,
                arrived_at=now,
                channel_id=brand.channel_id,
                sealed="安娜".encode(),
                state="done",
                identity_ids=[anna.identity_id],
                **mine,
            )
        )
        await tx.execute(
            insert(Audit).values(
                at=now,
                actor_kind="staff",
                actor_name="mei",
                verb="PUT",
                noun="contact",
                noun_id=str(anna.contact_id),
                detail={"remark": "allergic to lavender"},
                **mine,
            )
        )
        blob = (
            await tx.execute(
                insert(Blob)
                .values(
                    name="安娜.csv",
                    media_type="text/csv",
                    size=3,
                    created_at=now,
                    expires_at=now,
                    **mine,
                )
                .returning(Blob.id)
            )
        ).scalar_one()
        await tx.execute(
            insert(BlobChunk).values(blob_id=blob, place=0, sealed="安娜".encode(), **mine)
        )
        await tx.execute(
            insert(Run).values(
                kind="export.contacts",
                state="done",
                params={"filter": {"q": "安娜"}, "count": 1},
                artefact_id=blob,
                created_at=now,
                **mine,
            )
        )
    return anna


async def all_rows(brand: Brand) -> str:
    async with brand.tx() as tx:
        found = []
        for table in tables.METADATA.sorted_tables:
            if "workspace_id" in table.c:
                rows = await tx.execute(
                    select(table).where(table.c.workspace_id == brand.workspace_id)
                )
                found.append(f"{table.name}: {[tuple(row) for row in rows]}")
        return "\n".join(found)


async def test_erasing_reaches_everything_and_keeps_the_money(brand):
    anna = await anna_lives(brand)
    bob = await brand.add("wm-bob", name="鲍勃")
    before = await all_rows(brand)
    async with brand.tx() as tx:
        [found] = contacts.phone_keys(tx, "13812345678")
    wanted = [*SECRETS[:1], *SECRETS[2:], found, str("安娜".encode()), "Dear"]
    assert [secret for secret in wanted if secret not in before] == []

    async with brand.tx() as tx:
        journal = await contacts.erase(tx, anna.contact_id, reason="asked by letter")
    after = await all_rows(brand)
    assert [secret for secret in wanted if secret in after] == []
    assert "鲍勃" in after
    async with brand.tx() as tx:
        order = (await tx.execute(select(Order.paid_fen, Order.contact_id))).one()
        kept = (await tx.execute(select(Erasure.__table__).where(Erasure.id == journal))).one()
        states = list((await tx.execute(select(Delivery.state))).scalars())
        erased = list(
            (await tx.execute(select(Contact.id).where(Contact.erased_at.is_not(None)))).scalars()
        )
        [message] = await timeline.of_contact(tx, [anna.contact_id], kinds=["message.received"])
    assert tuple(order) == (100, anna.contact_id)
    assert message.props == {"order_no": "n1"}
    assert (kept.reason, states, erased) == ("asked by letter", ["suppressed"], [anna.contact_id])
    assert {
        "contact",
        "identity",
        "touch",
        "delivery",
        "callback",
        "audit",
        "blob_chunk",
        "run",
        "event",
        "task",
        "payment",
        "contact_gram",
        "contact_link",
    } <= set(kept.reached)
    assert bob.first
    assert (await brand.add("wm-anna", when=at(9))).first  # who comes back is somebody new


async def test_erasing_covers_merged_contacts_once_and_waits_for_lists(brand, stranger):
    anna, anni = await brand.add("anna", name="安娜"), await brand.add("anni", name="安妮")
    async with brand.tx() as tx:
        await contacts.merge(
            tx, anna.contact_id, anni.contact_id, contacts.Evidence("hand", "安妮")
        )
        running = (
            insert(Run)
            .values(
                workspace_id=brand.workspace_id,
                kind="import.contacts",
                params={},
                created_at=SystemClock().real(),
            )
            .returning(Run.id)
        )
        run = (await tx.execute(running)).scalar_one()
    with pytest.raises(Conflict):
        async with brand.tx() as tx:
            await contacts.erase(tx, anni.contact_id)
    with pytest.raises(NotFound):
        async with stranger.tx() as tx:
            await contacts.erase(tx, anni.contact_id)
    async with brand.tx() as tx:
        await tx.raw.execute("update run set state = 'done' where id = $1", run)
        await contacts.erase(tx, anni.contact_id)
    rows = await all_rows(brand)
    assert [name for name in ("安娜", "安妮", "'anna'", "'anni'") if name in rows] == []
    with pytest.raises(Conflict):
        async with brand.tx() as tx:
            await contacts.erase(tx, anna.contact_id)
    async with brand.tx() as tx:  # a restore replays the journal without harm
        await contacts.wipe(tx, [anna.contact_id, anni.contact_id])


async def test_an_export_holds_all_that_is_kept_about_a_person(brand):
    anna = await anna_lives(brand)
    await brand.add("wm-bob", name="鲍勃")
    async with brand.tx() as tx:
        document = json.dumps(await contacts.export(tx, anna.contact_id), ensure_ascii=False)
    assert [secret for secret in SECRETS if secret not in document] == []
    assert "鲍勃" not in document
