"""Check this installation. Says what is wrong and what to do; exit code 1 when something is."""

import argparse
import asyncio

from pondkeeper.cli.checks import Finding, database, machine
from pondkeeper.runtime import leftovers
from pondkeeper.runtime.home import Home, Trouble, find_home
from pondkeeper.runtime.postgres import Postgres
from pondkeeper.runtime.product import given_database

MARKS = {"good": "ok  ", "note": "note", "bad": "BAD "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="check the demo's home instead")
    parser.add_argument(
        "--tidy", action="store_true", help="drop the databases that a killed restore left"
    )


def run(args: argparse.Namespace) -> int:
    home = find_home()
    if args.demo:
        home = Home(home.root / "demo")
    if args.tidy:
        return tidy(home)
    bad = 0
    for finding in [*machine.findings(home), *_of_database(home)]:
        bad += finding.state == "bad"
        print(f"{MARKS[finding.state]} {finding.subject}: {finding.text}")
        if finding.advice:
            print(f"     -> {finding.advice}")
    print(f"\n{bad} of these must be put right." if bad else "\nNothing is wrong.")
    return 1 if bad else 0


def tidy(home: Home) -> int:
    """Drop what a killed restore left, with nothing else running. Raises Trouble."""
    # It takes every model along, which `pond --help` does without.
    from pondkeeper.runtime import restore  # noqa: PLC0415

    postgres = Postgres(home.make())
    with restore.claim(home):
        try:
            dropped = asyncio.run(leftovers.drop(restore.database(postgres)))
        finally:
            postgres.stop()
    print(f"Dropped: {', '.join(dropped)}." if dropped else "No restore left anything.")
    return 0


def _of_database(home: Home) -> list[Finding]:
    postgres = Postgres(home)
    try:
        urls = given_database() or postgres.start()
        return asyncio.run(database.findings(urls))
    except Trouble as error:
        return [Finding("bad", "database", str(error))]
    finally:
        postgres.stop()
