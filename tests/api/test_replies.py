"""Automatic replies of an official account: set up in the console, answered within the callback's
own answer, and told on the timeline; what followers do reaches the contact.
"""

from functools import partial
from typing import Any

import pytest
from tests.api.test_weixin_channels import connect, do
from tests.emulator.stage import open_test_world
from tests.emulator.stage import served as emulator_served
from tests.platforms.emulated import until
from tests.support import net
from tests.support.pond import served

from pond_emulator.app import App
from pondkeeper.api.callbacks import callbacks, flush
from pondkeeper.domain import channels, profiles
from pondkeeper.domain.channels import errands
from pondkeeper.platforms import inbox


class Stage:
    """An official account of the owner's, and one person with a phone."""

    def __init__(self, owner, services, control, inside, channel, appid, person) -> None:
        self.owner, self.services, self.control, self.inside = owner, services, control, inside
        self.channel, self.appid, self.person = channel, appid, person
        self.path = f"/api/channels/{channel['id']}/replies"
        self.workspace_id = int(owner.me["workspaces"][0]["id"])

    async def rule(self, occasion: str, text: str, *words: str, **more: Any) -> dict[str, Any]:
        body = {
            "occasion": occasion, "answer": {"kind": "text", "text": text}, "words": words, **more,
        }
        answer = await self.owner.send("POST", self.path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()["items"][-1]

    async def does(self, act: str, **body: Any) -> Any:
        """The person acts; the callback has been answered when this returns."""
        path = f"people/{self.person}/weixin/{act}"
        done = await do(self.control, "POST", path, {"appid": self.appid, **body})
        await until(lambda: not self.inside.notices.pending())
        return done

    async def shown(self) -> list[str]:
        """What the account said to the person, as the phone shows it."""
        told = (await self.control.get(f"/emulator/accounts/{self.appid}/people")).json()
        said = [one["body"] for one in told["messages"] if one["direction"] == "to_person"]
        return [body["text"]["content"] for body in said]

    async def work(self) -> None:
        while await inbox.consume(self.services, self.workspace_id):
            pass
        while await errands.consume(self.services, self.workspace_id):
            pass
        await profiles.rebuild(self.services.database, self.workspace_id)

    async def ticket(self, state: str) -> str:
        """A code of the account that carries `state`, made at the platform."""
        async with self.services.database.tx(self.workspace_id) as tx:
            access = await channels.access(tx, int(self.channel["id"]))
        codes = self.services.adapters.of(access.kind).scene_codes
        return (await codes.make(access, state)).ticket

    async def rows(self, sql: str) -> list[Any]:
        async with self.services.database.tx(self.workspace_id) as tx:
            return await tx.raw.fetch(sql)

    async def happened(self) -> list[tuple[str, dict[str, Any]]]:
        """The only contact's timeline, oldest first."""
        [contact] = (await self.owner.get("/api/contacts")).json()["items"]
        told = (await self.owner.get(f"/api/contacts/{contact['id']}/timeline")).json()["items"]
        return [(one["kind"], one["props"]) for one in reversed(told)]


@pytest.fixture(params=["safe", "plain"])
async def stage(request, owner, services, tmp_path):
    inside = open_test_world(tmp_path)
    async with (
        emulator_served(App(inside)) as base,
        net.client(base) as control,
        served(partial(callbacks, services=services)) as doorstep,
    ):
        channel, appid = await connect(
            owner, control, doorstep, "official_account", request.param
        )
        person = (await do(control, "POST", "people", {"name": "安然"}))["person_id"]
        yield Stage(owner, services, control, inside, channel, appid, person)
        await flush(services)
    inside.store.close()


async def test_a_follower_is_greeted_and_a_keyword_answered(stage):
    await stage.rule("follow", "谢谢关注塘边")
    rule = await stage.rule("keyword", "当天发货", "发货", "快递")
    await stage.rule("default", "稍后回复你")
    await stage.does("follow")
    await stage.does("write", text="什么时候发货呀")
    await stage.does("write", text="在吗")
    assert await stage.shown() == ["谢谢关注塘边", "当天发货", "稍后回复你"]
    await stage.work()
    happened = await stage.happened()
    kinds = [kind for kind, _ in happened]
    assert kinds.count("message.answered") == 3
    assert kinds.count("message.received") == 2
    assert "account.followed" in kinds
    answered = [props for kind, props in happened if kind == "message.answered"]
    assert {"rule_id": rule["id"], "text": "当天发货"}.items() <= answered[1].items()


async def test_without_a_rule_that_fits_nothing_is_said(stage):
    await stage.rule("keyword", "当天发货", "发货", exact=True)
    await stage.rule("default", "不在", active=False)
    await stage.does("follow")
    await stage.does("write", text="什么时候发货呀")
    assert await stage.shown() == []
    await stage.work()
    assert "message.answered" not in [kind for kind, _ in await stage.happened()]
    tried = await stage.owner.send("POST", f"{stage.path}/trial", {"text": " 发货 "})
    assert tried.json()["rule"]["answer"]["text"] == "当天发货"
    tried = await stage.owner.send("POST", f"{stage.path}/trial", {"text": "几时发货"})
    assert tried.json() == {"rule": None}


async def test_a_follow_through_our_code_has_its_source_and_ends_with_the_unfollow(stage):
    made = await stage.owner.send("POST", "/api/sources", {"name": "包裹卡", "kind": "parcel"})
    source = made.json()
    await stage.rows(
        "insert into channel_code (workspace_id, name, channel_id, source_id, state, member_ids,"
        f" created_at) values ({stage.workspace_id}, '包裹卡码', {stage.channel['id']},"
        f" {source['id']}, 'pond-a1', '{{}}', now())"
    )
    ticket = await stage.ticket("pond-a1")
    await stage.does("scan", ticket=ticket)
    await stage.work()
    [contact] = (await stage.owner.get("/api/contacts")).json()["items"]
    whole = (await stage.owner.get(f"/api/contacts/{contact['id']}")).json()
    assert whole["source"]["name"] == "包裹卡"
    assert {one["kind"] for one in whole["identities"]} >= {"openid"}
    await stage.does("scan", ticket=ticket)
    await stage.does("unfollow")
    await stage.work()
    happened = await stage.happened()
    kinds = [kind for kind, _ in happened if kind.partition(".")[0] in {"account", "code"}]
    assert kinds == ["account.followed", "code.scanned", "account.unfollowed"]
    [scanned] = [props for kind, props in happened if kind == "code.scanned"]
    assert scanned["source"] == "包裹卡"
    said = await stage.rows("select granted from consent where purpose = 'account' order by id")
    assert [row[0] for row in said] == [True, False]
    [row] = await stage.rows("select ended_at is not null from account_follow")
    assert row[0]
