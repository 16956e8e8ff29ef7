"""Other systems hear of events: each once, signed, with patience, and never for ever."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from tests.domain.webhooks.conftest import House

from pondkeeper.domain import contacts, tables, timeline, webhooks  # noqa: F401 - erasure walks all tables
from pondkeeper.domain.webhooks import keys, queue
from pondkeeper.kit.errors import Conflict, InvalidInput, NotFound


def signed(secret: str, names: dict[str, str], body: bytes) -> str:
    """What the page of Standard Webhooks says the signature is, worked out apart."""
    key = b64decode(secret.removeprefix("whsec_"))
    text = f"{names['webhook-id']}.{names['webhook-timestamp']}.".encode() + body
    return "v1," + b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


async def test_an_event_is_told_signed_and_once(house: House):
    _, secret = await house.listen("order.*")
    await house.happen("order.paid", order_id="7", paid_fen=100, welcome_code="opens")
    await house.happen("contact.lost")
    assert await house.deliver()
    assert not await house.deliver()
    [(names, body)] = house.ear.heard
    assert names["webhook-signature"] == signed(secret, names, body)
    assert names["content-type"] == "application/json"
    told = json.loads(body)
    assert told["type"] == "order.paid"
    assert told["data"]["props"] == {"order_id": "7", "paid_fen": 100}
    row = await house.delivery()
    assert (row["state"], row["status"], row["answer"]) == ("sent", 200, "thanks")
    assert names["webhook-id"] == row["message_id"]
    assert (await house.endpoint()).last_sent_at is not None


async def test_who_wants_what(house: House):
    for kinds in (["*"], ["order.paid"], ["app.*"], ["app.加购"]):
        await house.listen(*kinds)
    for kind in ("order.paid", "order.placed", "app.加购"):
        await house.happen(kind)
    await house.happen("order.paid", origin="import")
    queued = await house.rows("select endpoint_id, kind from webhook_delivery order by id")
    assert [(row["endpoint_id"], row["kind"]) for row in queued] == [
        (1, "order.paid"), (2, "order.paid"), (1, "order.placed"),
        (1, "app.加购"), (3, "app.加购"), (4, "app.加购"),
    ]
    ids = await house.rows("select distinct message_id from webhook_delivery")
    assert len(ids) == 6


async def test_what_is_rolled_back_is_not_told(house: House):
    await house.listen("*")

    async def fall() -> None:
        async with house.tx() as tx:
            await timeline.record(tx, "order.paid")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fall()
    assert not await house.deliver()


async def test_a_failed_one_is_tried_again_under_the_same_id(house: House):
    await house.listen("*")
    await house.happen("order.paid")
    house.ear.status = 500
    waits = []
    for _ in queue.LADDER_S:
        await house.deliver()
        row = await house.delivery()
        waits.append((row["due_at"] - row["tried_at"]).total_seconds())
        assert not await house.deliver()
        await house.hurry()
    assert [round(wait / step, 1) for wait, step in zip(waits, queue.LADDER_S, strict=True)] == [
        1.0
    ] * len(queue.LADDER_S)
    assert (await house.endpoint()).failing_since is not None
    house.ear.status = 204
    await house.deliver()
    row = await house.delivery()
    assert (row["state"], row["attempts"]) == ("sent", len(queue.LADDER_S) + 1)
    assert len({names["webhook-id"] for names, _ in house.ear.heard}) == 1
    assert (await house.endpoint()).failing_since is None


async def test_after_the_last_try_it_failed_and_a_person_may_replay_it(house: House):
    await house.listen("*")
    await house.happen("order.paid")
    house.ear.status = 302  # nobody is followed anywhere
    house.ear.headers = [(b"location", b"http://127.0.0.1:1/")]
    for _ in range(len(queue.LADDER_S) + 1):
        await house.deliver()
        await house.hurry()
    row = await house.delivery()
    assert (row["state"], row["error"]) == ("failed", "http_302")
    house.ear.status = 200
    async with house.tx() as tx:
        await webhooks.replay(tx, row["id"])
    await house.deliver()
    assert (await house.delivery())["state"] == "sent"
    with pytest.raises(NotFound):
        async with house.tx() as tx:
            await webhooks.replay(tx, 999)


async def test_who_asks_for_time_gets_it(house: House):
    await house.listen("*")
    await house.happen("order.paid")
    house.ear.status, house.ear.headers = 429, [(b"retry-after", b"600")]
    await house.deliver()
    row = await house.delivery()
    assert (row["due_at"] - row["tried_at"]).total_seconds() >= 600


async def test_who_is_gone_is_disabled_and_the_owner_is_told(house: House):
    endpoint_id, _ = await house.listen("*")
    await house.happen("order.paid")
    house.ear.status = 410
    await house.deliver()
    assert (await house.endpoint()).disabled_at is not None
    [told] = await house.rows("select kind, params from notification")
    assert told["kind"] == "webhook.disabled"
    await house.happen("order.paid")  # it hears no more
    row = await house.delivery()
    assert row["state"] == "failed"
    with pytest.raises(Conflict):
        async with house.tx() as tx:
            await webhooks.replay(tx, row["id"])
    async with house.tx() as tx:
        known = await webhooks.endpoint(tx, endpoint_id)
        draft = webhooks.EndpointDraft(known.name, known.url, known.kinds, private=True)
        await webhooks.change(tx, endpoint_id, draft)
        await webhooks.replay(tx, row["id"])
    house.ear.status = 200
    await house.deliver()
    assert (await house.delivery())["state"] == "sent"


async def test_who_fails_for_days_is_disabled_and_what_waits_is_not_sent(house: House):
    await house.listen("*")
    await house.happen("order.paid")
    await house.happen("order.placed")
    house.ear.status = 500
    await house.deliver()
    await house.rows("update webhook_endpoint set failing_since = failing_since - interval '6 days'")
    await house.rows("update webhook_delivery set due_at = created_at where id = 1")
    await house.deliver()
    assert (await house.endpoint()).disabled_at is not None
    states = await house.rows("select state, error from webhook_delivery order by id")
    assert [(row["state"], row["error"]) for row in states] == [("failed", "off")] * 2


async def test_one_that_is_off_hears_nothing(house: House):
    endpoint_id, _ = await house.listen("*")
    await house.happen("order.paid")
    async with house.tx() as tx:
        draft = webhooks.EndpointDraft("x", house.ear.address, ["*"], active=False, private=True)
        await webhooks.change(tx, endpoint_id, draft)
    await house.happen("order.paid")
    await house.deliver()
    assert house.ear.heard == []


async def test_both_secrets_sign_for_a_day(house: House):
    endpoint_id, old = await house.listen("*")
    async with house.tx() as tx:
        new = await webhooks.rotate(tx, endpoint_id)
    await house.happen("order.paid")
    await house.deliver()
    [(names, body)] = house.ear.heard
    assert names["webhook-signature"].split(" ") == [
        signed(new, names, body), signed(old, names, body)
    ]
    async with house.tx() as tx:
        past = tx.clock.real() - timedelta(seconds=1)
        sealed = keys.seal(tx, [keys.Kept(new), keys.Kept(old, past)])
        assert [one.secret for one in keys.live(tx, sealed)] == [new]
        with pytest.raises(NotFound):
            await webhooks.rotate(tx, 999)


async def test_a_dead_process_s_letters_are_taken_over_and_its_word_counts_no_more(house: House):
    await house.listen("*")
    await house.happen("order.paid")
    async with house.tx() as tx:
        dead = await webhooks.claim(tx)
    assert not await house.deliver()
    await house.hurry()
    await house.deliver()
    async with house.tx() as tx:
        await webhooks.settle(tx, [(dead[0], webhooks.Heard(error="no_answer"))])
    assert (await house.delivery())["state"] == "sent"


async def test_a_busy_address_does_not_hold_up_the_others(house: House):
    await house.listen("order.paid")
    await house.listen("order.closed")
    for _ in range(20):
        await house.happen("order.paid")
    await house.happen("order.closed")
    async with house.tx() as tx:
        letters = await webhooks.claim(tx)
    assert sorted(letter.endpoint_id for letter in letters) == [1] * queue.EACH + [2]


async def test_an_erased_person_is_not_told_of(house: House):
    await house.listen("app.*")
    async with house.tx() as tx:
        face = contacts.Face("app_user", "1", "u1")
        [seen] = await contacts.recognise(tx, [contacts.Sighting(face, None, tx.clock.now())])
        await timeline.record(tx, "app.x", seen.contact_id, note="私密", order_id="7")
    async with house.tx() as tx:
        await contacts.erase(tx, seen.contact_id)
    await house.deliver()
    [(_, body)] = house.ear.heard
    assert json.loads(body)["data"]["props"] == {"order_id": "7"}


async def test_what_is_over_is_forgotten_after_a_month(house: House):
    await house.listen("*")
    await house.happen("order.paid")
    await house.happen("order.paid")
    await house.rows("update webhook_delivery set created_at = created_at - interval '31 days'")
    await house.rows("update webhook_delivery set state = 'sent' where id = 1")
    async with house.tx() as tx:
        assert await webhooks.forget(tx) == 1
    assert (await house.delivery())["state"] == "waiting"


async def test_a_ping_is_tried_once_and_says_nothing_of_health(house: House):
    endpoint_id, _ = await house.listen("order.*")
    async with house.tx() as tx:
        letter = await webhooks.ping(tx, endpoint_id)
        assert json.loads(letter.body or b"")["type"] == "webhook.ping"
        await webhooks.settle(tx, [(letter, webhooks.Heard(status=500, error="http_500"))])
    assert (await house.delivery())["state"] == "failed"
    assert (await house.endpoint()).failing_since is None
    with pytest.raises(NotFound):
        async with house.tx() as tx:
            await webhooks.ping(tx, 999)


REFUSED = (
    "http://erp.example/hook", "ftp://erp.example", "https://", "https://a:b@erp.example/",
    "https://erp.example/#x", "https://127.0.0.1/", "https://localhost/", "https://[::1]/",
    "https://10.0.0.8/", "https://169.254.169.254/latest", "https://x.localhost/",
    "https://erp.example:99999/", "https://" + "a" * 2_000,
)


@pytest.mark.parametrize("url", REFUSED)
async def test_addresses_that_are_not_called(house: House, url):
    with pytest.raises(InvalidInput):
        await house.listen("*", url=url, private=False)


async def test_a_draft_that_makes_no_sense(house: House):
    for wrong in ({"name": " "}, {"kinds": []}, {"kinds": ["Order"]}, {"kinds": ["*"] * 51}):
        given = {"name": "x", "url": "https://erp.example", "kinds": ["*"]} | wrong
        with pytest.raises(InvalidInput):
            async with house.tx() as tx:
                await webhooks.add(tx, webhooks.EndpointDraft(**given))
    await house.listen("*", name="one")
    with pytest.raises(Conflict):
        await house.listen("*", name="one")


async def test_what_is_due_wakes_its_loop(house: House):
    async def due() -> list[str]:
        async with house.database.tx() as tx:
            found = await tx.raw.fetch("select work from find_due_work($1, $1)", tx.clock.real())
        return [row["work"] for row in found if row["work"] == "webhooks"]

    await house.listen("*")
    assert await due() == []
    await house.happen("order.paid")
    assert await due() == ["webhooks"]
    await house.deliver()
    assert await due() == []
