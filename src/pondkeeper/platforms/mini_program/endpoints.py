"""The mini program's endpoints. Nothing here has code of its own."""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.mini_program import statistics

_MINI = "https://developers.weixin.qq.com/miniprogram/dev"
_API = f"{_MINI}/api-backend/open-api"
_SUBSCRIBE = f"{_API}/subscribe-message"
_CHECK = f"{_API}/sec-check"
_LINK = f"{_API}/url-link"
_SCHEME = f"{_API}/url-scheme"
_CODE = f"{_API}/qr-code"
_get = partial(Endpoint, method="GET")
_post = partial(Endpoint, method="POST")
_code = partial(Endpoint, method="POST", raw=True, timeout_s=15)
_shipping = partial(
    Endpoint,
    method="POST",
    page=f"{_MINI}/platform-capabilities/business-capabilities/order-shipping/order-shipping.html",
    quota="shipping",
)

# Three tries together stay under the 20 seconds for which one process may hold a refresh.
TOKEN = _post(
    "stable_token",
    path="/cgi-bin/stable_token",
    page="https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken",
    auth="none",
    quota="token",
    timeout_s=5,
)
QUOTA_GET = _post(
    "openapi/quota/get",
    path="/cgi-bin/openapi/quota/get",
    page=f"{_MINI}/OpenApiDoc/openApi-mgnt/getApiQuota.html",
)
RID_GET = _post(
    "openapi/rid/get",
    path="/cgi-bin/openapi/rid/get",
    page=f"{_MINI}/OpenApiDoc/openApi-mgnt/getRidInfo.html",
)
QUOTA_CLEAR = _post(
    "clear_quota",
    path="/cgi-bin/clear_quota",
    page=f"{_MINI}/OpenApiDoc/openApi-mgnt/clearQuota.html",
    quota="clear_quota",
    repeat=False,
)

# A login code serves once: a second call is refused, and who it was is lost.
SESSION = _get(
    "sns/jscode2session",
    path="/sns/jscode2session",
    page=f"{_MINI}/OpenApiDoc/user-login/code2Session.html",
    auth="secret",
    quota="session",
    repeat=False,
)
SESSION_CHECK = _get(
    "checksession",
    path="/wxa/checksession",
    page=f"{_MINI}/OpenApiDoc/user-login/checkSessionKey.html",
    quota="session",
)
SESSION_RESET = _get(
    "resetusersessionkey",
    path="/wxa/resetusersessionkey",
    page=f"{_MINI}/OpenApiDoc/user-login/ResetUserSessionKey.html",
    quota="session",
    repeat=False,
)
PHONE = _post(
    "getuserphonenumber",
    path="/wxa/business/getuserphonenumber",
    page=f"{_API}/phonenumber/phonenumber.getPhoneNumber.html",
    quota="phone",
    repeat=False,
)
PAID_UNIONID = _get(
    "getpaidunionid",
    path="/wxa/getpaidunionid",
    page=f"{_API}/user-info/auth.getPaidUnionId.html",
)
RISK = _post(
    "getuserriskrank",
    path="/wxa/getuserriskrank",
    page=f"{_API}/safety-control-capability/riskControl.getUserRiskRank.html",
)

SUBSCRIBE = _post(
    "message/subscribe/send",
    path="/cgi-bin/message/subscribe/send",
    page=f"{_SUBSCRIBE}/subscribeMessage.send.html",
    quota="subscribe",
    repeat=False,
)
TEMPLATES = _get(
    "newtmpl/gettemplate",
    path="/wxaapi/newtmpl/gettemplate",
    page=f"{_SUBSCRIBE}/subscribeMessage.getTemplateList.html",
    items="data",
)
TEMPLATE_ADD = _post(
    "newtmpl/addtemplate",
    path="/wxaapi/newtmpl/addtemplate",
    page=f"{_SUBSCRIBE}/subscribeMessage.addTemplate.html",
    repeat=False,
)
TEMPLATE_DELETE = _post(
    "newtmpl/deltemplate",
    path="/wxaapi/newtmpl/deltemplate",
    page=f"{_SUBSCRIBE}/subscribeMessage.deleteTemplate.html",
)
CATEGORIES = _get(
    "newtmpl/getcategory",
    path="/wxaapi/newtmpl/getcategory",
    page=f"{_SUBSCRIBE}/subscribeMessage.getCategory.html",
    items="data",
)
TITLES = _get(
    "newtmpl/getpubtemplatetitles",
    path="/wxaapi/newtmpl/getpubtemplatetitles",
    page=f"{_SUBSCRIBE}/subscribeMessage.getPubTemplateTitleList.html",
    items="data",
)
KEYWORDS = _get(
    "newtmpl/getpubtemplatekeywords",
    path="/wxaapi/newtmpl/getpubtemplatekeywords",
    page=f"{_SUBSCRIBE}/subscribeMessage.getPubTemplateKeyWordsById.html",
    items="data",
)
CUSTOM = _post(
    "message/custom/send",
    path="/cgi-bin/message/custom/send",
    page=f"{_API}/customer-message/customerServiceMessage.send.html",
    quota="custom",
    repeat=False,
)
TYPING = _post(
    "message/custom/typing",
    path="/cgi-bin/message/custom/typing",
    page=f"{_API}/customer-message/customerServiceMessage.setTyping.html",
)
MEDIA_UPLOAD = _post(
    "media/upload",
    path="/cgi-bin/media/upload",
    page=f"{_API}/customer-message/customerServiceMessage.uploadTempMedia.html",
    timeout_s=30,
)

CODE = _code(
    "getwxacode", path="/wxa/getwxacode", page=f"{_CODE}/wxacode.get.html", quota="wxacode"
)
CODE_UNLIMITED = _code(
    "getwxacodeunlimit",
    path="/wxa/getwxacodeunlimit",
    page=f"{_CODE}/wxacode.getUnlimited.html",
    quota="wxacode.unlimited",
)
CODE_SQUARE = _code(
    "createwxaqrcode",
    path="/cgi-bin/wxaapp/createwxaqrcode",
    page=f"{_CODE}/wxacode.createQRCode.html",
    quota="wxacode",
)
URL_LINK = _post(
    "generate_urllink",
    path="/wxa/generate_urllink",
    page=f"{_LINK}/urllink.generate.html",
    quota="url_link",
)
URL_LINK_QUERY = _post(
    "query_urllink", path="/wxa/query_urllink", page=f"{_LINK}/urllink.query.html"
)
SCHEME = _post(
    "generatescheme",
    path="/wxa/generatescheme",
    page=f"{_SCHEME}/urlscheme.generate.html",
    quota="scheme",
)
SCHEME_QUERY = _post("queryscheme", path="/wxa/queryscheme", page=f"{_SCHEME}/urlscheme.query.html")
SHORT_LINK = _post(
    "genwxashortlink",
    path="/wxa/genwxashortlink",
    page=f"{_API}/short-link/shortlink.generate.html",
)

TEXT_CHECK = _post(
    "msg_sec_check",
    path="/wxa/msg_sec_check",
    page=f"{_CHECK}/security.msgSecCheck.html",
    quota="msg_check",
)
MEDIA_CHECK = _post(
    "media_check_async",
    path="/wxa/media_check_async",
    page=f"{_CHECK}/security.mediaCheckAsync.html",
    quota="media_check",
)

# A parcel may be told once and changed once: a second call would use up the change.
SHIP = _shipping("upload_shipping_info", path="/wxa/sec/order/upload_shipping_info", repeat=False)
SHIP_COMBINED = _shipping(
    "upload_combined_shipping_info",
    path="/wxa/sec/order/upload_combined_shipping_info",
    repeat=False,
)
SHIP_ORDER = _shipping("get_order", path="/wxa/sec/order/get_order")
SHIP_ORDERS = _shipping(
    "get_order_list",
    path="/wxa/sec/order/get_order_list",
    items="order_list",
    cursor="last_index",
)
SHIP_REMIND = _shipping(
    "notify_confirm_receive", path="/wxa/sec/order/notify_confirm_receive", repeat=False
)
SHIP_JUMP_PATH = _shipping("set_msg_jump_path", path="/wxa/sec/order/set_msg_jump_path")
SHIP_MANAGED = _shipping("is_trade_managed", path="/wxa/sec/order/is_trade_managed")

ALL: tuple[Endpoint, ...] = tuple(
    row for row in (*vars().values(), *vars(statistics).values()) if isinstance(row, Endpoint)
)
