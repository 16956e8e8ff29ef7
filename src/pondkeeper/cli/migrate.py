"""Bring the database's tables to this version, as its owner, and make the partitions ahead."""

import argparse
import asyncio
from datetime import UTC, datetime

from pondkeeper.kit.clock import SystemClock
from pondkeeper.runtime.home import find_home
from pondkeeper.runtime.postgres import Postgres
from pondkeeper.runtime.product import given_database, role_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--steered-from",
        type=datetime.fromisoformat,
        metavar="TIME",
        help="for a new database only: business time starts here and moves when it is steered",
    )


def run(args: argparse.Namespace) -> int:
    from pondkeeper.migrations.migrate import migrate  # noqa: PLC0415 - takes every model along

    postgres = Postgres(find_home())
    urls = given_database() or postgres.start()
    start = args.steered_from and args.steered_from.astimezone(UTC)
    now = SystemClock().real()
    try:
        asyncio.run(
            migrate(urls.owner_url, role_of(urls.database_url), now=now, steered_from=start)
        )
    finally:
        postgres.stop()
    print("The database is at this version.")
    return 0
