"""Put a backup in the place of the database; sending is held until a person releases it."""

import argparse
import asyncio
import sys
from pathlib import Path

from pondkeeper.cli.backup import passphrase
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home, Trouble, find_home
from pondkeeper.runtime.postgres import Postgres


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="written by `pond backup`")
    parser.add_argument(
        "--keys", type=Path, metavar="KEYFILE",
        help="the keys it was made with, where this home does not have them",
    )
    parser.add_argument(
        "--erasures", type=Path, action="append", default=[], metavar="JOURNAL",
        help="erasures.jsonl of the home that was lost; its people are erased again",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace) -> int:
    # These take every model along, which `pond --help` does without.
    from pondkeeper.runtime import restore  # noqa: PLC0415
    from pondkeeper.runtime.backup import read_manifest  # noqa: PLC0415
    from pondkeeper.runtime.keyfile import open_keys  # noqa: PLC0415

    manifest = read_manifest(args.file)
    brought = open_keys(args.keys, passphrase()) if args.keys else None
    home = find_home().make()
    postgres = Postgres(home)
    with restore.claim(home):
        try:
            urls = restore.database(postgres)
            keys = restore.fitting_keys(home, urls, manifest, brought)
            taken = f"{manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC"
            if not args.yes and not confirmed(home, taken):
                print("Nothing was changed.")
                return 1
            done = restore.restore(home, urls, args.file, manifest, keys, args.erasures)
            print(f"Restored as of {taken}; this is epoch {done.epoch}.")
            print(f"{sum(done.held.values())} sends fell due since and may have been made.")
            print(f"{done.forgotten} erasures made since were done again.")
            ask_platforms(home, urls, list(done.held))
        finally:
            postgres.stop()
    return 0


def confirmed(home: Home, taken: str) -> bool:
    """Ask the person at the terminal. Raises Trouble when there is none."""
    if not sys.stdin.isatty():
        raise Trouble("Nobody can be asked here: add --yes to replace the database.")
    print(f"This replaces the database of {home.root} by its state of {taken}.")
    return input("Everything since then is lost. Type 'restore' to go on: ").strip() == "restore"


def ask_platforms(home: Home, urls: Urls, workspace_ids: list[int]) -> None:
    """Ask after every open payment; what cannot be reached is asked again at the release."""
    from pondkeeper.runtime.reconciling import LOST, reconcile  # noqa: PLC0415 - every platform

    found = asyncio.run(reconcile(home, urls.database_url, workspace_ids))
    print(
        f"Payments asked after: {found.queried}; found paid: {found.found_paid}; "
        f"still open: {found.still_open}."
    )
    print(LOST)
    print("Start with `pond up`: sending is held until a person releases it in the settings.")
