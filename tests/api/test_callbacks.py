"""The callback door: kept before the answer, once each, and nothing done for strangers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from functools import partial
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from tests.support import net
from tests.support.pond import served

from pondkeeper.api.callback_writer import CallbackWriter, NotKept
from pondkeeper.api.callbacks import MAX_BYTES, callbacks, desk_of, flush
from pondkeeper.domain import channels, staff
from pondkeeper.domain.channels.inbox import PAUSES_S, TRIES, Opened
from pondkeeper.platforms import inbox
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign

CRYPT = WxCrypt("token-of-ours", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "ww1")
PLAIN = (
    "<xml><ToUserName>ww1</ToUserName><FromUserName>sys</FromUserName>"
    "<CreateTime>1790000000</CreateTime><MsgType>event</MsgType>"
    "<Event>change_external_contact</Event><ChangeType>{change}</ChangeType>"
    "<UserID>mei</UserID><ExternalUserID>{who}</ExternalUserID></xml>"
)


def sealed(plain: str, *, nonce: str = "n1") -> tuple[str, bytes]:
    """The query and body in which WeCom would send `plain`; every time sealed anew."""
    encrypted = CRYPT.encrypt(plain.encode())
    signature = sign(CRYPT.token, "1790000000", nonce, encrypted)
    query = {"msg_signature": signature, "timestamp": "1790000000", "nonce": nonce}
    body = f"<xml><ToUserName>ww1</ToUserName><Encrypt>{encrypted}</Encrypt></xml>"
    return urlencode(query), body.encode()


def added(who: str) -> str:
    return PLAIN.format(change="add_external_contact", who=who)


class Site:
    """A brand's callback address and what came of it."""

    def __init__(self, services, workspace_id: int, path: str, address: str) -> None:
        self.services = services
        self.workspace_id = workspace_id
        self.path = path
        self.address = address
        self.http = net.client(address)

    async def send(self, plain: str, **changes: str) -> httpx.Response:
        query, body = sealed(plain, **changes)
        return await self.http.post(f"{self.path}?{query}", content=body)

    async def rows(self, sql: str):
        async with self.services.database.tx(self.workspace_id) as tx:
            return await tx.raw.fetch(sql)

    async def count(self) -> int:
        return (await self.rows("select count(*) from callback"))[0][0]


@pytest.fixture
async def site(services) -> AsyncIterator[Site]:
    database = services.database
    async with database.tx() as tx:
        account_id = await staff.create_account(
            tx, login="lin", name="林", password="a long enough password"
        )
    async with database.tx(account_id=account_id) as tx:
        workspace_id, _ = await staff.create_workspace(
            tx, name="拾木", timezone="Asia/Shanghai", account_id=account_id
        )
        settings = {
            "corp_id": "ww1",
            "secret": "s",
            "callback_token": CRYPT.token,
            "encoding_aes_key": CRYPT.encoding_aes_key,
        }
        draft = channels.ChannelDraft("企业微信", "http://127.0.0.1:1", settings)
        channel_id = await channels.add(tx, services.adapters.of("wecom"), draft)
        key = (await channels.access(tx, channel_id)).public_key
    async with served(partial(callbacks, services=services)) as address:
        made = Site(services, workspace_id, f"/callbacks/{key}", address)
        yield made
        await made.http.aclose()
    await flush(services)


async def test_the_same_callback_three_times_is_one(site):
    for nonce in ("a", "b", "c"):
        answer = await site.send(added("wm1"), nonce=nonce)
        assert (answer.status_code, answer.content) == (200, b"success")
    assert await site.count() == 1


async def test_two_people_in_the_same_second_are_two(site):
    answers = await asyncio.gather(*(site.send(added(f"wm{n}")) for n in range(40)))
    assert {answer.status_code for answer in answers} == {200}
    assert await site.count() == 40


async def test_what_is_kept_is_sealed(site):
    await site.send(added("wm-secret"))
    [row] = await site.rows("select sealed from callback")
    assert b"wm-secret" not in row["sealed"]


@pytest.mark.parametrize("broken", ["signature", "body", "xml", "nothing"])
async def test_what_does_not_verify_has_no_effect(site, broken):
    query, body = sealed(added("wm1"))
    if broken == "signature":
        query = query.replace("msg_signature=", "msg_signature=0")
    bodies = {"body": body.replace(b"<Encrypt>", b"<Encrypt>AAAA"), "xml": b"<!DOCTYPE x>"}
    body = b"" if broken == "nothing" else bodies.get(broken, body)
    answer = await site.http.post(f"{site.path}?{query}", content=body)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert await site.count() == 0


async def test_strangers_get_nowhere(site):
    assert (await site.http.post("/callbacks/nobody", content=b"x")).status_code == 404
    assert (await site.http.put(site.path, content=b"x")).status_code == 405
    assert (await site.http.get(site.path)).status_code == 403


async def test_too_large_a_body_is_refused_before_it_is_read(site):
    answer = await site.http.post(site.path, content=b"x" * (MAX_BYTES + 1))
    assert answer.status_code == 413


async def test_a_body_that_trickles_is_refused(site, monkeypatch):
    monkeypatch.setattr("pondkeeper.api.callbacks.BODY_WITHIN_S", 0.05)
    parts = urlsplit(site.address)
    with socket.create_connection((parts.hostname, parts.port)) as line:
        head = f"POST {site.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<xml>"
        line.sendall(head.encode())
        line.settimeout(60)
        answer = await asyncio.to_thread(line.recv, 100)
    assert b" 408 " in answer


async def test_who_comes_while_too_many_wait_is_told_to_come_again(site, monkeypatch):
    monkeypatch.setattr("pondkeeper.api.callback_writer.MOST_WAITING", 0)
    assert (await site.send(added("wm1"))).status_code == 503
    assert await site.count() == 0


async def test_at_the_end_all_who_wait_are_kept_and_nobody_more(site):
    [channel] = await site.rows("select id from channel")
    writer = CallbackWriter(site.services.database)
    waiting = [
        asyncio.create_task(writer.keep(site.workspace_id, Opened(channel["id"], b"%d" % n)))
        for n in range(10)
    ]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*waiting)
    assert await site.count() == 10
    with pytest.raises(NotKept):
        await writer.keep(site.workspace_id, Opened(channel["id"], b"late"))


async def test_a_poisoned_callback_stops_nobody_and_is_failed_with_its_error(site, monkeypatch):
    for n in range(3):
        await site.send(added(f"wm{n}"))
    parse = site.services.adapters.of("wecom").door.__class__.parse

    def poisoned(self, plain: bytes):
        if b"wm1" in plain:
            raise ZeroDivisionError("poison")
        return parse(self, plain)

    monkeypatch.setattr(
        "pondkeeper.platforms.wecom.callbacks.WeComDoor.parse", poisoned
    )
    consume = partial(inbox.consume, site.services, site.workspace_id)
    assert await consume()
    rows = await site.rows("select state, error from callback order by id")
    assert [row["state"] for row in rows] == ["done", "new", "done"]
    assert "poison" in rows[1]["error"]
    assert not await consume()  # not five times at once

    pauses = []
    for number in range(1, TRIES):
        [row] = await site.rows(
            "select extract(epoch from retry_at - arrived_at) as s from callback"
            " where state = 'new'"
        )
        pauses.append(row["s"])
        await site.rows("update callback set retry_at = arrived_at where state = 'new'")
        await site.send(added(f"wm-later{number}"))
        assert await consume()
    assert [pause > least for pause, least in zip(pauses, PAUSES_S, strict=True)] == [True] * 4
    rows = await site.rows("select state from callback order by id")
    assert [row["state"] for row in rows] == ["done", "failed", *["done"] * TRIES]

    monkeypatch.undo()
    async with site.services.database.tx(site.workspace_id) as tx:
        [row] = await tx.raw.fetch("select id from callback where state = 'failed'")
        await channels.replay(tx, row["id"])
    while await inbox.consume(site.services, site.workspace_id):
        pass
    assert {row["state"] for row in await site.rows("select state from callback")} == {"done"}
    [people] = await site.rows("select count(*) from contact")
    assert people["count"] == 3 + TRIES - 1


async def test_a_callback_nobody_knows_is_kept_and_ignored(site):
    await site.send(PLAIN.format(change="something_new", who="wm1"))
    await inbox.consume(site.services, site.workspace_id)
    [row] = await site.rows("select state, kind from callback")
    assert row["state"] == "ignored"
    assert "something_new" in row["kind"]


async def test_added_lost_and_added_again_in_one_batch_ends_as_a_friend(site):
    for second, change in enumerate(
        ("add_external_contact", "del_follow_user", "add_external_contact")
    ):
        plain = PLAIN.format(change=change, who="wm1").replace("1790000000", f"179000000{second}")
        await site.send(plain)
    await inbox.consume(site.services, site.workspace_id)
    [row] = await site.rows("select ended_at from follow")
    assert row["ended_at"] is None


async def test_the_desk_is_one_per_process(site):
    assert desk_of(site.services) is desk_of(site.services)
