"""The mini program's endpoints: login, links, messages, and both generations of its pay.

Pages as in `endpoints.py`.
"""

from pondkeeper.platforms.common.endpoint import Endpoint

_MINI = "mini-app/develop/server"
_PAY = f"{_MINI}/ecpay"
_TRADE = f"{_MINI}/trade-system/trading"
_APPS = "/api/apps"
_LEGACY = "legacy_url"

MINI_TOKEN = Endpoint(
    "apps/v2/token", "POST", f"{_APPS}/v2/token",
    f"{_MINI}/interface-request-credential/get-access-token", auth="none", quota="token",
    timeout_s=5, host=_LEGACY,
)  # fmt: skip
LOGIN = Endpoint(
    "apps/v2/jscode2session", "POST", f"{_APPS}/v2/jscode2session",
    f"{_MINI}/log-in/code-2-session", auth="none", repeat=False, host=_LEGACY,
)  # fmt: skip
# The person's yes is used up by the first that arrives.
NOTIFY = Endpoint(
    "subscribe_notification/notify", "POST",
    f"{_APPS}/subscribe_notification/developer/v1/notify",
    f"{_MINI}/subscribe-notification/notify", auth="mini", quota="subscribe", repeat=False,
    host=_LEGACY,
)  # fmt: skip

URL_LINK = Endpoint(
    "url_link/generate", "POST", f"{_APPS}/v1/url_link/generate",
    f"{_MINI}/url-and-qrcode/link/url-link-generate", auth="client",
)  # fmt: skip
URL_LINK_INFO = Endpoint(
    "url_link/query_info", "POST", f"{_APPS}/v1/url_link/query_info",
    f"{_MINI}/url-and-qrcode/link/url-link-query-v2", auth="client",
)  # fmt: skip
URL_LINK_QUOTA = Endpoint(
    "url_link/query_quota", "POST", f"{_APPS}/v1/url_link/query_quota",
    f"{_MINI}/url-and-qrcode/link/url-link-query-quota-v2", auth="client",
)  # fmt: skip
SCHEMA = Endpoint(
    "url/generate_schema", "POST", f"{_APPS}/v1/url/generate_schema/",
    f"{_MINI}/url-and-qrcode/schema/generate-schema-v2", auth="client",
)  # fmt: skip
SCHEMA_INFO = Endpoint(
    "url/query_schema", "POST", f"{_APPS}/v1/url/query_schema/",
    f"{_MINI}/url-and-qrcode/schema/query-schema-v2", auth="client",
)  # fmt: skip
SCHEMA_QUOTA = Endpoint(
    "url/query_schema_quota", "POST", f"{_APPS}/v1/url/query_schema_quota/",
    f"{_MINI}/url-and-qrcode/schema/query-schema-quota-v2", auth="client",
)  # fmt: skip
QRCODE = Endpoint(
    "qrcode/create", "POST", f"{_APPS}/v1/qrcode/create/",
    f"{_MINI}/url-and-qrcode/qrcode/create-qr-code-v2", auth="client",
)  # fmt: skip


def _pay(name: str, page: str, quota: str = "pay") -> Endpoint:
    """Our own numbers make the platform know an order, a refund or a settlement again."""
    return Endpoint(
        f"ecpay/{name}", "POST", f"{_APPS}/ecpay/v1/{name}", f"{_PAY}/{page}", auth="signed",
        quota=quota, host=_LEGACY,
    )  # fmt: skip


PAY_ORDER = _pay("create_order", "pay-list/pay")
PAY_QUERY = _pay("query_order", "pay-list/query", "pay.query")
PAY_REFUND = _pay("create_refund", "refund-list/refund")
PAY_REFUND_QUERY = _pay("query_refund", "refund-list/query", "pay.query")
PAY_SETTLE = _pay("settle", "settlements/settlement")
PAY_SETTLE_QUERY = _pay("query_settle", "settlements/query", "pay.query")
PAY_RETURN = _pay("create_return", "return-settle/ReturnSettle")
PAY_RETURN_QUERY = _pay("query_return", "return-settle/query", "pay.query")


def _trade(name: str, page: str, quota: str = "trade") -> Endpoint:
    return Endpoint(
        f"trade/{name}", "POST", f"{_APPS}/trade/v2/{name}", f"{_TRADE}/{page}", auth="client",
        quota=quota, host=_LEGACY,
    )  # fmt: skip


TRADE_QUERY = _trade("query_order", "pre-order/query-order")
TRADE_REFUND = _trade("create_refund", "refund/apply")
TRADE_REFUND_QUERY = _trade("query_refund", "refund/query-refund")
TRADE_REFUND_AUDIT = _trade("merchant_audit_callback", "refund/audit-callback")
TRADE_SETTLE = _trade("create_settle", "settlement/create-settle")
TRADE_SETTLE_QUERY = _trade("query_settle", "settlement/query-settle")
# Coupons of Douyin's own: prepared by what the person shows, then verified.
COUPON_PREPARE = _trade("delivery_prepare", "write-off/douyin-code/delivery-preparation")
COUPON_VERIFY = _trade("delivery_verify", "write-off/douyin-code/delivery-verify")
COUPON_PUSHED = _trade("push_delivery", "write-off/third-party-code/push-delivery")

MINI = (
    *(MINI_TOKEN, LOGIN, NOTIFY, URL_LINK, URL_LINK_INFO, URL_LINK_QUOTA),
    *(SCHEMA, SCHEMA_INFO, SCHEMA_QUOTA, QRCODE),
    *(PAY_ORDER, PAY_QUERY, PAY_REFUND, PAY_REFUND_QUERY, PAY_SETTLE, PAY_SETTLE_QUERY),
    *(PAY_RETURN, PAY_RETURN_QUERY),
    *(TRADE_QUERY, TRADE_REFUND, TRADE_REFUND_QUERY, TRADE_REFUND_AUDIT),
    *(TRADE_SETTLE, TRADE_SETTLE_QUERY, COUPON_PREPARE, COUPON_VERIFY, COUPON_PUSHED),
)
