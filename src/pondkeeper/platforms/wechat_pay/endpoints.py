"""WeChat Pay v3's endpoints that we use. Pages: https://pay.weixin.qq.com/doc/v3/merchant/N.

Every one may be repeated: our own numbers make the platform know the order, refund or transfer
again. `number` in a path is such a number, ours or the platform's.
"""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint

_pay = partial(Endpoint, auth="merchant")
_TRADE = "/v3/pay/transactions"
_COMBINE = "/v3/combine-transactions"
_REFUNDS = "/v3/refund/domestic/refunds"
_TRANSFERS = "/v3/fund-app/mch-transfer/transfer-bills"

JSAPI = _pay("jsapi", "POST", f"{_TRADE}/jsapi", "4012791856", quota="order")
"""Also of mini programs (4012791897): the same call under the mini program's appid."""
APP = _pay("app", "POST", f"{_TRADE}/app", "4013070347", quota="order")
H5 = _pay("h5", "POST", f"{_TRADE}/h5", "4012791834", quota="order")
NATIVE = _pay("native", "POST", f"{_TRADE}/native", "4012791877", quota="order")
QUERY = _pay("query", "GET", f"{_TRADE}/out-trade-no/{{number}}", "4012791859", quota="query")
QUERY_BY_ID = _pay("query_by_id", "GET", f"{_TRADE}/id/{{number}}", "4012791858", quota="query")
CLOSE = _pay(
    "close", "POST", f"{_TRADE}/out-trade-no/{{number}}/close", "4012791860", quota="order"
)

COMBINE_JSAPI = _pay("combine_jsapi", "POST", f"{_COMBINE}/jsapi", "4012556926", quota="order")
COMBINE_APP = _pay("combine_app", "POST", f"{_COMBINE}/app", "4012556944", quota="order")
COMBINE_H5 = _pay("combine_h5", "POST", f"{_COMBINE}/h5", "4012556961", quota="order")
COMBINE_NATIVE = _pay("combine_native", "POST", f"{_COMBINE}/native", "4012556982", quota="order")
COMBINE_QUERY = _pay(
    "combine_query", "GET", f"{_COMBINE}/out-trade-no/{{number}}", "4012557006", quota="query"
)
COMBINE_CLOSE = _pay(
    "combine_close", "POST", f"{_COMBINE}/out-trade-no/{{number}}/close", "4012577452",
    quota="order",
)  # fmt: skip

REFUND = _pay("refund", "POST", _REFUNDS, "4012791862", quota="refund")
REFUND_QUERY = _pay(
    "refund_query", "GET", f"{_REFUNDS}/{{number}}", "4012791863", quota="query"
)

TRANSFER = _pay("transfer", "POST", _TRANSFERS, "4012716434", quota="transfer")
TRANSFER_QUERY = _pay(
    "transfer_query", "GET", f"{_TRANSFERS}/out-bill-no/{{number}}", "4012716437",
    quota="transfer_query",
)  # fmt: skip
TRANSFER_QUERY_BY_ID = _pay(
    "transfer_query_by_id", "GET", f"{_TRANSFERS}/transfer-bill-no/{{number}}", "4012716457",
    quota="transfer_query",
)  # fmt: skip
TRANSFER_CANCEL = _pay(
    "transfer_cancel", "POST", f"{_TRANSFERS}/out-bill-no/{{number}}/cancel", "4012716458",
    quota="transfer_cancel",
)  # fmt: skip

TRADE_BILL = _pay("trade_bill", "GET", "/v3/bill/tradebill", "4012791866", quota="bill")
FUND_BILL = _pay("fund_bill", "GET", "/v3/bill/fundflowbill", "4012791867", quota="bill")
BILL_FILE = _pay(
    "bill_file", "GET", "/v3/billdownload/file", "4012810615", quota="bill", timeout_s=60, raw=True
)
"""Its file is not signed: the digest that came with its address, in a signed answer, is checked."""

CERTIFICATES = _pay("certificates", "GET", "/v3/certificates", "4012551764", quota="certificate")
"""Signed with one of the certificates that it carries, sealed with our APIv3 key."""

ENDPOINTS: tuple[Endpoint, ...] = (
    JSAPI, APP, H5, NATIVE, QUERY, QUERY_BY_ID, CLOSE,
    COMBINE_JSAPI, COMBINE_APP, COMBINE_H5, COMBINE_NATIVE, COMBINE_QUERY, COMBINE_CLOSE,
    REFUND, REFUND_QUERY,
    TRANSFER, TRANSFER_QUERY, TRANSFER_QUERY_BY_ID, TRANSFER_CANCEL,
    TRADE_BILL, FUND_BILL, BILL_FILE, CERTIFICATES,
)  # fmt: skip
