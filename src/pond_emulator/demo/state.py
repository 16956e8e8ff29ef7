"""Where the story stands; kept in the store, so that it survives any kill."""

from typing import Any

import msgspec

from pond_emulator.world import World

KEY = "story"


class Story(msgspec.Struct):
    """`start` and `end` are moments of the story; `state` is setting_up, living or told."""

    product_url: str
    api_key_file: str
    steer_token_file: str
    seed: int
    scale: float
    weeks: int
    state: str = "setting_up"
    start: int = 0
    end: int = 0
    note: str = ""
    corpid: str = ""
    app: dict[str, Any] = {}
    merchant: dict[str, Any] = {}
    sources: dict[str, str] = {}
    codes: dict[str, list[str]] = {}


def save(world: World, story: Story) -> None:
    world.store.put(KEY, msgspec.json.encode(story).decode())


def load(world: World) -> Story | None:
    text = world.store.get(KEY)
    return msgspec.json.decode(text, type=Story) if text else None


def progress(world: World) -> dict[str, Any]:
    """{state, week, weeks, fraction, now, note}: for a progress bar."""
    story = load(world)
    if story is None:
        return {"state": "none", "week": 0, "weeks": 0, "fraction": 0.0, "note": ""}
    now = world.clock.world()
    span = max(story.end - story.start, 1)
    fraction = 0.0 if not story.start else min(max((now - story.start) / span, 0.0), 1.0)
    if story.state == "told":
        fraction = 1.0
    return {
        "state": story.state,
        "week": min(int(fraction * story.weeks) + 1, story.weeks) if story.start else 0,
        "weeks": story.weeks,
        "fraction": round(fraction, 4),
        "now": now,
        "note": story.note,
    }
