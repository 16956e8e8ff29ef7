"""Limits and bans: see what is used up, switch a preset, set a count, forbid and forgive."""

from typing import Any

from pond_emulator.kit.limits import PRESETS
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.world import World

PLATFORMS = (
    *("wecom", "official_account", "mini_program", "pay"),
    *("qq", "douyin", "kuaishou", "bilibili"),
)
DAY_S = 86400


class Rules:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("GET", "/emulator/limits", self.limits)
        router.add("POST", "/emulator/limits", self.switch)
        router.add("GET", "/emulator/bans", self.bans)
        router.add("POST", "/emulator/bans", self.ban)
        router.add("DELETE", "/emulator/bans", self.forgive)

    def limits(self, request: Request) -> Answer:
        """?platform -> {presets: {platform: preset}, limits: [{rule, key, used, left, ...}]}"""
        wanted = request.query.get("platform", "")
        asked = [name for name in PLATFORMS if wanted in ("", name)]
        limits = self._world.limits
        rows: list[dict[str, Any]] = [row for name in asked for row in limits.used(name)]
        presets = {name: limits.switch(name).preset for name in asked}
        return answer_json({"presets": presets, "limits": rows})

    def switch(self, request: Request) -> Answer:
        """{platform, preset?: current|strict|off, rule?, count?} -> {preset, counts}. A rule with
        count null is the platform's own again. What was counted in memory starts anew.
        """
        body = request.json()
        platform, preset = str(body.get("platform")), body.get("preset")
        if platform not in PLATFORMS:
            return answer_error(422, f"platform must be one of {', '.join(PLATFORMS)}")
        if preset is not None and preset not in PRESETS:
            return answer_error(422, f"preset must be one of {', '.join(PRESETS)}")
        count = body.get("count")
        rule = str(body.get("rule") or "")
        limits = self._world.limits
        limits.set_switch(platform, preset, rule, None if count is None else int(count))
        kept = limits.switch(platform)
        return answer_json({"preset": kept.preset, "counts": kept.counts})

    def bans(self, _request: Request) -> Answer:
        return answer_json({"bans": self._world.bans.listed()})

    def ban(self, request: Request) -> Answer:
        """{platform, account, subject?, why?, seconds?, code?}: a day by the story's clock."""
        body = request.json()
        self._world.bans.put(
            str(body.get("platform")),
            str(body.get("account")),
            str(body.get("subject") or ""),
            str(body.get("why") or "forbidden by hand"),
            int(body.get("seconds") or DAY_S),
            str(body.get("code") or ""),
        )
        return answer_json({}, 201)

    def forgive(self, request: Request) -> Answer:
        """?platform&account&subject -> {lifted}"""
        query = request.query
        lifted = self._world.bans.lift(
            query.get("platform", ""), query.get("account", ""), query.get("subject", "")
        )
        return answer_json({"lifted": lifted})
