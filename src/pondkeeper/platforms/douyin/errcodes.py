"""Douyin's codes, from its interface pages and from clients of others (V1). What private messages
and guaranteed pay are refused with beyond these is not known: such a code stops the call, and the
platform's own text is shown beside it.
"""

from pondkeeper.platforms.common.errcodes import load
from pondkeeper.platforms.common.errors import Verdict

STALE = frozenset({"10008", "11016", "28001003", "28001008", "2190002", "2190008"})
"""A fresh token may help, once."""

ERRCODES = load(__package__)
"""A code that is not here is permanent: repeating what nobody understands helps nobody."""

UNLISTED = Verdict("permanent", "未收录的错误码")
