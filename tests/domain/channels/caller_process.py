"""A process of its own that calls the platform until its limit stops it, and says how often.

Started by test_quota.py: `python caller_process.py WORKSPACE CHANNEL`, DATABASE_URL and POND_KEYS
in its environment. Prints a line per call made, and `refused RULE` at the end.
"""

import asyncio
import os
import sys
from pathlib import Path

from pondkeeper.domain import channels
from pondkeeper.domain.channels.ports import SendRefused
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build

AT_ONCE = 8


async def main(workspace_id: int, channel_id: int) -> None:
    database = Database(
        os.environ["DATABASE_URL"], keyring=Keyring.from_environment(Path("unused")), pool=3
    )
    quota, tokens = channels.Quotas(database), channels.Tokens(database)
    async with Http() as http:
        made = build(Ground(http=http, tokens=tokens, clock=SystemClock(), quota=quota))
        async with database.tx(workspace_id) as tx:
            access = await channels.access(tx, channel_id)
        members = made["wecom"].members
        refused = await asyncio.gather(*(until_refused(members, access) for _ in range(AT_ONCE)))
    await database.close()
    say("refused", *set(refused))


async def until_refused(members, access) -> str:
    while True:
        try:
            await members.list(access)
        except SendRefused as error:
            return error.code
        say("called")


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
