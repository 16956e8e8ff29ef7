"""Acquisition links: made once, counted by source, changed, ended by us and by the platform."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from pondkeeper.domain import channels, staff
from pondkeeper.kit.errors import Conflict

CREATE = "/cgi-bin/externalcontact/customer_acquisition/create_link"
PAST = datetime(2026, 1, 1, tzinfo=UTC)


async def link_of(brand, code_id):
    [row] = await brand.rows("select * from channel_code where id = :id", id=code_id)
    return row


async def made_there(brand):
    calls = (await brand.world.do("GET", f"record?endpoint={CREATE}"))["calls"]
    return [call for call in calls if call["body"]]


async def opens(brand, code_id, name="小满"):
    """Somebody new opens the link's address, as it was given out."""
    row = await link_of(brand, code_id)
    person = await brand.world.do("POST", "people", {"name": name})
    carried = parse_qs(urlsplit(row["qr_url"]).query)["customer_channel"][0]
    assert carried == row["state"]
    body = {"link_id": row["config_id"], "customer_channel": carried}
    return await brand.world.do("POST", f"people/{person['person_id']}/click", body)


async def test_who_comes_by_a_link_comes_with_its_source_and_welcome(brand):
    code_id = await brand.make_code(form="link", strategy="round_robin", member_ids=["mei", "bo"])
    row = await link_of(brand, code_id)
    assert (row["sync_state"], row["unconfirmed"], row["strategy"]) == ("synced", 0, "all")
    await opens(brand, code_id)
    await brand.heard(3)
    async with brand.tx() as tx:
        code = await channels.code(tx, code_id)
        assert await channels.list_codes(tx, form="way") == []
    assert (code.adds, code.form) == (1, "link")
    source = await brand.value("select source_id from contact")
    assert source == code.source_id
    assert len(await brand.welcomes()) == 1


async def test_a_link_whose_answer_got_lost_is_found_and_not_made_twice(brand):
    await brand.world.do("POST", "faults", {"kind": "drop", "prefix": CREATE, "count": 1})
    code_id = await brand.make_code(form="link")
    row = await link_of(brand, code_id)
    assert (row["config_id"], row["unconfirmed"], row["sync_state"]) == (None, 1, "waiting")
    async with brand.tx() as tx:
        await tx.raw.execute("update channel_code set sync_at = $1", PAST)
    await brand.settle()
    row = await link_of(brand, code_id)
    assert (row["unconfirmed"], row["sync_state"]) == (0, "synced")
    assert row["config_id"]
    assert len(await made_there(brand)) == 1
    assert (await opens(brand, code_id))["fresh"]


async def test_a_changed_link_keeps_its_address_and_an_ended_one_leads_nowhere(brand):
    code_id = await brand.make_code(form="link")
    before = await link_of(brand, code_id)
    draft = channels.CodeDraft(
        name="换人", channel_id=brand.channel_id, source_id=before["source_id"], member_ids=["bo"]
    )
    async with brand.tx() as tx:
        await channels.change_code(tx, code_id, draft)
    await brand.settle()
    after = await link_of(brand, code_id)
    assert (after["qr_url"], after["form"]) == (before["qr_url"], "link")
    assert (await opens(brand, code_id))["userid"] == "bo"

    async with brand.tx() as tx:
        await channels.retire_code(tx, code_id)
    await brand.settle()
    ended = await link_of(brand, code_id)
    assert (ended["active"], ended["sync_state"]) == (False, "synced")
    with pytest.raises(AssertionError, match="no longer valid"):
        await opens(brand, code_id)
    async with brand.tx() as tx:
        with pytest.raises(Conflict):
            await channels.change_code(tx, code_id, draft)


async def told(brand):
    async with brand.tx(brand.owner) as tx:
        rows, _ = await staff.notifications(tx, unread=True, before_id=None, limit=50)
    return [row["kind"] for row in rows]


async def test_owners_are_told_when_the_platform_shuts_a_link(brand):
    code_id = await brand.make_code(form="link")
    row = await link_of(brand, code_id)
    await brand.world.do("DELETE", f"links/{row['config_id']}?change=link_unavailable")
    await brand.heard(3)
    row = await link_of(brand, code_id)
    assert (row["active"], row["sync_state"], row["sync_error"] != "") == (False, "failed", True)
    assert await told(brand) == ["link.ended"]


async def test_owners_are_told_when_little_is_left(brand):
    code_id = await brand.make_code(form="link")
    await brand.world.do("POST", f"corps/{brand.corpid}/acquisition", {"balance": 20})
    await opens(brand, code_id)
    await brand.heard(5)  # two members, the quota changed, somebody came, little is left
    assert await told(brand) == ["link.quota_low"]
