"""Start the product: database, web server and worker. Ctrl-C ends all of it."""

import argparse
import sys
import time

from pondkeeper.runtime.home import Trouble, find_home
from pondkeeper.runtime.product import AlreadyRunning, Product
from pondkeeper.runtime.supervisor import Supervisor

UPKEEP_FIRST, UPKEEP_EVERY = 60.0, 24 * 3600.0
"""Seconds. Partitions are made months ahead, so that once a day is often enough."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="where to listen (default 8787 or the next free)")


def run(args: argparse.Namespace) -> int:
    try:
        home = find_home().make()
        with Supervisor(home, say=_say) as crew:
            product = Product(crew, home, args.port)
            product.prepare()
            product.start()
            if not crew.stopping:
                print(f"Pondkeeper is at {product.address}  (Ctrl-C ends it)", flush=True)
            keep_running(crew, product)
    except AlreadyRunning as error:
        print(f"Pondkeeper is running already: {error}")
        return 0
    return 0


def keep_running(crew: Supervisor, product: Product) -> None:
    """Until asked to stop; makes the partitions ahead now and then."""
    due = time.monotonic() + UPKEEP_FIRST
    while crew.tick(due - time.monotonic()):
        if time.monotonic() >= due:
            due = time.monotonic() + UPKEEP_EVERY
            try:
                product.migrate()
            except Trouble as error:
                _say(str(error))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
