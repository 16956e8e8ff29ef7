"""WeChat Pay v3's endpoints that we use. Pages: https://pay.weixin.qq.com/doc/v3/merchant/N.

Every one may be repeated: our own numbers make the platform know the order or refund again.
"""

from pondkeeper.platforms.common.endpoint import Endpoint

_BY_NUMBER = "/v3/pay/transactions/out-trade-no/{number}"
_REFUNDS = "/v3/refund/domestic/refunds"

JSAPI = Endpoint(
    "jsapi", "POST", "/v3/pay/transactions/jsapi", "4012791856", auth="merchant", quota="order"
)
QUERY = Endpoint("query", "GET", _BY_NUMBER, "4012791859", auth="merchant", quota="query")
CLOSE = Endpoint(
    "close", "POST", f"{_BY_NUMBER}/close", "4012791860", auth="merchant", quota="order"
)
REFUND = Endpoint("refund", "POST", _REFUNDS, "4012791862", auth="merchant", quota="refund")
REFUND_QUERY = Endpoint(
    "refund_query", "GET", f"{_REFUNDS}/{{number}}", "4012791863", auth="merchant", quota="query"
)
