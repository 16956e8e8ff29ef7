"""Automatic replies of an official account: set up in the console, answered within the callback's
own answer, and told on the timeline; what followers do reaches the contact.
"""

import asyncio
from datetime import timedelta
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
from pondkeeper.domain import channels, contacts, profiles
from pondkeeper.domain.channels import errands
from pondkeeper.domain.channels.ports import ChannelAccess
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

    async def access(self) -> ChannelAccess:
        async with self.services.database.tx(self.workspace_id) as tx:
            return await channels.access(tx, int(self.channel["id"]))

    async def ticket(self, state: str) -> str:
        """A code of the account that carries `state`, made at the platform."""
        codes = self.services.adapters.of("official_account").scene_codes
        return (await codes.make(await self.access(), state)).ticket

    async def template(self) -> str:
        """A template of the account, taken out of the platform's library."""
        secret = (await self.access()).secrets["app_secret"]
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": secret}
        token = (await self.control.post("/cgi-bin/stable_token", json=asked)).json()
        added = await self.control.post(
            "/wxaapi/newtmpl/addtemplate",
            params={"access_token": token["access_token"]},
            json={"tid": "402", "kidList": [1, 2], "sceneDesc": "发货"},
        )
        return str(added.json()["priTmplId"])

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


async def test_accepted_prompts_are_counted_used_up_and_shown_and_never_go_below_nothing(stage):
    await stage.does("follow")
    template = await stage.template()
    await stage.does("prompt", answers={template: "accept"})
    await stage.work()
    [contact] = (await stage.owner.get("/api/contacts")).json()["items"]
    [row] = await stage.rows("select identity_id, answered_at from prompt_balance")
    identity_id, prompts = row["identity_id"], channels.prompts

    async def taken() -> bool:
        async with stage.services.database.tx(stage.workspace_id) as tx:
            return await prompts.take(tx, identity_id, template)

    async def shown() -> list[tuple[str, int, int]]:
        whole = (await stage.owner.get(f"/api/contacts/{contact['id']}")).json()
        return [(one["template_id"], one["left"], one["accepted"]) for one in whole["prompts"]]

    assert await shown() == [(template, 1, 1)]
    await stage.does("withdraw", template_id=template)
    await stage.work()
    assert await shown() == [(template, 0, 1)]
    async with stage.services.database.tx(stage.workspace_id) as tx:
        for seconds in (5, 5, 6):  # told twice, it counts once
            at = row["answered_at"] + timedelta(seconds=seconds)
            channel_id = int(stage.channel["id"])
            accepted = prompts.Answered(channel_id, identity_id, template, accepted=True, at=at)
            await prompts.note(tx, [accepted])
    assert await shown() == [(template, 2, 3)]
    assert sorted(await asyncio.gather(*(taken() for _ in range(5)))) == [
        False, False, False, True, True,
    ]
    async with stage.services.database.tx(stage.workspace_id) as tx:
        await prompts.give_back(tx, identity_id, template)
    assert await shown() == [(template, 1, 3)]
    async with stage.services.database.tx(stage.workspace_id) as tx:
        await prompts.used_up(tx, identity_id, template)
    assert not await taken()


async def test_a_unionid_makes_one_person_of_a_follower_and_a_friend(stage):
    await stage.rule("follow", "你好")
    await stage.does("follow")
    await stage.work()
    [follower] = (await stage.owner.get("/api/contacts")).json()["items"]
    [row] = await stage.rows("select key from identity where kind = 'unionid'")
    async with stage.services.database.tx(stage.workspace_id) as tx:
        face = contacts.Face("external_userid", "ww1", "wm1")
        new = contacts.NewContact(face, int(stage.channel["id"]), "mei", tx.clock.now(), name="安")
        friend = await contacts.add(tx, new)
        await contacts.detail(tx, face, contacts.Details(unionid=row["key"]))
    whole = (await stage.owner.get(f"/api/contacts/{friend.contact_id}")).json()
    assert follower["id"] in {one["contact_id"] for one in whole["identities"]}
    assert [one["channel"]["name"] for one in whole["accounts"]] == ["塘边"]
