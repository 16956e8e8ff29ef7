"""WeCom's codes: can trying again help, and what they mean; the table is errcodes.csv.

Official list: https://developer.work.weixin.qq.com/document/path/90313
"""

from pondkeeper.platforms.common.errcodes import UNLISTED, load

__all__ = ["ERRCODES", "NOT_GRANTED", "NO_RELATION", "SPENT_WELCOME", "STALE", "UNLISTED"]

STALE = frozenset({"40001", "40014", "42001"})
"""A fresh token may help, once; the first of them also means a wrong secret."""

SPENT_WELCOME = "41050"
NOT_GRANTED = frozenset({"48001", "48002"})
NO_RELATION = "84061"
"""Also the answer about a member who has no customers at all."""

ERRCODES = load(__package__)
