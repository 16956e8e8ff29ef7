"""A brand in which something of every kind exists, each thing marked, so that a leak shows."""

import io
from typing import Any

import asyncpg
from tests.api.conftest import Person

from pondkeeper.domain import contacts, profiles, runs, shop, staff, tasks
from pondkeeper.domain.contacts import Face, NewContact
from pondkeeper.domain.shop import Placing, Wanted

MARK = "塘主秘密"
CONTACTS_CSV = "姓名,添加时间,手机号\n{mark}甲,2026-01-02,13900000001\n"


async def fill(owner: Person, services: Any, owner_url: str) -> dict[str, Any]:
    """Put something of every kind into the owner's brand; returns ids by path parameter."""
    brand = int(owner.me["workspace"]["id"])
    ids: dict[str, Any] = {"workspace_id": brand}
    await _organisation(owner, ids)
    await _goods(owner, ids)
    await _channels(owner, ids)
    connection = await asyncpg.connect(owner_url)
    try:
        await _people(services.database, connection, ids)
        await _platform(connection, ids)
        await _runs(owner, services, connection, ids)
    finally:
        await connection.close()
    return ids


async def made(owner: Person, path: str, body: Any) -> Any:
    answer = await owner.send("POST", path, body)
    assert answer.status_code in {201, 202}, (path, answer.text)
    return answer.json()


async def _organisation(owner: Person, ids: dict[str, Any]) -> None:
    ids["department_id"] = (await made(owner, "/api/departments", {"name": f"{MARK}部"}))["id"]
    store = {"name": f"{MARK}店", "department_id": ids["department_id"], "address": MARK}
    ids["store_id"] = (await made(owner, "/api/stores", store))["id"]
    person = {"login": "filler", "name": f"{MARK}员", "role": "service", "scope": "own"}
    ids["staff_id"] = (await made(owner, "/api/staff", person))["staff"]["id"]
    key = await made(owner, "/api/api-keys", {"name": MARK, "rights": ["contacts.read"]})
    ids["key_id"] = key["api_key"]["id"]
    hook = {"name": MARK, "url": "https://erp.example/hook", "kinds": ["*"]}
    ids["webhook_id"] = (await made(owner, "/api/webhooks", hook))["webhook"]["id"]
    view = {"page": "contacts", "name": MARK, "query": f"q={MARK}", "shared": True}
    ids["view_id"] = (await made(owner, "/api/saved-views", view))["id"]


async def _goods(owner: Person, ids: dict[str, Any]) -> None:
    source = await made(owner, "/api/sources", {"name": f"{MARK}来源", "kind": "parcel"})
    ids["source_id"] = source["id"]
    cost = {"amount_fen": 777, "day": "2026-03-01", "kind": "ads", "note": MARK}
    await made(owner, f"/api/sources/{source['id']}/costs", cost)
    ids["tag_id"] = (await made(owner, "/api/tags", {"name": f"{MARK}标签"}))["id"]
    skus = [{"name": MARK, "price_fen": 9_900, "stock": 5}]
    product = await made(
        owner, "/api/products", {"name": f"{MARK}品", "state": "on_sale", "skus": skus}
    )
    ids["product_id"], ids["sku_id"] = product["id"], product["skus"][0]["id"]
    offer = {
        "title": f"{MARK}券", "value_fen": 100, "threshold_fen": 0, "valid_days": 7,
        "per_contact": 1, "state": "active",
    }
    ids["offer_id"] = (await made(owner, "/api/offers", offer))["id"]


async def _channels(owner: Person, ids: dict[str, Any]) -> None:
    settings = {
        "corp_id": f"ww{MARK}", "secret": "s", "callback_token": "t", "encoding_aes_key": "a" * 43,
    }
    channel = {
        "kind": "wecom", "name": f"{MARK}号", "base_url": "http://127.0.0.1:9",
        "settings": settings,
    }
    ids["channel_id"] = (await made(owner, "/api/channels", channel))["id"]
    code = {
        "name": f"{MARK}码", "source_id": ids["source_id"], "channel_id": ids["channel_id"],
        "member_ids": ["mei"], "strategy": "all", "tag_ids": [ids["tag_id"]],
        "welcome_template": {"text": MARK},
    }
    ids["code_id"] = (await made(owner, "/api/codes", code))["id"]


async def _people(database: Any, connection: asyncpg.Connection, ids: dict[str, Any]) -> None:
    """Three customers (two of them one person), an order, a task and a note to the owner."""
    brand, source_id = ids["workspace_id"], int(ids["source_id"])
    async with database.tx(brand) as tx:
        now, people = tx.clock.now(), []
        for name in ("甲", "乙", "丙"):
            face = Face("external_userid", "corp", f"wm-{brand}-{name}")
            new = NewContact(
                face, int(ids["channel_id"]), "mei", now, source_id=source_id,
                code_id=int(ids["code_id"]), name=f"{MARK}{name}",
            )
            people.append((await contacts.add(tx, new)).contact_id)
        ids["contact_id"], ids["other_contact_id"], spare = people
        evidence = contacts.Evidence("hand", MARK)
        ids["merge_id"] = await contacts.merge(tx, people[0], spare, evidence)
        await contacts.link_phone(tx, people[0], "13812345678", verified=True)
        lines = (Wanted(int(ids["sku_id"]), 1),)
        order = await shop.place_order(tx, Placing(people[0], lines, f"filled-{brand}"))
        ids["order_id"] = order.id
        await tasks.open_many(tx, [tasks.NewTask("welcome.late", "1", contact_id=people[0])])
        await staff.notify_role(tx, "owner", "task.opened", {"name": MARK})
    await profiles.rebuild(database, brand)
    for name, table in (
        ("task_id", "task"), ("notification_id", "notification"),
        ("webhook_delivery_id", "webhook_delivery"),
    ):
        ids[name] = await connection.fetchval(
            f"select max(id) from {table} where workspace_id = $1", brand
        )


async def _platform(connection: asyncpg.Connection, ids: dict[str, Any]) -> None:
    """What only a platform's trouble brings about: a failed callback, a call without an answer."""
    mine = (ids["workspace_id"], int(ids["channel_id"]))
    ids["callback_id"] = await connection.fetchval(
        "insert into callback (workspace_id, received_at, channel_id, arrived_at, sealed, state,"
        " kind, error) values ($1, now(), $2, now(), '', 'failed', 'contact.added', $3)"
        " returning id", *mine, MARK,
    )
    ids["reply_rule_id"] = await connection.fetchval(
        "insert into reply_rule (workspace_id, channel_id, occasion, words, answer, changed_at)"
        " values ($1, $2, 'keyword', array[$3::text], jsonb_build_object('text', $3::text), now())"
        " returning id", *mine, MARK,
    )
    ids["group_id"] = await connection.fetchval(
        "with made as (insert into group_chat (workspace_id, channel_id, chat_id, name, read_at)"
        " values ($1, $2, 'wrFilled', $3, now()) returning workspace_id, id)"
        " insert into group_person (workspace_id, group_id, key, kind, name)"
        " select workspace_id, id, 'mei', 'staff', $3 from made returning group_id", *mine, MARK,
    )
    ids["article_id"] = await connection.fetchval(
        "insert into article (workspace_id, channel_id, title, body, created_at, changed_at)"
        " values ($1, $2, $3, $3, now(), now()) returning id", *mine, MARK,
    )
    await connection.execute(
        "insert into account_menu (workspace_id, channel_id, draft) values ($1, $2,"
        " jsonb_build_array(jsonb_build_object('name', $3::text, 'kind', 'click', 'key', 'k')))",
        *mine, MARK,
    )
    await connection.execute(
        "insert into template_reading (workspace_id, channel_id, items, read_at)"
        " values ($1, $2, '[]', now())", *mine,
    )
    ids["menu_id"] = "1"
    ids["delivery_id"] = await connection.fetchval(
        "insert into delivery (workspace_id, channel_id, lane, kind, body, client_key, state,"
        " epoch, not_before, error_hint, created_at) values ($1, $2, 'transactional', 'text',"
        " '{}', 'filled', 'unknown', 1, now(), $3, now()) returning id", *mine, MARK,
    )
    await connection.execute(
        "update \"order\" set state = 'paid', paid_fen = payable_fen, paid_at = now()"
        " where workspace_id = $1", ids["workspace_id"],
    )
    ids["refund_no"] = await connection.fetchval(
        "with paid as (insert into payment (workspace_id, order_id, channel_id, out_trade_no,"
        " state, epoch, amount_fen, created_at) values ($1, $3, $2, 'filled', 'paid', 1, 9900,"
        " now()) returning workspace_id, order_id, id) insert into refund (workspace_id, order_id,"
        " payment_id, out_refund_no, amount_fen, reason, requested_by, requested_at)"
        " select workspace_id, order_id, id, 'Rfilled', 100, $4, 'customer', now() from paid"
        " returning out_refund_no", *mine, ids["order_id"], MARK,
    )
    ids["approval_id"] = await connection.fetchval(
        "insert into approval (workspace_id, kind, noun_id, payload, reason, requested_by,"
        " requested_at) values ($1, 'export.contacts', '0', '{}', $3, $2, now()) returning id",
        ids["workspace_id"], int(ids["staff_id"]), MARK,
    )


async def _runs(
    owner: Person, services: Any, connection: asyncpg.Connection, ids: dict[str, Any]
) -> None:
    body = CONTACTS_CSV.format(mark=MARK).encode()
    answer = await owner.http.post(
        "/api/imports", data={"kind": "contacts"}, headers={"X-CSRF-Token": owner.csrf},
        files={"file": (f"{MARK}.csv", io.BytesIO(body), "text/csv")},
    )
    assert answer.status_code == 201, answer.text
    ids["upload_id"] = answer.json()["upload_id"]
    path = f"/api/contacts/{ids['contact_id']}/export"
    ids["run_id"] = (await made(owner, path, None))["id"]
    while await runs.consume(services, ids["workspace_id"]):
        pass
    sql = "select state from run where workspace_id = $1 and id = $2"
    state = await connection.fetchval(sql, ids["workspace_id"], int(ids["run_id"]))
    assert state == "done"

