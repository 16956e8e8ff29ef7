"""The script at the top of a clone, loaded as a module: it has no .py of its own."""

import fcntl
import json
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest

from pondkeeper.runtime.home import clone_root


@pytest.fixture
def pond(tmp_path, monkeypatch):
    loader = SourceFileLoader("pond_script", str(clone_root() / "pond"))
    script = module_from_spec(spec_from_loader("pond_script", loader))
    loader.exec_module(script)
    monkeypatch.setattr(script, "VENV", tmp_path)
    monkeypatch.setattr(script, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(script, "STAMP", tmp_path / "pond.json")
    return script


@pytest.mark.smoke
def test_every_lock_is_whole_hashed_and_names_no_registry():
    for path in (clone_root() / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text
        pins = [line for line in text.splitlines() if "==" in line]
        assert pins
        assert all(line.endswith("\\") for line in pins), "a version without hashes"


def test_each_command_needs_its_own_lock(pond):
    assert pond.lock_for(["up"]) == "run"
    assert pond.lock_for([]) == "run"
    assert pond.lock_for(["test"]) == "dev"
    assert pond.lock_for(["test", "--smoke"]) == "smoke"


def test_an_environment_is_taken_only_while_it_fits(pond):
    wanted = pond.fingerprints("run")
    assert not pond.up_to_date(wanted)
    pond.PYTHON.touch()
    pond.STAMP.write_text(json.dumps(wanted | pond.fingerprints("dev")))
    assert pond.up_to_date(wanted)
    assert not pond.up_to_date(wanted | {"run": "another lock"})
    assert not pond.up_to_date(pond.fingerprints("smoke"))
    pond.STAMP.write_text("half a stam")
    assert not pond.up_to_date(wanted)


def test_a_change_in_the_console_is_seen(pond, tmp_path, monkeypatch):
    monkeypatch.delenv("PK_SKIP_WEB", raising=False)
    monkeypatch.setattr(pond, "ROOT", tmp_path)
    page = tmp_path / "web" / "console" / "src" / "page.vue"
    page.parent.mkdir(parents=True)
    page.write_text("one")
    before = pond.web_fingerprint()
    made = tmp_path / "web" / "console" / "node_modules" / "made.js"
    made.parent.mkdir()
    made.write_text("by tools")
    assert pond.web_fingerprint() == before
    page.write_text("two!")
    assert pond.web_fingerprint() != before


def test_two_set_ups_do_not_run_at_once(pond, tmp_path, monkeypatch):
    monkeypatch.setattr(pond, "ROOT", tmp_path)
    beside = tmp_path / f"{pond.VENV.name}.lock"
    with pond.one_at_a_time(), beside.open("w") as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_an_old_python_is_told_so(monkeypatch, pond):
    monkeypatch.setattr(pond.sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"3\.11 or newer"):
        pond.main()


def test_it_parses_on_pythons_too_old_to_run_it():
    source = (clone_root() / "pond").read_text()
    compile(source, "pond", "exec", flags=0, dont_inherit=True)
    code = "import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 8))"
    done = subprocess.run([sys.executable, "-c", code], input=source, text=True, check=False)
    assert done.returncode == 0
