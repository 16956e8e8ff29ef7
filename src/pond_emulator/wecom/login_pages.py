"""The pages where a member or a person says who they are: authorise inside WeCom, scan outside
(document/path/91022, 98152). On the real platform they lie on open.weixin.qq.com and
login.work.weixin.qq.com.
"""

import html
from collections.abc import Awaitable
from urllib.parse import urlencode

from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.wecom import login, relations
from pond_emulator.world import World

AUTHORISE = "/connect/oauth2/authorize"
SCAN = "/wwlogin/sso/login"
SCOPES = ("snsapi_base", "snsapi_userinfo", "snsapi_privateinfo")
PAGE = (
    "<!doctype html><meta charset=utf-8><title>企业微信</title><style>body{font:16px sans-serif;"
    "max-width:30em;margin:3em auto}a{display:block;padding:.6em;border-bottom:1px solid #ddd}"
    "</style><h1>你是谁？</h1>"
)


class Login:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        """The authorise page is shared with official accounts, whose appids are no corps: they
        keep it for theirs, when they were mounted before.
        """
        before = router.find(Request("GET", AUTHORISE, "", {}, b""))

        def authorise(request: Request) -> Answer | Awaitable[Answer]:
            if self.is_corp(request):
                return self._page(request, people=True)
            return before(request) if before else answer_error(404, "no such appid")

        router.add("GET", AUTHORISE, authorise)
        router.add("GET", SCAN, self.scanned)

    def is_corp(self, request: Request) -> bool:
        appid = request.query.get("appid", "")
        return bool(self._world.store.value("select 1 from corp where corpid = ?", appid))

    def scanned(self, request: Request) -> Answer:
        """?login_type=CorpApp&appid&agentid&redirect_uri&state: a browser's QR login."""
        if not self.is_corp(request):
            return answer_error(404, "no such corp")
        return self._page(request, people=False)

    def _page(self, request: Request, *, people: bool) -> Answer:
        """With as=<userid> or as_person=<id> back at once, else a list to choose from."""
        query = request.query
        if query.get("as") or query.get("as_person"):
            return self._back(request)
        corpid = query["appid"]
        rows = self._world.store.all(
            "select userid as id, name from member where corpid = ? and left_at is null"
            " order by userid",
            corpid,
        )
        entries = [("as", row["id"], row["name"]) for row in rows]
        if people:
            outside = self._world.store.all("select id, name from person where played = 1")
            entries += [("as_person", row["id"], f"{row['name']} (客户)") for row in outside]
        page = PAGE
        for key, value, name in entries:
            chosen = urlencode(query | {key: str(value)})
            page += f'<a href="?{html.escape(chosen)}">{html.escape(name)}</a>'
        return Answer(200, page.encode(), content_type="text/html; charset=utf-8")

    def _back(self, request: Request) -> Answer:
        """To redirect_uri with code and state, as the platform sends people back."""
        query = request.query
        corpid, agentid = query["appid"], int(query.get("agentid") or 0)
        scope = query.get("scope", SCOPES[0])
        external = None
        if query.get("as_person"):
            external = relations.external_of(self._world, corpid, int(query["as_person"]))
        userid = "" if external else query["as"]
        code = login.new_code(self._world, corpid, agentid, userid, scope, external)
        address = query.get("redirect_uri", "")
        joint = "&" if "?" in address else "?"
        told = urlencode({"code": code, "state": query.get("state", "")})
        return Answer(302, b"", [("location", f"{address}{joint}{told}")])
