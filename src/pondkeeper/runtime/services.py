"""Building what a process holds open, from the environment the supervisor gives it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pondkeeper.api.services import Services
from pondkeeper.domain.channels.quota import Quotas
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.channels.tokens import Tokens
from pondkeeper.domain.tables import METADATA
from pondkeeper.kit import journal
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build
from pondkeeper.reactions import REACTIONS, RUN_KINDS

TABLES = METADATA.tables
"""All of them, in every process: erasure and export find a person's rows by a table's name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process is told: where the database is, where its home is, how it is reached."""

    database_url: str
    home: Path
    port: int
    public_url: str
    private_webhooks: bool = False

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read DATABASE_URL, POND_HOME, POND_PORT, POND_PUBLIC_URL and POND_PRIVATE_WEBHOOKS.

        The last, set to 1, lets webhooks go to private networks and to this machine.
        """
        port = int(os.environ.get("POND_PORT", "8787"))
        return cls(
            database_url=os.environ["DATABASE_URL"],
            home=Path(os.environ["POND_HOME"]),
            port=port,
            public_url=os.environ.get("POND_PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            private_webhooks=os.environ.get("POND_PRIVATE_WEBHOOKS") == "1",
        )


@asynccontextmanager
async def open_services(settings: Settings, *, pool: int) -> AsyncIterator[Services]:
    """Open the database, the HTTP pool and the platforms; close them at the end."""
    database = Database(
        settings.database_url,
        keyring=Keyring.from_environment(settings.home),
        reactions=REACTIONS,
        pool=pool,
    )
    tokens = Tokens(database)
    steer = settings.home / "steer.token"
    try:
        async with Http(private=settings.private_webhooks) as http:
            platforms = build(
                Ground(http=http, tokens=tokens, clock=SystemClock(), quota=Quotas(database))
            )
            yield Services(
                database=database,
                http=http,
                adapters=Adapters(platforms),
                tokens=tokens,
                public_url=settings.public_url,
                run_kinds=RUN_KINDS,
                steer_token=steer.read_text().strip() if steer.exists() else None,
                erasure_journal=settings.home / journal.NAME,
            )
    finally:
        await database.close()
