"""Limits as the platforms enforce them: exact windows, blocks, presets, a restart between."""

from pathlib import Path

import pytest
from tests.emulator.stage import Corp, open_test_world

from pond_emulator.kit import limits as kit_limits
from pond_emulator.kit.rules import Rule
from pond_emulator.world import World

MINUTE = Rule("x.minute", 2, "60s", "45009", bucket="*", per="endpoint")
DAY = Rule("x.day", 3, "day", "45009", bucket="mass", per="account")
EACH = Rule("x.each", "month_days", "month", "3", bucket="mass", per="subject")
TWICE = Rule("x.twice", 2, "90d", "40128", bucket="transfer", per="subject")
NOON = 1_792_555_200  # 2026-10-21 12:00 in China


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(kit_limits, "read_rules", lambda _: [MINUTE, DAY, EACH, TWICE])
    return open_test_world(tmp_path)


def set_clock(world: World, monkeypatch: pytest.MonkeyPatch, real: float) -> None:
    monkeypatch.setattr(world.clock, "real", lambda: real)


def refusals(world: World, platform: str, times: int) -> list[str]:
    found = [world.limits.hit(platform, "ww1", "/a") for _ in range(times)]
    return [rule.rule for rule in found if rule]


def test_a_minute_rolls_and_wecom_blocks_for_a_minute_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for platform in ("wecom", "qq"):
        set_clock(world, monkeypatch, NOON)
        assert refusals(world, platform, 2) == []
        set_clock(world, monkeypatch, NOON + 59)
        assert refusals(world, platform, 1) == ["x.minute"]
        set_clock(world, monkeypatch, NOON + 61)
        assert refusals(world, platform, 1) == (["x.minute"] if platform == "wecom" else [])
    assert world.limits.hit("wecom", "ww1", "/b") is None
    assert world.limits.hit("wecom", "ww2", "/a") is None
    set_clock(world, monkeypatch, NOON + 120)
    assert refusals(world, "wecom", 2) == []


def test_a_day_is_chinas_and_survives_a_restart(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.clock.steer(NOON)
    for endpoint in ("/a", "/b", "/c"):
        assert world.limits.hit("qq", "ww1", endpoint, "mass") is None
    again = open_test_world(tmp_path)
    assert again.limits.hit("qq", "ww1", "/d", "mass") == DAY
    again.clock.steer(NOON + 11 * 3600 + 3599)
    assert again.limits.hit("qq", "ww1", "/d", "mass") == DAY
    again.clock.steer(NOON + 12 * 3600)
    assert again.limits.hit("qq", "ww1", "/d", "mass") is None


def test_each_recipient_counts_by_itself_as_many_as_the_month_has_days(world: World) -> None:
    world.clock.steer(NOON)
    hits = [world.limits.hit("qq", "ww1", "/a", "mass", subject="wm1") for _ in range(32)]
    assert hits.index(EACH) == 31
    assert world.limits.hit("qq", "ww1", "/a", "mass", subject="wm2") is None
    used = {row["key"]: row["left"] for row in world.limits.used("qq") if row["rule"] == "x.each"}
    assert used == {"ww1 wm1": 0, "ww1 wm2": 30}


def test_ninety_days_roll_by_the_storys_clock(world: World) -> None:
    world.clock.steer(NOON)
    for _ in range(2):
        assert world.limits.hit("qq", "ww1", "/a", "transfer", subject="wm1") is None
    world.clock.steer(NOON + 89 * 86400)
    assert world.limits.hit("qq", "ww1", "/a", "transfer", subject="wm1") == TWICE
    world.clock.steer(NOON + 90 * 86400)
    assert world.limits.hit("qq", "ww1", "/a", "transfer", subject="wm1") is None


async def test_over_the_rate_is_refused_and_an_operator_can_set_the_rate(corp: Corp) -> None:
    switched = {"platform": "wecom", "rule": "wecom.rate.cgi.minute", "count": 2}
    await corp.control("POST", "limits", switched)
    answers = [(await corp.get("user/get", userid="mumu"))["errcode"] for _ in range(3)]
    assert answers == [0, 0, 45009]
    shown = (await corp.control("GET", "limits?platform=wecom"))["limits"]
    used = [row for row in shown if row["key"].endswith("/cgi-bin/user/get")]
    assert (used[0]["used"], used[0]["left"]) == (2, 0)
    await corp.control("POST", "limits", {"platform": "wecom", "preset": "off"})
    assert (await corp.get("user/get", userid="mumu"))["errcode"] == 0


async def test_a_banned_account_is_refused_until_the_ban_ends(corp: Corp) -> None:
    ban = {"platform": "wecom", "account": corp.app["corpid"], "seconds": 60}
    await corp.control("POST", "bans", ban)
    assert (await corp.get("user/get", userid="mumu"))["errcode"] == 48002
    await corp.control("POST", "clock", {"to": corp.world.clock.real() + 61})
    assert (await corp.get("user/get", userid="mumu"))["errcode"] == 0


async def test_maintenance_answers_busy_or_a_status_and_ends_by_itself(corp: Corp) -> None:
    await corp.control("POST", "faults", {"kind": "maintenance", "seconds": 600})
    assert (await corp.get("user/get", userid="mumu"))["errcode"] == -1
    await corp.control("POST", "faults", {"kind": "maintenance", "value": 503, "seconds": 600})
    query = {"access_token": corp.token, "userid": "mumu"}
    answer = await corp.client.get("/cgi-bin/user/get", params=query)
    assert answer.status_code == 503
    corp.world.store.run("update fault set until = until - 601")
    assert (await corp.get("user/get", userid="mumu"))["errcode"] == 0
