"""Menus and templates of an official account: kept here, compared with the platform, published."""

import pytest
from tests.api.weixin_stage import staged

SITE = {"name": "官网", "kind": "view", "url": "https://shimu.example/"}
NEW = {"name": "新品", "below": [{"name": "本周新品", "kind": "click", "key": "NEW"}, SITE]}


@pytest.fixture
async def oa(owner, services, tmp_path):
    async with staged(owner, services, tmp_path) as made:
        yield made


async def test_a_menu_is_drafted_published_and_compared(oa):
    path = f"/api/channels/{oa.channel_id}/menu"
    empty = await oa.ask("GET", path)
    assert (empty["draft"], empty["differs"], empty["read_at"]) == ([], None, None)
    await oa.ask("POST", f"{path}/publishing", status=422)
    kept = await oa.ask("PUT", path, {"buttons": [NEW, SITE]})
    assert [one["name"] for one in kept["draft"]] == ["新品", "官网"]
    out = await oa.ask("POST", f"{path}/publishing")
    assert (out["differs"], len(out["live"][0]["below"])) == (False, 2)
    assert out["read_at"] is not None

    changed = await oa.ask("PUT", path, {"buttons": [SITE]})
    assert changed["differs"] is True
    fan = await oa.person("follow")
    await oa.does(fan, "click", name="本周新品")  # the public sees what is published
    read = await oa.ask("POST", f"{path}/reading")
    assert ([one["name"] for one in read["live"]], read["differs"]) == (["新品", "官网"], True)


async def test_some_people_see_another_menu(oa):
    path = f"/api/channels/{oa.channel_id}/menu"
    await oa.ask("PUT", path, {"buttons": [SITE]})
    await oa.ask("POST", f"{path}/publishing")
    await oa.ask("POST", f"{path}/conditional", {"buttons": [NEW], "rule": {}}, 422)
    wish = {"buttons": [NEW], "rule": {"client": "ios"}}
    [shown] = (await oa.ask("POST", f"{path}/conditional", wish, 201))["conditional"]
    assert (shown["rule"]["client"], shown["buttons"][0]["name"]) == ("ios", "新品")
    gone = await oa.ask("DELETE", f"{path}/conditional/{shown['id']}")
    assert gone["conditional"] == []


@pytest.mark.parametrize(
    ("buttons", "field"),
    [
        ([SITE] * 4, "buttons"),
        ([{"name": "名字实在太长", "kind": "click", "key": "k"}], "buttons.0.name"),
        ([{"name": "空", "kind": "view"}], "buttons.0.url"),
        ([{"name": "空"}], "buttons.0.kind"),
        ([SITE | {"url": "javascript:x()"}], "buttons.0.url"),
        ([NEW | {"below": [SITE] * 6}], "buttons.0.below"),
        ([NEW | {"below": [NEW]}], "buttons.0.below.0"),
    ],
)
async def test_a_menu_the_platform_would_not_take_is_refused_here(oa, buttons, field):
    path = f"/api/channels/{oa.channel_id}/menu"
    refused = await oa.ask("PUT", path, {"buttons": buttons}, 422)
    assert field in {one["field"] for one in refused["errors"]}


async def test_templates_are_listed_with_what_they_may_be_used_for(oa):
    path = f"/api/channels/{oa.channel_id}/templates"
    assert await oa.ask("GET", path) == {"items": [], "read_at": None}
    wanted = {"template_id_short": "TM00015"}
    added = await oa.call("/cgi-bin/template/api_add_template", wanted)
    read = await oa.ask("POST", f"{path}/reading")
    assert await oa.ask("GET", path) == read
    [item] = read["items"]
    assert (item["template_id"], item["use"]) == (added["template_id"], "notice")
    assert item["fields"] == ["keyword1", "keyword2", "keyword3"]
    assert "订单编号" in item["example"]
