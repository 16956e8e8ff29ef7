"""Bilibili's codes: the general ones of its interfaces below 0, and those of signed interfaces from
4000, both as clients of others list them (V1); the page of the open platform was not found.
"""

from pondkeeper.platforms.common.errcodes import load
from pondkeeper.platforms.common.errors import Verdict

STALE = frozenset({"-2", "-101", "-658"})
"""A fresh token may help, once."""

ERRCODES = load(__package__)
"""A code that is not here is permanent: repeating what nobody understands helps nobody."""

UNLISTED = Verdict("permanent", "未收录的错误码")
