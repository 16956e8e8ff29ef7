import shutil
from pathlib import Path

import pytest

from pondkeeper.runtime import binaries
from pondkeeper.runtime.binaries import NoPostgres, find_binaries, reachable


def fake_postgres(folder: Path, says: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\n{says}\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.smoke
def test_a_wheel_brings_a_postgres_that_runs_here(tmp_path):
    found = find_binaries(tmp_path)
    assert found.major >= 18
    assert Path(found.program("initdb")).exists()


def test_one_that_is_too_old_or_does_not_run_is_passed_over_with_the_reason(tmp_path, monkeypatch):
    old = fake_postgres(tmp_path / "15" / "bin", "echo 'postgres (PostgreSQL) 15.18'")
    broken = fake_postgres(tmp_path / "18" / "bin", "echo 'libxml2.so.2: not found' >&2; exit 127")
    good = fake_postgres(tmp_path / "17" / "bin", "echo 'postgres (PostgreSQL) 17.6'")
    monkeypatch.setattr(binaries, "_package_folder", lambda _name: None)
    monkeypatch.setattr(binaries, "_system_folders", lambda: [broken, old, good])
    assert find_binaries(tmp_path).folder == good
    shutil.rmtree(good)
    with pytest.raises(NoPostgres) as refused:
        find_binaries(tmp_path)
    assert "libxml2.so.2: not found" in str(refused.value)
    assert "version 15, but 17 or newer is needed" in str(refused.value)
    assert "DATABASE_URL" in str(refused.value)


def test_programs_that_another_user_cannot_reach_are_copied_to_where_he_can(tmp_path):
    found = find_binaries(tmp_path / "store")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not reachable(closed, uid=65534)
    copied = binaries._copied(found.folder, tmp_path / "store")
    assert binaries._version(copied) == found.major
    assert binaries._copied(found.folder, tmp_path / "store") == copied
