"""The official account's endpoints, by family. Nothing here has code of its own."""

from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.official_account.endpoints import (
    account,
    articles,
    followers,
    messages,
    statistics,
)

__all__ = ["ALL", "account", "articles", "followers", "messages", "statistics"]

ALL: tuple[Endpoint, ...] = tuple(
    row
    for family in (account, messages, articles, followers, statistics)
    for row in vars(family).values()
    if isinstance(row, Endpoint)
)
