"""Articles: written, shown to the platform, published, read, and never published twice."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.api.weixin_stage import staged
from tests.platforms.test_oa_against_emulator import PNG

from pondkeeper.domain import shop
from pondkeeper.domain.content import jobs
from pondkeeper.domain.shop import Placing, Wanted

BODY = '<p onclick="x()">敏感肌 <a href="javascript:x()">怎么选</a></p><script>x()</script>'
ADD, SUBMIT = "/cgi-bin/draft/add", "/cgi-bin/freepublish/submit"


@pytest.fixture
async def oa(owner, services, tmp_path):
    async with staged(owner, services, tmp_path) as made:
        yield made


async def written(oa, title="敏感肌怎么选") -> str:
    body = {"channel_id": oa.channel_id, "title": title, "author": "林美", "body": BODY}
    made = await oa.ask("POST", "/api/articles", body, 201)
    path = f"/api/articles/{made['article']['id']}"
    assert made["article"]["state"] == "draft"
    await oa.upload("POST", f"{path}/cover", PNG)
    return path


async def source(oa) -> str:
    made = await oa.ask("POST", "/api/sources", {"name": "公众号文章", "kind": "other"}, 201)
    return str(made["id"])


async def asked(oa, endpoint: str) -> int:
    record = await oa.do("GET", f"record?endpoint={endpoint}")
    return len(record["calls"])


async def test_an_article_is_written_pushed_published_and_read(oa):
    path = await written(oa)
    kept = await oa.ask("GET", path)
    assert kept["article"]["has_cover"]
    assert kept["body"] == "<p>敏感肌 <a>怎么选</a></p>"

    pushed = await oa.ask("POST", f"{path}/push")
    assert pushed["article"]["state"] == "pushed"
    changed = {"title": "敏感肌怎么选 2", "body": BODY}
    again = await oa.ask("PUT", path, changed)
    assert (again["article"]["state"], again["article"]["drafted"]) == ("draft", True)
    await oa.ask("POST", f"{path}/push")
    assert await asked(oa, ADD) == 1

    out = (await oa.ask("POST", f"{path}/publishing"))["article"]
    await oa.settle()
    assert (out["state"], out["url"] is not None) == ("published", True)
    page = await oa.control.get(out["url"])
    assert "敏感肌怎么选 2" in page.text
    await oa.ask("PUT", path, changed, 409)
    await oa.ask("DELETE", path, status=409)
    back = await oa.ask("POST", f"{path}/withdrawal")
    assert back["article"]["state"] == "withdrawn"


async def test_what_is_lacking_is_said_before_the_platform_is_asked(oa):
    body = {"channel_id": oa.channel_id, "title": "空", "body": "<p> </p>"}
    path = f"/api/articles/{(await oa.ask('POST', '/api/articles', body, 201))['article']['id']}"
    refused = await oa.ask("POST", f"{path}/push", status=422)
    assert {one["field"] for one in refused["errors"]} == {"cover", "body"}
    assert (await oa.ask("GET", path))["article"]["state"] == "draft"
    await oa.upload("POST", f"{path}/cover", b"%PDF", 422)
    await oa.ask("DELETE", path, status=204)
    await oa.ask("GET", path, status=404)


async def test_a_lost_answer_is_looked_up_and_nothing_is_done_twice(oa):
    path = await written(oa)
    await oa.do("POST", "faults", {"kind": "drop", "prefix": ADD, "count": 1})
    await oa.ask("POST", f"{path}/push", status=503)
    stands = (await oa.ask("GET", path))["article"]
    assert (stands["state"], stands["unsure"]) == ("pushing", True)
    await oa.ask("POST", f"{path}/push", status=409)
    found = (await oa.ask("POST", f"{path}/settlement"))["article"]
    assert (found["state"], found["unsure"]) == ("pushed", False)
    assert await asked(oa, ADD) == 1

    await oa.do("POST", "faults", {"kind": "drop", "prefix": SUBMIT, "count": 1})
    await oa.ask("POST", f"{path}/publishing", status=503)
    await oa.ask("POST", f"{path}/publishing", status=409)
    out = (await oa.ask("POST", f"{path}/settlement"))["article"]
    assert (out["state"], out["unsure"], out["url"] is not None) == ("published", False, True)
    assert await asked(oa, SUBMIT) == 1


async def test_an_article_the_platform_refuses_comes_back(oa):
    path = await written(oa, title="稳赚不赔的护肤")
    await oa.ask("POST", f"{path}/push")
    await oa.ask("POST", f"{path}/publishing")
    await oa.settle()
    stands = (await oa.ask("GET", path))["article"]
    assert (stands["state"], stands["drafted"]) == ("refused", False)
    await oa.ask("PUT", path, {"title": "好文", "body": BODY})
    await oa.ask("POST", f"{path}/push")
    assert (await oa.ask("POST", f"{path}/publishing"))["article"]["state"] == "published"


async def test_reads_and_shares_come_with_the_next_day(oa):
    path = await written(oa)
    await oa.ask("POST", f"{path}/push")
    await oa.ask("POST", f"{path}/publishing")
    await oa.settle()
    reader = await oa.person("follow")
    media_id = oa.inside.store.value("select media_id from wx_article")
    await oa.does(reader, "read", media_id=media_id, share=True)
    await jobs.look_after_articles(oa.services, {"workspace_id": oa.workspace_id})
    assert (await oa.ask("GET", path))["days"] == []  # today is not told yet

    oa.inside.clock.steer(oa.inside.clock.world() + 86_400)
    for _ in range(2):
        await jobs.look_after_articles(oa.services, {"workspace_id": oa.workspace_id})
    told = await oa.ask("GET", path)
    [day] = told["days"]
    assert (day["readers"], day["reads"], day["shares"]) == (1, 1, 1)
    assert (told["article"]["reads"], told["article"]["figures_day"]) == (1, day["day"])


async def test_an_article_carries_a_code_of_its_own(oa):
    path = await written(oa)
    wish = {"channel_id": oa.channel_id, "source_id": await source(oa)}
    made = await oa.ask("POST", f"{path}/codes", wish, 201)
    [code] = made["codes"]
    assert (code["ready"], code["adds"], code["revenue_fen"]) == (False, 0, 0)
    await oa.settle()
    [code] = (await oa.ask("GET", path))["codes"]
    assert (code["ready"], code["error"]) == (True, None)
    picture = await oa.owner.get(f"/api/codes/{code['id']}/qr.png")
    assert picture.content.startswith(b"\x89PNG")
    await oa.ask("POST", f"{path}/codes", wish, 409)

    ticket = await value(oa, "select config_id from channel_code")
    await oa.person("scan", ticket=ticket)
    gone = await oa.person("scan", ticket=ticket)
    await oa.person("follow")
    await oa.settle()
    await oa.does(gone, "unfollow")
    await oa.settle()
    contact_id = await value(oa, "select min(contact_id) from account_follow where code_id is not null")
    await paid(oa, contact_id)
    [code] = (await oa.ask("GET", path))["codes"]
    assert (code["adds"], code["reachable"]) == (2, 1)
    assert (code["buyers"], code["revenue_fen"]) == (1, 9_900)
    results = await oa.ask("GET", f"/api/codes/{code['id']}/results")
    assert [(one["added"], one["lost"], one["orders"]) for one in results["days"]] == [(2, 1, 1)]


async def value(oa, sql: str) -> Any:
    async with oa.services.database.tx(oa.workspace_id) as tx:
        return (await tx.execute(text(sql))).scalar()


async def paid(oa, contact_id: int) -> None:
    """Somebody buys for 99 yuan."""
    skus = [{"name": "大", "price_fen": 9_900, "stock": 5}]
    product = await oa.ask(
        "POST", "/api/products", {"name": "精华", "state": "on_sale", "skus": skus}, 201
    )
    async with oa.services.database.tx(oa.workspace_id) as tx:
        lines = (Wanted(int(product["skus"][0]["id"]), 1),)
        await shop.place_order(tx, Placing(contact_id, lines, "one"))
        await tx.execute(
            text("update \"order\" set state = 'paid', paid_fen = payable_fen, paid_at = :at"),
            {"at": tx.clock.now()},
        )
