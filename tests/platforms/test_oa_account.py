"""Articles, menus, followers, codes, templates and pages of an official account.

Shapes are written by hand from the pages named in `official_account/endpoints/`.
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.platforms import vectors as v
from tests.platforms.cast import NOW
from tests.platforms.loopback import ok
from tests.platforms.weixin_desk import APP, SECRET, Desk, desk_of, refused

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import account as a
from pondkeeper.domain.channels.ports import ChannelAccess, Platform, SendRefused
from pondkeeper.platforms.common.jssdk import sign_page
from pondkeeper.platforms.official_account.followers import OfficialFollowers

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECONDS = int(AT.timestamp())
ARTICLE = a.Article(
    "敏感肌怎么选", "<p>…</p>", "thumb-1", "林美", "摘要", "https://pond.example/a", True
)
ROW = {
    "title": "敏感肌怎么选",
    "author": "林美",
    "digest": "摘要",
    "content": "<p>…</p>",
    "content_source_url": "https://pond.example/a",
    "thumb_media_id": "thumb-1",
    "need_open_comment": 1,
    "only_fans_can_comment": 0,
}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_of("official_account") as made:
        yield made


@pytest.fixture
def platform(desk: Desk) -> Platform:
    return desk.platform


async def test_a_draft_is_written_read_and_thrown_away(desk: Desk, platform: Platform) -> None:
    assert platform.articles
    desk.says("/draft/add", ok(media_id="d1"))
    assert await platform.articles.add(desk.access, [ARTICLE]) == "d1"
    assert desk.sent() == {"articles": [ROW]}
    desk.says("/draft/get", ok(news_item=[{**ROW, "url": "http://mp/x"}]))
    assert await platform.articles.get(desk.access, "d1") == a.Draft("d1", (ARTICLE,))
    desk.says("/draft/update")
    await platform.articles.update(desk.access, "d1", 0, ARTICLE)
    assert desk.sent() == {"media_id": "d1", "index": 0, "articles": ROW}
    desk.says("/draft/delete")
    await platform.articles.delete(desk.access, "d1")
    assert desk.sent() == {"media_id": "d1"}


async def test_drafts_are_walked_page_by_page(desk: Desk, platform: Platform) -> None:
    assert platform.articles
    rows = [
        {"media_id": f"d{n}", "content": {"news_item": [ROW]}, "update_time": SECONDS}
        for n in range(21)
    ]
    desk.says(
        "/draft/batchget",
        ok(total_count=21, item_count=20, item=rows[:20]),
        ok(total_count=21, item_count=1, item=rows[20:]),
    )
    found = [draft async for draft in platform.articles.drafts(desk.access)]
    assert found[20] == a.Draft("d20", (ARTICLE,), AT)
    assert desk.sent() == {"offset": 20, "count": 20, "no_content": 0}


async def test_publishing_is_asked_for_and_followed(desk: Desk, platform: Platform) -> None:
    assert platform.articles
    desk.says("/freepublish/submit", ok(publish_id="100000001"))
    assert await platform.articles.publish(desk.access, "d1") == "100000001"
    done = {"count": 1, "item": [{"idx": 1, "article_url": "http://mp/1"}]}
    desk.says(
        "/freepublish/get",
        ok(publish_id="100000001", publish_status=1),
        ok(publish_status=0, article_id="art", article_detail=done, fail_idx=[]),
        ok(publish_status=99),
    )
    states = [await platform.articles.publication(desk.access, "100000001") for _ in range(3)]
    assert states == [
        a.Publication("100000001", "running"),
        a.Publication("100000001", "done", "art", ("http://mp/1",)),
        a.Publication("100000001", "unknown"),
    ]


async def test_what_can_be_read_is_listed_and_withdrawn(desk: Desk, platform: Platform) -> None:
    assert platform.articles
    content = {
        "news_item": [
            {"title": "一", "url": "http://mp/1"},
            {"title": "二", "url": "http://mp/2", "is_deleted": True},
        ]
    }
    row = {"article_id": "art", "content": content, "update_time": SECONDS}
    desk.says("/freepublish/batchget", ok(total_count=1, item_count=1, item=[row]))
    found = [one async for one in platform.articles.published(desk.access)]
    assert found == [
        a.PublishedArticle("art", 1, "一", "http://mp/1", deleted=False, at=AT),
        a.PublishedArticle("art", 2, "二", "http://mp/2", deleted=True, at=AT),
    ]
    desk.says("/freepublish/delete")
    await platform.articles.withdraw(desk.access, "art", place=2)
    assert desk.sent() == {"article_id": "art", "index": 2}


async def test_reads_and_shares_day_by_day(desk: Desk, platform: Platform) -> None:
    assert platform.articles
    day = {
        "stat_date": "2026-03-02",
        "int_page_read_user": 40,
        "int_page_read_count": 51,
        "share_user": 3,
        "share_count": 4,
        "add_to_fav_user": 1,
    }
    row = {"ref_date": "2026-03-01", "msgid": "10000050_1", "title": "一", "details": [day]}
    desk.says("/datacube/getarticletotal", ok(list=[row]))
    [total] = await platform.articles.totals(desk.access, date(2026, 3, 1))
    sent, on = date(2026, 3, 1), date(2026, 3, 2)
    assert total == a.ArticleTotal("10000050_1", "一", sent, on, 40, 51, 3, 4, 1)
    assert desk.sent() == {"begin_date": "2026-03-01", "end_date": "2026-03-01"}


async def test_files_for_articles_and_messages(desk: Desk, platform: Platform) -> None:
    assert platform.article_files
    assert platform.media
    desk.says("/material/add_material", ok(media_id="p1", url="http://p"))
    assert await platform.article_files.cover(desk.access, name="a.jpg", content=b"JPG") == "p1"
    assert desk.asked()["type"] == "image"
    assert b'name="media"; filename="a.jpg"' in desk.server.asked[-1].body
    desk.says("/media/uploadimg", ok(url="http://mmbiz/1"))
    url = await platform.article_files.picture(desk.access, name="b.png", content=b"PNG")
    assert url == "http://mmbiz/1"
    desk.says("/media/upload", ok(type="image", media_id="m1", created_at=1))
    assert await platform.media.upload(desk.access, name="c.png", content=b"PNG") == "m1"
    desk.says("/material/del_material")
    await platform.article_files.delete(desk.access, "p1")
    assert desk.sent() == {"media_id": "p1"}


BUTTONS = (
    a.Button("今日上新", "click", "NEW"),
    a.Button(
        "会员",
        below=(
            a.Button("商城", "miniprogram", url="https://m", app_id="wx1", page="p"),
            a.Button("文章", "article_id", media_id="art"),
            a.Button("官网", "view", url="https://pond.example"),
        ),
    ),
)
MENU = [
    {"type": "click", "name": "今日上新", "key": "NEW"},
    {
        "name": "会员",
        "sub_button": [
            {
                "type": "miniprogram",
                "name": "商城",
                "url": "https://m",
                "appid": "wx1",
                "pagepath": "p",
            },
            {"type": "article_id", "name": "文章", "article_id": "art"},
            {"type": "view", "name": "官网", "url": "https://pond.example"},
        ],
    },
]


async def test_a_menu_is_set_read_back_and_deleted(desk: Desk, platform: Platform) -> None:
    assert platform.menus
    desk.says("/menu/create")
    await platform.menus.set(desk.access, BUTTONS)
    assert desk.sent() == {"button": MENU}
    rule = {"group_id": 2, "client_platform_type": 2}
    conditional = {"button": MENU[:1], "matchrule": rule, "menuid": 208396993}
    desk.says(
        "/menu/get",
        ok(menu={"button": MENU, "menuid": 208396938}, conditionalmenu=[conditional]),
        refused(46003, "menu no exist"),
        refused(48001),
    )
    found = await platform.menus.get(desk.access)
    assert found == [
        a.Menu(BUTTONS, "208396938"),
        a.Menu(BUTTONS[:1], "208396993", a.MenuRule("2", "android")),
    ]
    assert await platform.menus.get(desk.access) == []
    with pytest.raises(SendRefused, match="48001"):
        await platform.menus.get(desk.access)
    desk.says("/menu/delete")
    await platform.menus.delete(desk.access)


async def test_some_people_see_another_menu(desk: Desk, platform: Platform) -> None:
    assert platform.menus
    desk.says("/menu/addconditional", ok(menuid="208396993"))
    rule = a.MenuRule("2", "ios")
    made = await platform.menus.add_conditional(desk.access, BUTTONS[:1], rule)
    assert made == "208396993"
    assert desk.sent()["matchrule"] == {"tag_id": "2", "client_platform_type": "1"}
    desk.says("/menu/trymatch", ok(button=MENU), ok(menu={"button": MENU}))
    for _ in range(2):
        assert await platform.menus.seen_by(desk.access, "oAn") == BUTTONS
    desk.says("/menu/delconditional")
    await platform.menus.delete_conditional(desk.access, made)
    assert desk.sent() == {"menuid": "208396993"}


async def test_codes_with_a_scene(desk: Desk, platform: Platform) -> None:
    assert platform.scene_codes
    desk.says(
        "/qrcode/create",
        ok(ticket="gQ/+=", expire_seconds=2592000, url="http://weixin.qq.com/q/1"),
        ok(ticket="t2", url="http://weixin.qq.com/q/2"),
    )
    code = await platform.scene_codes.make(desk.access, "pond-a1", expires_in_s=10**9)
    assert desk.sent() == {
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "pond-a1"}},
        "expire_seconds": 2592000,
    }
    shown = f"{desk.server.base_url}/cgi-bin/showqrcode?ticket=gQ%2F%2B%3D"
    assert code == a.SceneCode(shown, "http://weixin.qq.com/q/1", "gQ/+=", 2592000)
    forever = await platform.scene_codes.make(desk.access, "pond-a2")
    assert desk.sent()["action_name"] == "QR_LIMIT_STR_SCENE"
    assert forever.expires_in_s is None
    for wrong in ("", "x" * 65):
        with pytest.raises(SendRefused, match="scene"):
            await platform.scene_codes.make(desk.access, wrong)


FOLLOWER = {
    "subscribe": 1,
    "openid": "oAn",
    "nickname": "",
    "language": "zh_CN",
    "headimgurl": "",
    "subscribe_time": SECONDS,
    "unionid": " uAn",
    "remark": "安然",
    "groupid": 0,
    "tagid_list": [128, 2],
    "subscribe_scene": "ADD_SCENE_QR_CODE",
    "qr_scene": 0,
    "qr_scene_str": "pond-a1",
}
AN = a.Follower(
    "oAn", True, "uAn", "", "", "安然", ("128", "2"), "ADD_SCENE_QR_CODE", "pond-a1", "zh_CN", AT
)


async def test_followers_are_walked_until_all_are_seen(desk: Desk, platform: Platform) -> None:
    assert platform.followers
    desk.says(
        "/user/get",
        ok(total=3, count=2, data={"openid": ["o1", "o2"]}, next_openid="o2"),
        ok(total=3, count=1, data={"openid": ["o3"]}, next_openid="o3"),
    )
    assert [openid async for openid in platform.followers.ids(desk.access)] == ["o1", "o2", "o3"]
    assert desk.asked()["next_openid"] == "o2"
    desk.says("/user/tag/get", ok(count=1, data={"openid": ["o1"]}, next_openid="o1"), ok(count=0))
    assert [openid async for openid in platform.followers.tagged(desk.access, "2")] == ["o1"]
    assert desk.sent() == {"tagid": 2, "next_openid": "o1"}


async def test_followers_are_read_one_by_one_and_by_the_hundred(
    desk: Desk, platform: Platform
) -> None:
    assert platform.followers
    desk.says("/user/info", ok(**FOLLOWER), ok(subscribe=0, openid="oBo"))
    assert await platform.followers.get(desk.access, "oAn") == AN
    assert await platform.followers.get(desk.access, "oBo") == a.Follower("oBo", follows=False)
    many = [f"o{n}" for n in range(101)]
    desk.says("/user/info/batchget", ok(user_info_list=[FOLLOWER]), ok(user_info_list=[FOLLOWER]))
    assert await platform.followers.get_many(desk.access, many) == [AN, AN]
    assert desk.sent() == {"user_list": [{"openid": "o100", "lang": "zh_CN"}]}
    desk.says("/user/info/updateremark")
    await platform.followers.remark(desk.access, "oAn", "安然")
    assert desk.sent() == {"openid": "oAn", "remark": "安然"}


async def test_labels_are_made_and_put_on_fifty_at_a_time(desk: Desk, platform: Platform) -> None:
    followers = platform.followers
    assert isinstance(followers, OfficialFollowers)
    desk.says("/tags/get", ok(tags=[{"id": 2, "name": "星标组", "count": 0}]))
    assert await followers.tags(desk.access) == [f.PlatformTag("2", "星标组", "", "")]
    desk.says("/tags/create", ok(tag={"id": 134, "name": "敏感肌"}))
    tag = await followers.add_tag(desk.access, "敏感肌")
    assert tag == f.PlatformTag("134", "敏感肌", "", "")
    desk.says("/tags/members/batchtagging", ok(), ok())
    await followers.mark(desk.access, "134", [f"o{n}" for n in range(51)])
    assert desk.sent() == {"openid_list": ["o50"], "tagid": 134}
    desk.says("/tags/members/batchuntagging")
    await followers.unmark(desk.access, "134", ["o1"])
    desk.says("/tags/delete")
    await followers.delete_tag(desk.access, "134")
    assert desk.sent() == {"tag": {"id": 134}}
    with pytest.raises(SendRefused, match="tag_id"):
        await followers.delete_tag(desk.access, "et1")


async def test_who_pesters_is_blocked_twenty_at_a_time(desk: Desk, platform: Platform) -> None:
    assert platform.followers
    desk.says("/tags/members/batchblacklist", ok(), ok())
    await platform.followers.block(desk.access, [f"o{n}" for n in range(21)])
    assert desk.sent() == {"openid_list": ["o20"]}
    desk.says("/tags/members/getblacklist", ok(total=1, count=1, data={"openid": ["o20"]}))
    assert [openid async for openid in platform.followers.blocked(desk.access)] == ["o20"]
    assert desk.sent() == {"begin_openid": ""}
    desk.says("/tags/members/batchunblacklist")
    await platform.followers.unblock(desk.access, ["o20"])


async def test_templates_tell_what_each_may_be_used_for(desk: Desk, platform: Platform) -> None:
    assert platform.templates
    notice = {"template_id": "n", "title": "到货", "content": "{ {first.DATA} }\n货号:{{no2.DATA}}"}
    asked = [
        {"priTmplId": "p2", "title": "预约", "content": "时间:{{time1.DATA}}\n", "type": 2},
        {"priTmplId": "p3", "title": "公交", "content": "", "example": "x", "type": 3},
    ]
    desk.says("/template/get_all_private_template", ok(template_list=[notice]), refused(48001))
    desk.says("/wxaapi/newtmpl/gettemplate", ok(data=asked), ok(data=asked[:1]))
    found = await platform.templates.templates(desk.access)
    assert [(one.template_id, one.use, one.fields) for one in found] == [
        ("n", "notice", ("first", "no2")),
        ("p2", "once", ("time1",)),
        ("p3", "always", ()),
    ]
    # An account that was not granted one kind still has the other.
    assert [one.template_id for one in await platform.templates.templates(desk.access)] == ["p2"]


async def test_who_opens_a_page(desk: Desk, platform: Platform) -> None:
    assert platform.web_login
    url = platform.web_login.url(desk.access, "https://pond.example/in?a=1", "s1")
    assert url.startswith(
        f"{desk.server.base_url}/connect/oauth2/authorize?appid={APP}&redirect_uri="
    )
    assert url.endswith("&response_type=code&scope=snsapi_base&state=s1#wechat_redirect")
    assert parse_qs(urlsplit(url).query)["redirect_uri"] == ["https://pond.example/in?a=1"]
    given = {"access_token": "ut", "expires_in": 7200, "openid": "oAn", "unionid": "uAn"}
    desk.says("/sns/oauth2/access_token", ok(**given), ok(**given), ok(**given, is_snapshotuser=1))
    assert await platform.web_login.person(desk.access, "c1") == a.WebPerson("oAn", "uAn")
    assert desk.asked() == {
        "appid": APP,
        "secret": SECRET,
        "code": "c1",
        "grant_type": "authorization_code",
    }
    desk.says("/sns/userinfo", ok(openid="oAn", nickname="安然", headimgurl="http://h"))
    named = await platform.web_login.person(desk.access, "c2", ask=True)
    assert named == a.WebPerson("oAn", "uAn", "安然", "http://h")
    assert desk.asked()["access_token"] == "ut"
    stand_in = await platform.web_login.person(desk.access, "c3", ask=True)
    assert stand_in == a.WebPerson("oAn", "uAn", snapshot=True)


async def test_at_the_platforms_own_address_its_other_hosts_are_found(platform: Platform) -> None:
    assert platform.web_login
    own = ChannelAccess(
        1, 7, "official_account", platform.default_base_url, "pk", {"app_id": APP}, {}
    )
    url = platform.web_login.url(own, "https://pond.example", "s", ask=True)
    assert url.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
    assert "scope=snsapi_userinfo" in url


async def test_a_spent_login_code_is_not_asked_again(desk: Desk, platform: Platform) -> None:
    assert platform.web_login
    desk.says("/sns/oauth2/access_token", refused(40163, "code been used"))
    with pytest.raises(SendRefused, match="40163"):
        await platform.web_login.person(desk.access, "c1")


async def test_pages_are_signed_with_one_kept_ticket(desk: Desk, platform: Platform) -> None:
    assert platform.scripts
    desk.says("/ticket/getticket", ok(ticket="tk", expires_in=7200))
    for url in ("https://pond.example/a", "https://pond.example/b#x"):
        signed = await platform.scripts.sign(desk.access, url, agent=False)
        page = url.split("#", 1)[0]
        assert signed.signature == sign_page("tk", signed.nonce, signed.timestamp, page)
    assert (signed.corp_id, signed.timestamp) == (APP, int(NOW.timestamp()))
    assert re.fullmatch("[0-9a-f]{16}", signed.nonce)
    with pytest.raises(SendRefused, match="no_agent"):
        await platform.scripts.sign(desk.access, "https://pond.example", agent=True)


def test_the_published_page_signature() -> None:
    fragment = v.PAGE_URL + "#wechat_redirect"
    for url in (v.PAGE_URL, fragment):
        made = sign_page(v.PAGE_TICKET, v.PAGE_NONCE, v.PAGE_TIMESTAMP, url)
        assert made == v.PAGE_SIGNATURE
