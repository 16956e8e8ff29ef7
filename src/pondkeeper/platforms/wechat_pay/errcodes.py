"""WeChat Pay v3's codes: can trying again help, and what they mean; the table is errcodes.csv.

Official list: https://pay.weixin.qq.com/doc/v3/merchant/4012081670 and each endpoint's page.
Some codes exist in an old spelling without underscores; both are here.
"""

from pondkeeper.platforms.common.errcodes import UNLISTED, load

__all__ = ["CLOSED", "ERRCODES", "NOT_THERE", "UNLISTED"]

NOT_THERE = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "NOT_FOUND"})
"""The platform never heard of the number: an answer to a query, not a failure."""

CLOSED = frozenset({"ORDER_CLOSED", "ORDERCLOSED"})
"""What a second close of an order is told."""

ERRCODES = load(__package__)
