"""Every route of the API, asked by nobody, by a stranger, and by each role of the brand."""

import hashlib
import re
from typing import Any

import asyncpg
import httpx
import pytest
from tests.api import everything
from tests.api.conftest import PASSWORD, Person
from tests.api.filled import MARK, fill
from tests.api.routes import NOT_DESCRIBED, RIGHTS, WITHOUT_SESSION, body_of
from tests.support import net

from pondkeeper.api.app import build
from pondkeeper.domain import staff
from pondkeeper.domain.staff import ROLE_RIGHTS
from pondkeeper.pages import ROUTES as PAGES

ELSEWHERE = 999_999_999
MINE_FIRST = ("GET", "PUT", "POST", "DELETE")
QUERIES = {"DELETE /api/me/totp": "?code=000000", "GET /api/saved-views": "?page=contacts"}


@pytest.fixture
async def ids(owner, services, urls) -> dict[str, Any]:
    return await fill(owner, services, urls.owner)


@pytest.fixture
async def rival(address, database, ids):
    """Zoe owns another brand of the same installation, as full as ours; her session is good."""
    async with database.tx() as tx:
        account = await staff.create_account(tx, login="zoe", name="Zoe", password=PASSWORD)
    async with database.tx(account_id=account) as tx:
        await staff.create_workspace(tx, name="别家", timezone="Asia/Shanghai", account_id=account)
    async with net.client(address) as http:
        zoe = Person(http)
        assert (await zoe.sign_in("zoe")).status_code == 201
        yield zoe


async def ask(person: Person, route: str, ids: dict[str, Any], body: Any = None) -> httpx.Response:
    """Use a route with a body that makes sense; `body` instead to have it make none."""
    method, path = route.split(" ")
    path = re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), path) + QUERIES.get(route, "")
    if route == "POST /api/imports":
        return await person.http.post(
            path, data={"kind": "contacts"}, headers={"X-CSRF-Token": person.csrf},
            files={"file": ("a.csv", b"\xe5\xa7\x93\xe5\x90\x8d\nx\n", "text/csv")},
        )
    if route.endswith(("/cover", "/pictures")) and body is None:
        return await person.http.request(
            method, path, headers={"X-CSRF-Token": person.csrf},
            files={"file": ("a.png", b"\x89PNG\r\n\x1a\n", "image/png")},
        )
    return await person.send(method, path, body_of(route, ids) if body is None else body)


async def test_ids_that_are_no_ids_are_answered_in_words(owner, ids):
    for wrong in (0, 2**63 - 1, 2**63, 10**30):
        odd = dict.fromkeys(ids, wrong)
        for route in RIGHTS:
            if "{" in route:
                answer = await ask(owner, route, odd, body_of(route, ids))
                assert answer.status_code in {404, 409, 422}, (wrong, route, answer.text)
                if route.startswith("PUT "):
                    answer = await ask(owner, route, odd, {})
                    assert answer.status_code in {404, 422}, (wrong, route, answer.text)


def in_order(routes: Any) -> list[str]:
    """Reads first, what deletes last, so that one does not spoil another."""
    return sorted(
        routes, key=lambda route: (route.endswith("erasure"), MINE_FIRST.index(route.split()[0]))
    )


def described() -> set[str]:
    document: dict[str, Any] = build(None).openapi_schema.to_schema()  # type: ignore[arg-type]
    return {
        f"{method.upper()} {path}" for path, verbs in document["paths"].items() for method in verbs
    }


def test_every_route_says_who_may_use_it():
    assert described() == set(RIGHTS) | set(WITHOUT_SESSION)


def test_no_route_hides_from_the_description():
    every = {
        f"{method} {re.sub(r':[a-z]+', '', route.path)}"
        for route in build(None, PAGES).routes  # type: ignore[arg-type]
        for handler in route.route_handlers
        for method in handler.http_methods - {"OPTIONS"}
        if not route.path.startswith("/api/docs")
    }
    assert every == described() | NOT_DESCRIBED


async def test_nobody_is_let_in_anywhere(stranger, ids):
    """With nothing, with a key that is none, with a link's token, with an old cookie."""
    for name, value in (
        ("Authorization", ""), ("Authorization", "Bearer pk_nonsense"),
        ("Authorization", "Bearer nonsense"), ("Cookie", f"pond_session={'x' * 43}"),
    ):
        stranger.http.headers[name] = value
        let_in = {
            route: answer.status_code
            for route in RIGHTS
            if (answer := await ask(stranger, route, ids)).status_code != 401
        }
        assert let_in == {}, (name, value)
    told = {
        route: answer.status_code
        for route in RIGHTS
        if route[:3] != "GET"
        and (answer := await ask(stranger, route, ids, ["nonsense"])).status_code not in {400, 401}
    }
    assert told == {}


async def test_a_stranger_sees_and_changes_nothing(rival, ids, urls):
    before = await fingerprints(urls.owner, ids["workspace_id"])
    leaks, found = {}, {}
    for route in in_order(RIGHTS):
        answer = await ask(rival, route, ids)
        if MARK in answer.text or MARK.encode() in answer.content:
            leaks[route] = answer.text
        not_found = {404} if route.startswith(("GET", "DELETE")) else {404, 409, 422}
        if "{" in route and answer.status_code not in not_found:
            found[route] = (answer.status_code, answer.text)
        assert answer.status_code < 500, (route, answer.text)
    assert leaks == {}
    assert found == {}
    assert await fingerprints(urls.owner, ids["workspace_id"]) == before


async def test_a_stranger_does_not_point_at_our_things_from_his_own(rival, ids):
    """Bodies that name another brand's ids are refused, whether or not they exist."""
    named = [route for route in RIGHTS if _names_something(route, ids)]
    assert len(named) >= 8
    taken = {
        route: (answer.status_code, answer.text)
        for route in named
        if (answer := await ask(rival, route, ids)).status_code < 400
    }
    assert taken == {}


async def test_the_brands_own_owner_reaches_all_of_it(owner, ids):
    """Without this the tests above would pass on ids that nobody has."""
    missed = {}
    for route in in_order(RIGHTS):
        answer = await ask(owner, route, ids)
        if answer.status_code in {401, 403, 404, 405} or answer.status_code >= 500:
            missed[route] = (answer.status_code, answer.text)
    assert set(missed) <= MAY_MISS, missed


MAY_MISS = {
    "POST /api/me/totp/confirmation",  # there is no such code
    "DELETE /api/me/totp",  # nor was one set up
    "PUT /api/me/password",  # the current one is wrong
}


@pytest.mark.parametrize("role", ROLE_RIGHTS)
async def test_a_role_may_do_what_its_rights_say_and_nothing_else(role, owner, ids, address):
    async with net.client(address) as http:
        person = await take_in(owner, Person(http), role=role, scope="all")
        elsewhere = dict.fromkeys(ids, ELSEWHERE)
        wrong = {}
        for route in in_order(RIGHTS):
            right = RIGHTS[route]
            answer = await ask(person, route, elsewhere)
            refused = answer.status_code == 403 and f"the right '{right}'" in answer.text
            if refused != (bool(right) and right not in ROLE_RIGHTS[role]):
                wrong[route] = (answer.status_code, answer.text)
        assert wrong == {}


async def take_in(owner: Person, person: Person, **place: Any) -> Person:
    """Invite somebody and sign them in."""
    login = f"{place['role']}-{place.get('scope')}"
    request = {"login": login, "name": login, **place}
    answer = await owner.send("POST", "/api/staff", request)
    assert answer.status_code == 201, answer.text
    signed = await person.sign_in(login, answer.json()["initial_password"])
    assert signed.status_code == 201, signed.text
    return person


async def test_a_key_may_do_what_it_was_given(owner, ids, stranger):
    asked = {"name": "till", "rights": ["orders.read"]}
    made = (await owner.send("POST", "/api/api-keys", asked)).json()
    stranger.http.headers["Authorization"] = f"Bearer {made['secret']}"
    assert (await stranger.get("/api/orders")).json()["count"] == 1
    assert (await stranger.get("/api/contacts")).status_code == 403
    assert (await stranger.get("/api/me")).status_code == 403
    assert (await owner.send("DELETE", f"/api/api-keys/{made['api_key']['id']}")).is_success
    assert (await stranger.get("/api/orders")).status_code == 401


async def test_a_session_ends_with_the_membership(owner, ids, address):
    async with net.client(address) as http:
        bo = await take_in(owner, Person(http), role="operator", scope="all")
        assert (await bo.get("/api/contacts")).status_code == 200
        path = f"/api/staff/{bo.me['staff']['id']}"
        assert (await owner.send("PUT", path, {"state": "left"})).status_code == 200
        for route in RIGHTS:
            answer = await ask(bo, route, ids)
            assert answer.status_code == 403, (route, answer.text)
            assert MARK not in answer.text


async def test_a_role_taken_away_is_gone_with_the_next_request(owner, ids, address):
    async with net.client(address) as http:
        bo = await take_in(owner, Person(http), role="operator", scope="all")
        path = f"/api/staff/{bo.me['staff']['id']}"
        assert (await bo.send("POST", "/api/tags", {"name": "a"})).status_code == 201
        await owner.send("PUT", path, {"role": "auditor"})
        assert (await bo.send("POST", "/api/tags", {"name": "b"})).status_code == 403


async def test_changing_brand_is_one_click_and_changes_everything(owner, ids, rival):
    """Zoe works for both brands: each shows its own, and nothing of the other."""
    invited = {"login": "zoe", "name": "Zoe", "role": "analyst", "scope": "all"}
    answer = await owner.send("POST", "/api/staff", invited)
    assert answer.json()["initial_password"] is None
    own, ours = rival.me["workspace"]["id"], str(ids["workspace_id"])
    me = (await rival.send("POST", "/api/me/workspace", {"workspace_id": ours})).json()
    assert (me["workspace"]["id"], me["role"]) == (ours, "analyst")
    assert {one["id"] for one in me["workspaces"]} == {own, ours}
    assert MARK in (await rival.get("/api/contacts")).text
    source = {"name": "x", "kind": "ads"}
    assert (await rival.send("POST", "/api/sources", source)).status_code == 403
    me = (await rival.send("POST", "/api/me/workspace", {"workspace_id": own})).json()
    assert (me["workspace"]["id"], me["role"]) == (own, "owner")
    assert (await rival.get("/api/contacts")).json()["items"] == []
    nowhere = await rival.send("POST", "/api/me/workspace", {"workspace_id": "999"})
    assert nowhere.status_code == 403


def _names_something(route: str, ids: dict[str, Any]) -> bool:
    """Whether a body names things by id although the path does not."""
    if "{" in route or route in NAMES_IN_VAIN:
        return False
    return body_of(route, ids) != body_of(route, dict.fromkeys(ids, ELSEWHERE))


NAMES_IN_VAIN = {
    "POST /api/notifications/read": "marks read what is mine among these",
    "POST /api/contacts/exports": "a filter: a foreign source finds nobody",
}


async def fingerprints(owner_url: str, workspace_id: int) -> dict[str, str]:
    """One digest per table over all rows of a brand."""
    owner = await asyncpg.connect(owner_url)
    try:
        return {
            table: hashlib.sha256(str(rows).encode()).hexdigest()
            for table, columns in (await everything.tables(owner)).items()
            if everything.of_a_brand(columns) and table != "account_session"
            for rows in [
                await owner.fetch(
                    f"select t::text from {table} t where workspace_id = $1 order by 1",
                    workspace_id,
                )
            ]
        }
    finally:
        await owner.close()
