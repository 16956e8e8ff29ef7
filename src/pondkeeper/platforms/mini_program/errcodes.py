"""The mini program's codes: can trying again help, and what they mean; see errcodes.csv.

Official list: https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/
"""

from pondkeeper.platforms.common.errcodes import UNLISTED, load

__all__ = ["ERRCODES", "STALE", "UNLISTED"]

STALE = frozenset({"40001", "40014", "42001"})
"""A fresh token may help, once; the first of them also means a wrong secret."""

ERRCODES = load(__package__)
