"""Run every check: linters, types, layers, dependencies, console, then tests on every Python found.

A browser and a Chinese font are looked for and installed when that is possible. The last lines
are pytest's own summary and the names of what was not found.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from pondkeeper.cli.tools import browser, node, pythons
from pondkeeper.runtime.home import Trouble, clone_root

LINTERS = {
    "ruff": ["ruff", "check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports"],
    "deptry": ["deptry", "."],
}
PAGES = "tests/browser"
PARALLEL = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")


@dataclass(slots=True)
class Results:
    failed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


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
    step(results, "pytest", pytest_command(*PARALLEL, f"--ignore={PAGES}", *chosen))
    if with_browser:
        # Playwright keeps an event loop running, beside which no other test can have its own.
        step(results, "pytest, the console's pages", pytest_command(PAGES))
    for name in results.missing:
        print(f"not found: {name}")
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
        env = os.environ | {"POND_VENV": f".venv-{version}"}
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
