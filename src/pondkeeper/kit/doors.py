"""What a door, a job or a loop is handed: the process's database and its way outside."""

from typing import Protocol

from pondkeeper.kit.db.database import Database
from pondkeeper.kit.http import Http


class Doors(Protocol):
    """The least that every handler may count on; rooms above ask for more by their own protocol."""

    @property
    def database(self) -> Database:
        """The process's database."""
        ...

    @property
    def http(self) -> Http:
        """The process's HTTP client."""
        ...
