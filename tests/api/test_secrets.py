"""Secrets go in and never come out: not in a log, an answer, an error or the audit trail."""

import logging
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from tests.api.conftest import PASSWORD, Person
from tests.platforms.emulated import Emulated, emulated

from pondkeeper.domain.channels import code_sync
from pondkeeper.domain.channels.tokens import ABOUT
from pondkeeper.kit.log import hush

MARK = "s3cretMARK"


@pytest.fixture
async def wecom(tmp_path):
    async with emulated(tmp_path) as world:
        yield world


@pytest.fixture
def said(capfd, caplog):
    """All that this process says: on its outputs, through logging and through structlog."""
    hush()
    caplog.set_level(logging.INFO)
    lines: list[str] = []

    def keep(logger: Any, name: str, event: Any) -> Any:
        lines.append(repr(structlog.processors.format_exc_info(logger, name, dict(event))))
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[keep])
    yield lambda: "\n".join([*lines, caplog.text, *capfd.readouterr()])
    structlog.configure(processors=before)


@dataclass
class Talk:
    """Somebody's requests, with every answer kept."""

    person: Person
    answers: list[str] = field(default_factory=list)

    async def send(self, method: str, path: str, body: Any = None, *, shown: bool = False) -> Any:
        """`shown`: this one answer is where its owner reads a new secret, once."""
        answer = await self.person.send(method, path, body)
        assert answer.status_code < 500, answer.text
        if not shown:
            self.answers.append(answer.text)
        return answer.json() if answer.text else {}


async def test_what_is_secret_goes_in_and_never_comes_out(
    owner, stranger, services, database, wecom: Emulated, said
):
    brand, lin, anybody = int(owner.me["workspace"]["id"]), Talk(owner), Talk(stranger)
    app = await connect(lin, wecom)
    secrets = {
        "mark": MARK, "app secret": app["secret"], "callback token": app["token"],
        "aes key": app["encoding_aes_key"], "access token": await kept_token(database, brand),
    }
    await misuse_a_till(lin, wecom)
    secrets |= await sign_in_and_out(lin, anybody)
    while await code_sync.consume(services, brand):
        pass
    for page in ("channels", "audit", "api-keys", "me", "notifications"):
        await lin.send("GET", f"/api/{page}")
    places = {
        "the log": said(),
        "the audit trail": await texts(database, brand, "select a::text from audit a"),
        "an answer": "\n".join([*lin.answers, *anybody.answers]),
        "the channels": await texts(database, brand, "select c::text from channel c"),
        "the tokens": await texts(database, brand, "select t::text from platform_token t"),
    }
    leaks = [
        (name, place) for name, secret in secrets.items() for place, text in places.items()
        if secret in text
    ]
    assert leaks == []
    assert all(secrets.values())
    assert all(places[place] for place in places if place != "the log")


async def test_an_error_on_our_side_tells_the_log_what_and_not_about_whom(database, owner, said):
    """What a statement was given is a person's; the log of its failure shows the statement only."""
    brand = int(owner.me["workspace"]["id"])
    log = structlog.get_logger("test")
    try:
        async with database.tx(brand) as tx:
            await tx.execute(text("select cast(:phone as text) / 0"), {"phone": MARK})
    except Exception:
        log.exception("request failed")
    assert "select cast" in said()
    assert MARK not in said()


async def connect(lin: Talk, wecom: Emulated) -> dict[str, Any]:
    """Connect a WeCom account the hard way: wrong secrets, half ones, then an address of nobody."""
    corp = (await wecom.do("POST", "corps", {"name": "拾木"}))["corpid"]
    app = await wecom.do("POST", f"corps/{corp}/apps", {})
    members = {"members": [{"userid": "mei", "name": "梅"}]}
    await wecom.do("POST", f"corps/{corp}/members", members)
    right = {
        "corp_id": corp, "secret": app["secret"], "callback_token": app["token"],
        "encoding_aes_key": app["encoding_aes_key"],
    }
    wrong = right | {"secret": f"{MARK}-app", "callback_token": f"{MARK}-token"}
    request = {"kind": "wecom", "name": "企微", "base_url": wecom.base_url, "settings": wrong}
    path = f"/api/channels/{(await lin.send('POST', '/api/channels', request))['id']}"
    assert not (await lin.send("POST", f"{path}/test"))["ok"], "the platform refuses the secret"
    short = request | {"settings": wrong | {"encoding_aes_key": f"{MARK}-short"}}
    for change in (short, request | {"name": ""}, request | {"settings": right}):
        await lin.send("PUT", path, change)
        tested = await lin.send("POST", f"{path}/test")
    assert tested["ok"], tested
    await lin.send("PUT", path, request | {"base_url": "http://127.0.0.1:9", "settings": right})
    assert not (await lin.send("POST", f"{path}/test"))["ok"], "nobody answers there"
    return dict(app)


async def misuse_a_till(lin: Talk, wecom: Emulated) -> None:
    """A WeChat Pay account whose key is none."""
    key = f"-----BEGIN PRIVATE KEY-----\n{MARK}\n-----END PRIVATE KEY-----"
    settings = {
        "mchid": "1900000109", "appid": "wx1", "serial_no": "1", "apiv3_key": f"{MARK}-v3",
        "private_key_pem": key, "platform_key_id": "PUB_KEY_ID_1",
        "platform_public_key_pem": "no key at all",
    }
    request = {
        "kind": "wechat_pay", "name": "支付", "base_url": wecom.base_url, "settings": settings
    }
    made = await lin.send("POST", "/api/channels", request)
    if "id" in made:
        await lin.send("POST", f"/api/channels/{made['id']}/test")


async def sign_in_and_out(lin: Talk, anybody: Talk) -> dict[str, str]:
    """Passwords, second factors and keys, right ones and wrong ones; returns the real ones."""
    for login in ("lin", "nobody"):
        body = {"login": login, "password": f"{MARK}-password", "totp": f"{MARK}-totp"}
        await anybody.send("POST", "/api/sessions", body)
    for current in (f"{MARK}-old", PASSWORD):
        change = {"current_password": current, "new_password": f"{MARK}-new password"}
        await lin.send("PUT", "/api/me/password", change)
    totp = await lin.send("POST", "/api/me/totp", shown=True)
    await lin.send("POST", "/api/me/totp/confirmation", {"code": "000000"})
    wanted = {"name": "till", "rights": ["contacts.read"]}
    key = (await lin.send("POST", "/api/api-keys", wanted, shown=True))["secret"]
    for bearer in (key, f"pk_{MARK}", MARK):
        anybody.person.http.headers["Authorization"] = f"Bearer {bearer}"
        for path in ("/api/contacts", "/api/me", "/api/store/key/home"):
            await anybody.send("GET", path)
    return {
        "password": PASSWORD, "totp": totp["secret"], "api key": key,
        "session": lin.person.http.cookies["pond_session"],
    }


async def kept_token(database, brand: int) -> str:
    """The access token that the product holds, opened as the product would."""
    async with database.tx(brand) as tx:
        row = await tx.raw.fetchrow("select token_sealed from platform_token")
        assert row, "the channel's test fetched a token"
        return str(tx.keyring.open_text(row["token_sealed"], about=ABOUT))


async def texts(database, brand: int, question: str) -> str:
    async with database.tx(brand) as tx:
        return "\n".join(row[0] for row in await tx.raw.fetch(question))
