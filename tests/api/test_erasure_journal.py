"""Who is erased through the console is noted beside the database, by number only."""

from datetime import UTC, datetime

import pytest
from tests.api.test_contacts import person

from pondkeeper.kit import journal


@pytest.fixture
async def brand(owner) -> int:
    return int(owner.me["workspace"]["id"])


async def test_an_erasure_is_noted_before_it_counts(owner, services, database, brand, tmp_path):
    services.erasure_journal = tmp_path / journal.NAME
    anna = await person(database, brand, "anna", "安娜", "13812345678")
    path = f"/api/contacts/{anna}/erasure"
    asked = datetime.now(UTC)
    assert (await owner.send("POST", path, {"reason": "asked"})).status_code == 202
    line, = journal.read(tmp_path / journal.NAME)
    assert (line.epoch, line.workspace_id, line.contact_ids) == (1, brand, [anna])
    assert line.at >= asked
    text = (tmp_path / journal.NAME).read_text()
    assert "安娜" not in text
    assert "13812345678" not in text

    assert (await owner.send("POST", path, {"reason": "again"})).status_code == 409
    assert len(list(journal.read(tmp_path / journal.NAME))) == 1


async def test_a_line_cut_short_by_a_power_cut_hides_no_other(tmp_path):
    path = tmp_path / journal.NAME
    assert list(journal.read(path)) == []
    now = datetime.now(UTC)
    lines = [journal.ErasedLine("here", 1, 1, [one], now) for one in (1, 2)]
    journal.append(path, lines)
    path.write_bytes(path.read_bytes() + b'{"house": "he')
    assert list(journal.read(path)) == lines
    journal.append(path, lines)
    assert list(journal.read(path)) == lines * 2
    assert path.stat().st_mode & 0o777 == 0o600
