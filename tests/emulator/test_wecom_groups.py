"""Groups of customers: made, joined by a code, full, counted, handed on."""

import pytest
from tests.emulator.stage import Corp, until

from pond_emulator.wecom import groups

EC = "externalcontact"


async def group(corp: Corp, owner: str = "lan", name: str = "口红闺蜜群") -> str:
    path = f"corps/{corp.app['corpid']}/groups"
    return str((await corp.control("POST", path, {"owner": owner, "name": name}))["chat_id"])


async def way(corp: Corp, chats: list[str], **more: object) -> str:
    body = {"scene": 2, "chat_id_list": chats, "state": "parcel", **more}
    return str((await corp.post(f"{EC}/groupchat/add_join_way", body))["config_id"])


async def join(corp: Corp, person: int, config_id: str) -> str:
    body = {"config_id": config_id}
    return str((await corp.control("POST", f"people/{person}/join", body))["chat_id"])


async def test_a_person_joins_by_a_code_speaks_and_leaves(corp: Corp) -> None:
    chat = await group(corp)
    assert (await until(lambda: corp.listener.named("create")))[0]["ChatId"] == chat
    person = await corp.person("李姐")
    assert await join(corp, person, await way(corp, [chat])) == chat
    told = (await until(lambda: corp.listener.named("update")))[0]
    assert (told["UpdateDetail"], told["JoinScene"], told["MemChangeCnt"]) == (
        "add_member",
        "3",
        "1",
    )
    seen = (await corp.post(f"{EC}/groupchat/get", {"chat_id": chat, "need_name": 1}))["group_chat"]
    assert [m["name"] for m in seen["member_list"]] == ["阿兰", "李姐"]
    assert seen["member_list"][1]["state"] == "parcel"
    assert seen["member_version"] == told["CurMemVer"]
    await corp.control("POST", f"people/{person}/say", {"chat_id": chat, "text": "在吗"})
    day = int(corp.world.clock.real()) - 3600
    counted = await corp.post(f"{EC}/groupchat/statistic", {"day_begin_time": day})
    assert counted["items"][0]["owner"] == "lan"
    figures = counted["items"][0]["data"]
    assert (figures["chat_total"], figures["member_total"], figures["msg_total"]) == (1, 2, 1)
    left = await corp.control("POST", f"people/{person}/leave", {"chat_id": chat})
    assert left == {"left": True}
    gone = (await until(lambda: corp.listener.named("update")[1:]))[0]
    assert (gone["UpdateDetail"], gone["QuitScene"]) == ("del_member", "0")


async def test_a_full_group_rolls_over_into_a_new_one(
    corp: Corp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MEMBERS_MAX", 2)
    chat = await group(corp)
    config = await way(corp, [chat], auto_create_room=1, room_base_name="闺蜜群", room_base_id=10)
    first, second = [await join(corp, await corp.person(), config) for _ in range(2)]
    assert (first, second == chat) == (chat, False)
    made = (await corp.post(f"{EC}/groupchat/get", {"chat_id": second}))["group_chat"]
    assert (made["name"], made["owner"]) == ("闺蜜群11", "lan")
    kept = (await corp.post(f"{EC}/groupchat/get_join_way", {"config_id": config}))["join_way"]
    assert kept["chat_id_list"] == [chat, second]


async def test_a_leavers_groups_are_inherited_and_named_when_they_are_not(corp: Corp) -> None:
    mine, other = await group(corp, "mumu"), await group(corp, "lan")
    await corp.control("DELETE", f"corps/{corp.app['corpid']}/members/mumu")
    left = await corp.post(f"{EC}/groupchat/list", {"status_filter": 1, "limit": 10})
    assert [g["chat_id"] for g in left["group_chat_list"]] == [mine]
    body = {"chat_id_list": [mine, other, "wrX"], "new_owner": "lan"}
    answer = await corp.post(f"{EC}/groupchat/transfer", body)
    failed = {f["chat_id"]: f["errcode"] for f in answer["failed_chat_list"]}
    assert failed == {other: 90504, "wrX": 90501}
    told = await corp.post(f"{EC}/groupchat/get", {"chat_id": mine})
    assert told["group_chat"]["owner"] == "lan"
    assert not corp.listener.named("update")  # the API asked: no event


async def test_a_group_changes_hands_on_the_job_twice_in_ninety_days(corp: Corp) -> None:
    chat, owners = await group(corp), ("mumu", "lan", "mumu")
    codes = []
    for owner in owners:
        body = {"chat_id_list": [chat], "new_owner": owner}
        failed = (await corp.post(f"{EC}/groupchat/onjob_transfer", body))["failed_chat_list"]
        codes.append(failed[0]["errcode"] if failed else 0)
    assert codes == [0, 0, 45009]


async def test_a_renamed_and_dismissed_group_is_told(corp: Corp) -> None:
    chat = await group(corp)
    await corp.control("PUT", f"groups/{chat}", {"name": "新名字", "notice": "周五直播"})
    await until(lambda: len(corp.listener.named("update")) == 2)
    details = [event["UpdateDetail"] for event in corp.listener.named("update")]
    assert sorted(details) == ["change_name", "change_notice"]
    await corp.control("DELETE", f"groups/{chat}")
    await until(lambda: corp.listener.named("dismiss"))
    assert (await corp.post(f"{EC}/groupchat/get", {"chat_id": chat}))["errcode"] == 90501


async def test_the_phone_scans_a_groups_code_like_any_other(corp: Corp) -> None:
    chat = await group(corp)
    config = await way(corp, [chat], remark="门口海报")
    codes = (await corp.control("GET", "codes"))["codes"]
    assert {"config_id": config, "corp": "拾木", "name": "群 · 门口海报"} in codes
    person = await corp.person()
    joined = await corp.control("POST", f"people/{person}/scan", {"config_id": config})
    assert joined == {"chat_id": chat}
