"""The platforms' limits as data: every row can be read, and the emulator enforces the same ones."""

from pathlib import Path

import pytest
from tests.platforms.cast import MemoryTokens, StandingClock, Unmetered

from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import PLATFORMS, Ground, build

SOURCES = Path(__file__).parents[2] / "src"
OURS = sorted((SOURCES / "pondkeeper/platforms").glob("*/limits.toml"))

FOLDERS = {"wechat_pay": "pay"}
"""Where the emulator calls a platform by another name."""


@pytest.mark.parametrize("ours", OURS, ids=lambda path: path.parent.name)
def test_the_emulators_own_copy_is_the_same(ours: Path) -> None:
    folder = FOLDERS.get(ours.parent.name, ours.parent.name)
    copy = SOURCES / "pond_emulator" / folder / "limits.toml"
    assert copy.read_bytes() == ours.read_bytes()


@pytest.mark.parametrize("kind", PLATFORMS)
async def test_every_row_says_what_it_means_and_names_a_window_we_count(kind: str) -> None:
    async with Http() as http:
        limits = build(Ground(http, MemoryTokens(), StandingClock(), Unmetered()))[kind].limits
    for row in limits.rows:
        assert row.counted or row.bucket == "", f"{row.rule} would never be counted"
        assert row.zh
        assert row.en
        assert row.source.startswith("http"), row.rule
        assert row.count == "month_days" or row.count >= 0
