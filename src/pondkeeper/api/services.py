"""What a process holds open: built once by the runtime, handed to doors, jobs and loops."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pondkeeper.domain.channels.ports import TokenStore
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.runs import RunHandler
from pondkeeper.kit.db import Database
from pondkeeper.kit.http import Http


@dataclass(slots=True)
class Services:
    """The open doors of one process. `public_url` is how the world reaches it, without a slash."""

    database: Database
    http: Http
    adapters: Adapters
    tokens: TokenStore
    public_url: str
    run_kinds: Mapping[str, RunHandler]
    steer_token: str | None = None
    erasure_journal: Path | None = None
