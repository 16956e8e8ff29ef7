"""The pages on which something is switched: limits, faults, bans."""

from typing import Any
from urllib.parse import urlencode

from pond_emulator.control.rules import PLATFORMS
from pond_emulator.desk.markup import Html, button, clock, mark, section, table
from pond_emulator.desk.parts import dump, joined
from pond_emulator.desk.words import word
from pond_emulator.kit.limits import PRESETS
from pond_emulator.world import World

TIGHT = 0.8  # of a limit used up: shown as a warning


def limits(world: World, language: str) -> Html:
    rows = [row for name in PLATFORMS for row in world.limits.used(name)]
    presets = [
        (name, Html(" ".join(preset_button(world, name, p, language).text for p in PRESETS)))
        for name in PLATFORMS
    ]
    keys = ("rule", "account", "used", "left", "window", "source")
    head = [word(language, key) for key in keys]
    used = [limit_row(row, language) for row in rows if row["used"]]
    idle = [
        (rule_text(row, language), row["allowed"], row["window"], link(row["source"]))
        for row in rows
        if not row["used"]
    ]
    names = [word(language, key) for key in ("rule", "allowed", "window", "source")]
    none = word(language, "none")
    return joined(
        section(word(language, "preset"), table(["", word(language, "preset")], presets, none)),
        section(word(language, "limits"), table(head, used, none)),
        section(word(language, "other_rules"), table(names, idle, none)),
    )


def preset_button(world: World, name: str, preset: str, language: str) -> Html:
    kind = "chosen" if world.limits.switch(name).preset == preset else "quiet"
    body = dump({"platform": name, "preset": preset})
    return button(word(language, preset), "POST", "/emulator/limits", body, kind)


def limit_row(row: dict[str, Any], language: str) -> tuple[Any, ...]:
    share = row["used"] / max(row["allowed"], 1)
    kind = "bad" if row["left"] == 0 else "warn" if share >= TIGHT else "good"
    used = mark(f"{row['used']:,} / {row['allowed']:,}", kind)
    text = rule_text(row, language)
    return text, row["key"], used, f"{row['left']:,}", row["window"], link(row["source"])


def rule_text(row: dict[str, Any], language: str) -> Html:
    told = row[language] or row["rule"]
    return joined(mark(row["mark"], ""), Html(" "), escaped(told))


def escaped(text: str) -> Html:
    return Html(mark(text, "plain").text)


def link(address: str) -> Html:
    """Only addresses of the web become links."""
    text = escaped(address.removeprefix("https://")).text
    if not address.startswith("https://") or '"' in address:
        return Html(text)
    return Html(f'<a href="{address}" rel="noreferrer">{text}</a>')


def faults(world: World, language: str) -> Html:
    keys = ("kind", "prefix", "value", "rate", "remaining", "until")
    head = [*(word(language, key) for key in keys), ""]
    always = word(language, "always")
    rows = [
        (
            word(language, row["kind"]),
            row["prefix"],
            row["value"],
            f"{row['rate']:.0%}",
            always if row["remaining"] is None else row["remaining"],
            clock(row["until"]) or always,
            button(word(language, "switch_off"), "DELETE", f"/emulator/faults/{row['id']}"),
        )
        for row in world.faults.listed()
    ]
    none = word(language, "none")
    all_off = button(word(language, "all_off"), "DELETE", "/emulator/faults")
    listed = table(head, rows, none)
    parts = (listed, all_off) if rows else (listed,)
    return joined(
        section(word(language, "faults"), *parts),
        section(word(language, "bans"), bans(world, language)),
    )


def bans(world: World, language: str) -> Html:
    keys = ("account", "subject", "why", "until")
    head = [*(word(language, key) for key in keys), ""]
    rows = [
        (
            f"{ban['platform']} {ban['account']}",
            ban["subject"],
            ban["why"],
            clock(ban["until"]),
            button(word(language, "forgive"), "DELETE", lift_path(ban)),
        )
        for ban in world.bans.listed()
    ]
    return table(head, rows, word(language, "none"))


def lift_path(ban: dict[str, Any]) -> str:
    names = urlencode({key: ban[key] for key in ("platform", "account", "subject")})
    return f"/emulator/bans?{names}"
