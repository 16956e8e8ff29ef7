"""Kill processes of a living brand, many times; judged by the platform's own record."""

import argparse
import os
import secrets
import subprocess
import sys

from pondkeeper.runtime.home import Trouble, clone_root


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kills", type=int, default=60, help="how many kill -9 in all")
    parser.add_argument("--seed", type=int, help="which story; drawn and printed otherwise")


def run(args: argparse.Namespace) -> int:
    root = clone_root()
    if root is None:
        raise Trouble("the kill test is part of a clone of the source, not of the package")
    seed = args.seed if args.seed is not None else secrets.randbelow(1_000_000)
    print(f"seed {seed}; repeat with --seed {seed}", flush=True)
    env = os.environ | {"POND_KILLS": str(args.kills), "POND_SEED": str(seed)}
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-s", "tests/stories/test_kills.py"]
    return subprocess.call(command, cwd=root, env=env)
