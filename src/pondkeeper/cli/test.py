"""Run every check: linters, types, layers, dependencies, console, then tests on every Python found.

A browser and a Chinese font are looked for and installed when that is possible. The last lines
name what was not found and which tests did not run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from pondkeeper.cli.tools import browser, node, pythons
from pondkeeper.runtime.home import Trouble, clone_root

LINTERS = {
    "ruff": ["ruff", "check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports"],
    "deptry": ["deptry", "."],
}
PAGES = "tests/browser"
MOST_WORKERS = 4
"""Each has a Postgres of its own and some hundred megabytes."""


@dataclass(slots=True)
class Results:
    failed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--smoke", action="store_true", help="only the smoke set, on this Python")
    parser.add_argument("rest", nargs="*", help="handed to pytest; linters do not run then")


def run(args: argparse.Namespace) -> int:
    root = clone_root()
    if root is None:
        raise Trouble("tests are part of a clone of the source, not of the installed package")
    os.chdir(root)
    if args.smoke:
        return pytest("-m", "smoke")
    if args.rest:
        return pytest(*args.rest)
    return everything(root)


def everything(root: Path) -> int:
    results = Results()
    for name, command in LINTERS.items():
        program = Path(sys.executable).with_name(command[0])
        step(results, name, [str(program), *command[1:]])
    console(root, results)
    other_pythons(root, results)
    with_browser = browser_found(results)
    chosen = [] if with_browser else ["-m", "not browser"]
    parallel = ("-n", str(workers()), "--dist", "worksteal")
    pytest_step(results, "pytest", *parallel, f"--ignore={PAGES}", *chosen)
    if with_browser:
        # Playwright keeps an event loop running, beside which no other test can have its own.
        pytest_step(results, "pytest, the console's pages", PAGES)
    for name in results.missing:
        print(f"not found: {name}")
    for name in results.skipped:
        print(f"did not run: {name}")
    print("failed: " + ", ".join(results.failed) if results.failed else "every check passed")
    return 1 if results.failed else 0


def console(root: Path, results: Results) -> None:
    """Check the console's types, words and paths; without Node as the browser below."""
    try:
        command, env = node.check_command(root)
    except Trouble as error:
        results.missing.append(f"Node: the console was not checked ({error})")
        if os.environ.get("CI") == "true":
            results.failed.append("console")
        return
    step(results, "the console's types and words", command, env)


def other_pythons(root: Path, results: Results) -> None:
    """Run the smoke set under each other Python, in an environment of its own."""
    for version, python in pythons.others().items():
        if python is None:
            results.missing.append(f"Python {version}: its smoke tests did not run")
            continue
        # The console is the same for every Python, and built already.
        env = os.environ | {"POND_VENV": f".venv-{version}", "PK_SKIP_WEB": "1"}
        command = [python, str(root / "pond"), "test", "--smoke"]
        step(results, f"smoke on Python {version}", command, env)


def browser_found(results: Results) -> bool:
    """Without a browser its tests are left out and named; under CI=true that is a failure."""
    try:
        os.environ["POND_CHROMIUM"] = browser.provide()
    except Trouble as error:
        results.missing.append(f"browser: its tests did not run ({error})")
        if os.environ.get("CI") == "true":
            results.failed.append("browser")
        return False
    return True


def workers() -> int:
    """One more than there are cores to use, since most tests wait for Postgres half of the time.

    xdist's own 'auto' counts cores of silicon: one, where a virtual machine shows two.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(MOST_WORKERS, (cores or 1) + 1)


def pytest_step(results: Results, name: str, *arguments: str) -> None:
    """Run pytest as a step, and note what it skipped and why."""
    with tempfile.TemporaryDirectory(prefix="pond-tests-") as folder:
        report = Path(folder) / "report.xml"
        step(results, name, pytest_command(*arguments, f"--junitxml={report}"))
        if report.exists():
            results.skipped += skipped(report)


def skipped(report: Path) -> Iterator[str]:
    """The tests that a JUnit report shows as skipped, each with its reason."""
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest's own, just made
        for found in case.iter("skipped"):
            yield f"{case.get('classname')}.{case.get('name')}: {found.get('message')}"


def step(
    results: Results, name: str, command: list[str], env: dict[str, str] | None = None
) -> None:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    code = subprocess.call(command, env=env)
    if code:
        results.failed.append(name)
    print(f"== {name}: {'FAILED' if code else 'ok'}, {time.monotonic() - began:.0f} s", flush=True)


def pytest(*arguments: str) -> int:
    return subprocess.call(pytest_command(*arguments))


def pytest_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *arguments]
