"""The room's SQL files, shared by its verbs and its reads."""

from pondkeeper.kit.db import SqlFolder

SQL = SqlFolder(__package__)
