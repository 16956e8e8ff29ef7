"""The database: typed tables, one transaction per request or job, SQL in files."""

from pondkeeper.kit.db.base import Base, Mine, MineLink, Shared, refers_to
from pondkeeper.kit.db.database import Database
from pondkeeper.kit.db.limits import broken_limit
from pondkeeper.kit.db.sql import SqlFolder
from pondkeeper.kit.db.tx import Actor, Tx

__all__ = [
    "Actor",
    "Base",
    "Database",
    "Mine",
    "MineLink",
    "Shared",
    "SqlFolder",
    "Tx",
    "broken_limit",
    "refers_to",
]
