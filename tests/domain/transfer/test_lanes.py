"""Two batches at once: in their order all the same, never two about one person, never stuck."""

import asyncio
from functools import partial

import pytest

from pondkeeper.domain.transfer import actions, lanes
from pondkeeper.domain.transfer.facts import Ground
from pondkeeper.domain.transfer.lanes import Lanes, Turn
from pondkeeper.domain.transfer.rows import Batch, Reader

HEAD = "手机,会员号,标签\n"


class Diary:
    """Batches that note when they begin and when they are committed; some wait to be let go."""

    def __init__(self) -> None:
        self.noted: list[str] = []
        self.let_go = asyncio.Event()

    async def write(self, name: str, turn: Turn) -> None:
        self.noted.append(f"{name} begins")
        if name == "slow":
            await self.let_go.wait()
        if name == "broken":
            raise ZeroDivisionError
        await turn.come()
        self.noted.append(f"{name} is committed")


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_quick_batch_waits_for_the_slow_one_before_it():
    diary, writing = Diary(), Lanes()
    await writing.begin(Batch(1, marks={1}), partial(diary.write, "slow"))
    await writing.begin(Batch(2, marks={2}), partial(diary.write, "quick"))
    await settled()
    assert diary.noted == ["slow begins", "quick begins"]
    diary.let_go.set()
    await writing.end()
    assert diary.noted[2:] == ["slow is committed", "quick is committed"]


async def test_batches_about_the_same_person_are_written_one_after_the_other():
    diary, writing = Diary(), Lanes()
    await writing.begin(Batch(1, marks={1, 2}), partial(diary.write, "slow"))
    second = asyncio.create_task(
        writing.begin(Batch(2, marks={2, 3}), partial(diary.write, "second"))
    )
    await settled()
    assert diary.noted == ["slow begins"]
    diary.let_go.set()
    await second
    await writing.end()
    assert diary.noted[1:] == ["slow is committed", "second begins", "second is committed"]


async def test_nothing_is_committed_after_a_batch_that_broke():
    diary, writing = Diary(), Lanes()
    await writing.begin(Batch(1, marks={1}), partial(diary.write, "broken"))
    await writing.begin(Batch(2, marks={2}), partial(diary.write, "second"))
    with pytest.raises(ZeroDivisionError):
        await writing.end()
    await writing.stop()
    assert "second is committed" not in diary.noted


async def test_who_may_hold_what_the_one_before_needs_gives_way(monkeypatch):
    monkeypatch.setattr(lanes, "PATIENCE_S", 0.01)
    diary, writing = Diary(), Lanes()
    await writing.begin(Batch(1, marks={1}), partial(diary.write, "slow"))
    await writing.begin(Batch(2, marks={2}), partial(diary.write, "second"))
    asyncio.get_running_loop().call_later(0.2, diary.let_go.set)
    await writing.end()
    assert diary.noted == [
        "slow begins", "second begins", "slow is committed", "second begins",
        "second is committed",
    ]


async def test_one_known_person_by_two_faces_in_two_batches_does_not_stop_the_import(
    brand, monkeypatch
):
    monkeypatch.setattr(actions, "BATCH", 1_000)
    monkeypatch.setattr(lanes, "PATIENCE_S", 0.3)
    await brand.bring("contacts", HEAD + "13900000001,M1,\n")
    others = "".join(f"{13_900_000_010 + one},,老客\n" for one in range(999))
    run = await brand.bring("contacts", HEAD + "13900000001,,老客\n" + others + ",M1,老客\n")
    assert (run["state"], run["done"], run["failed"]) == ("done", 1_001, 0)
    assert await brand.one("select count(*) from contact") == 1_000
    assert await brand.one("select count(*) from contact_tag") == 1_000


def test_a_batch_ends_between_two_people_if_it_can():
    ground = Ground("UTC", None, {}, {}, "", None)  # no row has a moment or a phone
    reader = Reader("contacts", ["会员号"], {"custom": "会员号"}, ground)
    cells = ["a", "a", "b", "b", "b", "c", "d", "d", "d", "d", "d", "d", "d", "e"]
    batches = reader.batches(iter([cell] for cell in cells), skip=0, size=4)
    found = [[row.faces[0].key for row in batch.rows] for batch in batches]
    assert ["".join(keys) for keys in found] == ["aabbb", "cddddd", "dde"]
    again = reader.batches(iter([cell] for cell in cells), skip=5, size=4)
    assert [batch.last for batch in again] == [11, 14]
