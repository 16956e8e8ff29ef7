"""What a refusal means: every code of every platform's table, and the codes that steer us."""

from importlib import import_module
from pathlib import Path

import pytest

from pondkeeper.platforms import common
from pondkeeper.platforms.common.errcodes import ACTS, load
from pondkeeper.platforms.common.errors import Verdict
from pondkeeper.platforms.registry import PLATFORMS

ROOMS = sorted(Path(common.__file__).parent.parent.glob("*/errcodes.csv"))

W, OA, M, P = "wecom", "official_account", "mini_program", "wechat_pay"

# platform, code, kind, act, here, wait_s
STEERING = [
    (W, "-1", "retry", "", True, 5),
    (OA, "-1", "retry", "", True, 5),
    (M, "-1", "retry", "", True, 5),
    (W, "40001", "permanent", "token", False, None),
    (W, "40014", "retry", "token", False, 5),
    (W, "42001", "retry", "token", False, 5),
    (OA, "40001", "permanent", "token", False, None),
    (OA, "40014", "retry", "token", False, 5),
    (OA, "42001", "retry", "token", False, 5),
    (M, "42001", "retry", "token", False, 5),
    (W, "40013", "permanent", "config", False, None),
    (OA, "40013", "permanent", "config", False, None),
    (M, "40013", "permanent", "config", False, None),
    (W, "40058", "permanent", "bug", False, None),
    (W, "40096", "permanent", "relation_lost", False, None),
    (W, "84061", "retry", "relation_lost", False, 5),
    (W, "84084", "permanent", "relation_lost", False, None),
    (W, "40099", "permanent", "capacity_full", False, None),
    (W, "41045", "permanent", "capacity_full", False, None),
    (W, "41055", "permanent", "capacity_full", False, None),
    (W, "40126", "permanent", "capacity_full", False, None),
    (W, "41095", "permanent", "capacity_full", False, None),
    (W, "40128", "permanent", "", False, None),
    (W, "41048", "done", "finished", False, None),
    (W, "41063", "retry", "", False, 30),
    (W, "41093", "done", "finished", False, None),
    (W, "41050", "permanent", "", False, None),
    (W, "41051", "done", "finished", False, None),
    (W, "41096", "retry", "", True, 1),
    (OA, "43101", "permanent", "consent_gone", False, None),
    (M, "43101", "permanent", "consent_gone", False, None),
    (W, "45009", "quota", "", False, 60),
    (W, "45033", "quota", "", False, 1),
    (OA, "45009", "quota", "", False, 3600),
    (OA, "45011", "quota", "", False, 60),
    (M, "45009", "quota", "", False, 60),
    (M, "45011", "quota", "", False, 60),
    (OA, "45015", "permanent", "window_closed", False, None),
    (OA, "45047", "permanent", "window_closed", False, None),
    (M, "45015", "permanent", "window_closed", False, None),
    (M, "45047", "permanent", "window_closed", False, None),
    (OA, "45028", "quota", "", False, 86400),
    (OA, "45065", "done", "finished", False, None),
    (W, "48001", "permanent", "capability_lost", False, None),
    (W, "48002", "permanent", "capability_lost", False, None),
    (OA, "48001", "permanent", "capability_lost", False, None),
    (OA, "48002", "permanent", "consent_gone", False, None),
    (W, "50002", "permanent", "config", False, None),
    (OA, "50002", "permanent", "alarm", False, None),
    (M, "50002", "permanent", "alarm", False, None),
    (W, "60011", "permanent", "config", False, None),
    (W, "60020", "permanent", "config", False, None),
    (W, "301002", "permanent", "config", False, None),
    (W, "95001", "permanent", "window_closed", False, None),
    (W, "95007", "permanent", "", False, None),
    (W, "95013", "permanent", "window_closed", False, None),
    (W, "95016", "permanent", "bug", False, None),
    (W, "95031", "permanent", "window_closed", False, None),
    (W, "610001", "permanent", "config", False, None),
    (W, "610016", "permanent", "config", False, None),
    (P, "SYSTEM_ERROR", "retry", "", True, 5),
    (P, "FREQUENCY_LIMITED", "quota", "", False, 60),
    (P, "SIGN_ERROR", "permanent", "config", False, None),
    (P, "NOT_ENOUGH", "retry", "config", False, 3600),
]


@pytest.mark.parametrize("row", STEERING, ids=lambda row: f"{row[0]}:{row[1]}")
def test_a_code_that_steers_us_is_sorted_as_documented(
    row: tuple[str, str, str, str, bool, int | None],
) -> None:
    """The verdict of each code that a governor, a job or the caller itself acts upon."""
    platform, code, *steering = row
    verdict = load(f"pondkeeper.platforms.{platform}")[code]
    assert [verdict.kind, verdict.act, verdict.here, verdict.wait_s] == steering


@pytest.mark.parametrize("room", [path.parent.name for path in ROOMS])
def test_every_code_of_a_table_says_what_it_means_and_what_to_do(room: str) -> None:
    """No row without words, none too long for a page, and no wait on what never helps."""
    table = load(f"pondkeeper.platforms.{room}")
    assert table, room
    for code, verdict in table.items():
        assert code.strip() == code != "0", code
        assert 2 <= len(verdict.zh) <= 40, f"{code}: {verdict.zh}"
        assert verdict.act in ACTS, code
        if verdict.kind in {"permanent", "done"}:
            assert (verdict.here, verdict.wait_s) == (False, None), code
        if verdict.here:
            assert verdict.kind == "retry", code


@pytest.mark.parametrize(
    ("room", "codes"), [(W, 1255), (OA, 163), (M, 191), (P, 42)], ids=[W, OA, M, P]
)
def test_the_whole_known_list_is_there(room: str, codes: int) -> None:
    """A table never shrinks: what a platform once said stays readable."""
    assert len(load(f"pondkeeper.platforms.{room}")) >= codes


def test_a_table_with_a_wrong_row_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown kind, an unknown act and a code said twice stop the start, by code."""
    monkeypatch.syspath_prepend(tmp_path)
    for name, row in {
        "kindless": "1,maybe,,,,不明",
        "actless": "1,permanent,shrug,,,不明",
        "twice": "1,permanent,,,,一\n1,permanent,,,,二",
    }.items():
        room = tmp_path / f"errcodes_{name}"
        room.mkdir()
        (room / "__init__.py").touch()
        (room / "errcodes.csv").write_text(f"code,kind,act,here,wait_s,zh\n{row}\n")
        with pytest.raises(ValueError, match="code 1"):
            load(import_module(f"errcodes_{name}").__name__)


def test_a_refusal_carries_the_meaning_and_the_platforms_own_words() -> None:
    """A page shows both: ours in the reader's language, theirs for whoever asks the platform."""
    refusal = Verdict("quota", "接口调用超过频率限制", wait_s=60).refusal("45009", "api freq out")
    assert (refusal.kind, refusal.code, refusal.wait_s) == ("quota", "45009", 60)
    assert refusal.hint == "接口调用超过频率限制（api freq out）"


def test_every_platform_that_answers_has_a_table() -> None:
    """A platform without one could not say why it refused; nothing is called at an own app."""
    assert set(PLATFORMS) - {"own_app"} == {path.parent.name for path in ROOMS}
