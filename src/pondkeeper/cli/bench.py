"""Measure speed: each script under bench/ prints its figures and, last, one line of JSON."""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

from pondkeeper.runtime.home import Trouble, clone_root


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="what to measure; without it, all are listed")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed to the script")


def run(args: argparse.Namespace) -> int:
    scripts = find_scripts(bench_folder())
    if args.name is None:
        for name, script in scripts.items():
            print(f"  {name:<10}{first_line(script)}")
        return 0
    if args.name not in scripts:
        raise Trouble(f"there is no bench '{args.name}'; there are: {', '.join(scripts)}")
    command = [sys.executable, "-P", str(scripts[args.name]), *args.rest]
    return subprocess.call(command, cwd=bench_folder().parent)


def bench_folder() -> Path:
    """Where the scripts lie. Raises Trouble when this is not a clone."""
    root = clone_root()
    if root is None:
        raise Trouble("benches are part of a clone of the source, not of the installed package")
    return root / "bench"


def find_scripts(folder: Path) -> dict[str, Path]:
    """Scripts by name; those that begin with an underscore are parts of others."""
    found = sorted(folder.glob("[!_]*.py"))
    return {script.stem: script for script in found}


def first_line(script: Path) -> str:
    """The first line of a script's docstring."""
    said = ast.get_docstring(ast.parse(script.read_text()))
    return said.splitlines()[0] if said else ""
