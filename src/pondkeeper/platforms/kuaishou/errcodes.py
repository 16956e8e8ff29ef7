"""Kuaishou's codes: the limits' from clients of others (V1), 100200100 to 100200107 from memory
(M). Its pages are read through what others quote of them.
"""

from pondkeeper.platforms.common.errcodes import load
from pondkeeper.platforms.common.errors import Verdict

GOOD = "1"
STALE = frozenset({"100200107"})
"""A fresh token may help, once."""

ERRCODES = load(__package__)
"""A code that is not here is permanent: repeating what nobody understands helps nobody."""

UNLISTED = Verdict("permanent", "未收录的错误码")
