"""`pond import`, as a person at the terminal types it; the database is the test's own."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import asyncpg
import pytest
from rich.console import Console
from tests.domain.transfer.cast import make_brand

from pondkeeper.cli import import_
from pondkeeper.cli.main import main
from pondkeeper.kit.crypto import Keyring

LIST = "谁,联系方式,渠道\n林一,13800138001,[bold]直播\n没号,,\n"
SLOW = """
import sys
from pondkeeper.domain.transfer import actions
from pondkeeper.cli.main import main
actions.BATCH = 200
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
async def brand(database, urls, tmp_path, monkeypatch):
    monkeypatch.setenv("POND_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", urls.app)
    monkeypatch.setenv("DATABASE_OWNER_URL", urls.owner)
    monkeypatch.setattr(import_, "SHOW", Console(markup=False, width=120))
    Keyring.create_file(tmp_path)
    return await make_brand(database)


async def typed(*arguments: str) -> int:
    return await asyncio.to_thread(main, ["import", *arguments])


async def test_a_list_is_tried_imported_and_its_errors_laid_beside_it(brand, tmp_path, capsys):
    file = tmp_path / "老客.csv"
    file.write_text(LIST)
    columns = ("--map", "name=谁", "--map", "phone=联系方式")
    assert await typed("contacts", str(file), *columns, "--dry-run") == 0
    shown = capsys.readouterr().out
    assert "2 rows: 1 new, 0 known with something new, 0 known, 1 with errors" in shown
    assert "no phone or id to know the person by" in shown
    assert await brand.one("select count(*) from contact") == 0
    for said in ("1 new, 0 known, 1 with errors", "0 new, 1 known, 1 with errors"):
        assert await typed("contacts", str(file), *columns, "--yes") == 0
        assert said in capsys.readouterr().out
    assert await brand.all("select name from source") == [("[bold]直播",)]
    assert "没号" in (tmp_path / "老客 errors.csv").read_text("utf-8-sig")


async def test_what_is_missing_is_said_in_plain_words(brand, tmp_path, capsys):
    file = tmp_path / "orders.csv"
    file.write_text("手机,数量\n13800138001,1\n")
    assert await typed("orders", str(file)) == 1
    assert "paid_at: Choose a column." in capsys.readouterr().err
    assert await typed("orders", str(tmp_path / "none.csv")) == 1
    assert "there is no file" in capsys.readouterr().err
    assert await typed("orders", str(file), "--brand", "别家") == 1
    assert "拾木 1" in capsys.readouterr().err


async def test_after_a_kill_the_same_command_goes_on(brand, tmp_path, capsys):
    file = tmp_path / "many.csv"
    rows = "\n".join(f"客户{one},{13_900_000_000 + one}" for one in range(6_000))
    file.write_text(f"姓名,手机\n{rows}\n")
    command = [sys.executable, "-c", SLOW, "import", "contacts", str(file), "--yes"]
    with subprocess.Popen(
        command, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as killed:
        end = time.monotonic() + 60
        while not await brand.one("select coalesce(max(done), 0) from run"):
            assert time.monotonic() < end
            await asyncio.sleep(0.02)
        os.kill(killed.pid, signal.SIGKILL)
    stood = await brand.one("select done from run")
    assert 0 < stood < 6_000
    owner = await asyncpg.connect(os.environ["DATABASE_OWNER_URL"])
    await owner.execute("update run set leased_until = leased_until - interval '2 minutes'")
    await owner.close()
    assert await typed("contacts", str(file)) == 0
    assert "going on" in capsys.readouterr().out
    assert await brand.all("select state, done, failed from run") == [("done", 6_000, 0)]
    assert await brand.one("select count(*) from contact") == 6_000
