"""Kill processes of a living brand, or send its doors what strangers could send; many times."""

import argparse
import os
import secrets
import subprocess
import sys

from pondkeeper.runtime.home import Trouble, clone_root

STORIES = {
    "kills": "tests/stories/test_kills.py",
    "callbacks": "tests/platforms/test_hostile.py",
    "api": "tests/api/test_hostile_api.py",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=STORIES,
        default="kills",
        help="kills: processes die, the platform's own record judges; callbacks: changed posts to"
        " every platform's door; api: requests made up from the API's description",
    )
    parser.add_argument("--kills", type=int, default=60, help="how many kill -9 in all")
    parser.add_argument("--posts", type=int, default=200_000, help="how many posts to callbacks")
    parser.add_argument("--cases", type=int, default=10_000, help="how many requests to the API")
    parser.add_argument("--seed", type=int, help="which story; drawn and printed otherwise")


def run(args: argparse.Namespace) -> int:
    root = clone_root()
    if root is None:
        raise Trouble("these tests are part of a clone of the source, not of the package")
    seed = args.seed if args.seed is not None else secrets.randbelow(1_000_000)
    print(f"seed {seed}; repeat with --seed {seed}", flush=True)
    env = os.environ | {
        "POND_KILLS": str(args.kills),
        "POND_MUTATIONS": str(args.posts),
        "POND_CASES": str(args.cases),
        "POND_SEED": str(seed),
    }
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-s", STORIES[args.what]]
    return subprocess.call(command, cwd=root, env=env)
