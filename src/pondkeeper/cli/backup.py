"""Write the whole database into one file, also while the product runs. The keys are not in it."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from pondkeeper.runtime.home import Home, Trouble, find_home
from pondkeeper.runtime.postgres import Postgres


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write it")
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="KEYFILE",
        help="write the keys too, to a file of their own, sealed under a passphrase "
        "(asked for, or POND_PASSPHRASE); keep it apart from the backup",
    )


def run(args: argparse.Namespace) -> int:
    # These take the database's driver along, which `pond --help` does without.
    from pondkeeper.runtime.backup import backup  # noqa: PLC0415
    from pondkeeper.runtime.product import given_database  # noqa: PLC0415

    home = find_home().make()
    if args.keys:
        write_keys(home, args.keys)
    postgres = Postgres(home)
    try:
        made = backup(home, given_database() or postgres.start(), args.file.absolute())
    finally:
        postgres.stop()
    print(
        f"{args.file}: {made.bytes:,} bytes as of {made.taken_at:%Y-%m-%d %H:%M:%S} UTC, "
        f"epoch {made.epoch}."
    )
    if not args.keys:
        print("The keys are not in it. Without them phone numbers and secrets cannot be read.")
    return 0


def write_keys(home: Home, path: Path) -> None:
    """Seal the home's keys into `path`. Raises Trouble."""
    from pondkeeper.runtime.keyfile import home_keys, seal_keys  # noqa: PLC0415 - loads slowly

    seal_keys(path.absolute(), home_keys(home, os.environ.get("POND_KEYS")), passphrase(twice=True))
    print(f"{path}: the keys, sealed under the passphrase.")


def passphrase(*, twice: bool = False) -> str:
    """Return POND_PASSPHRASE, or what the person at the terminal types. Raises Trouble."""
    if given := os.environ.get("POND_PASSPHRASE"):
        return given
    if not sys.stdin.isatty():
        raise Trouble("The key file needs a passphrase: set POND_PASSPHRASE.")
    typed = getpass.getpass("Passphrase of the key file: ")
    if twice and typed != getpass.getpass("The same again: "):
        raise Trouble("The two passphrases differ.")
    return typed
