"""QQ's codes: https://bot.q.qq.com/wiki/develop/api-v2/dev-prepare/error-trace/openapi.html.

11244, 40034005, 40054005, 100007 and 100016 are not on that page: reports of users (M). The two
without a number are our own, said before any call.
"""

from pondkeeper.platforms.common.errcodes import load
from pondkeeper.platforms.common.errors import Verdict

STALE = frozenset({"11241", "11242", "11243", "11244"})
"""A fresh token may help, once."""

ERRCODES = load(__package__)
"""A code that is not here is permanent: repeating what nobody understands helps nobody."""

UNLISTED = Verdict("permanent", "未收录的错误码")
