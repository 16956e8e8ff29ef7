"""What is sent to people, and who of the staff answers them."""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint

_DOC = "https://developers.weixin.qq.com/doc/offiaccount"
_SERVICE = f"{_DOC}/Message_Management/Service_Center_messages.html"
_TEMPLATE = f"{_DOC}/Message_Management/Template_Message_Interface.html"
_MASS = f"{_DOC}/Message_Management/Batch_Sends_and_Originality_Checks.html"
_SUBSCRIBE = f"{_DOC}/Subscription_Messages/api.html"
_SESSIONS = f"{_DOC}/Customer_Service/Session_control.html"
_get = partial(Endpoint, method="GET")
_post = partial(Endpoint, method="POST")
_mass = partial(Endpoint, method="POST", page=_MASS)
_session = partial(Endpoint, page=_SESSIONS)

CUSTOM = _post(
    "message/custom/send",
    path="/cgi-bin/message/custom/send",
    page=_SERVICE,
    quota="custom",
    repeat=False,
)
TYPING = _post("message/custom/typing", path="/cgi-bin/message/custom/typing", page=_SERVICE)

TEMPLATE = _post(
    "message/template/send",
    path="/cgi-bin/message/template/send",
    page=_TEMPLATE,
    quota="template",
    repeat=False,
)
TEMPLATES = _get(
    "template/get_all_private_template",
    path="/cgi-bin/template/get_all_private_template",
    page=_TEMPLATE,
    items="template_list",
)
TEMPLATE_ADD = _post(
    "template/api_add_template",
    path="/cgi-bin/template/api_add_template",
    page=_TEMPLATE,
    repeat=False,
)
TEMPLATE_DELETE = _post(
    "template/del_private_template", path="/cgi-bin/template/del_private_template", page=_TEMPLATE
)
INDUSTRY = _get("template/get_industry", path="/cgi-bin/template/get_industry", page=_TEMPLATE)
INDUSTRY_SET = _post(
    "template/api_set_industry", path="/cgi-bin/template/api_set_industry", page=_TEMPLATE
)

SUBSCRIBE = _post(
    "message/subscribe/bizsend",
    path="/cgi-bin/message/subscribe/bizsend",
    page=_SUBSCRIBE,
    quota="subscribe",
    repeat=False,
)
# The older kind: a page asks for one message, the platform sends the person back with the answer.
SUBSCRIBE_ONCE = _post(
    "message/template/subscribe",
    path="/cgi-bin/message/template/subscribe",
    page=f"{_DOC}/Message_Management/One-time_subscription_info.html",
    quota="subscribe",
    repeat=False,
)
SUBSCRIBE_TEMPLATES = _get(
    "newtmpl/gettemplate", path="/wxaapi/newtmpl/gettemplate", page=_SUBSCRIBE, items="data"
)
SUBSCRIBE_TEMPLATE_ADD = _post(
    "newtmpl/addtemplate", path="/wxaapi/newtmpl/addtemplate", page=_SUBSCRIBE, repeat=False
)
SUBSCRIBE_TEMPLATE_DELETE = _post(
    "newtmpl/deltemplate", path="/wxaapi/newtmpl/deltemplate", page=_SUBSCRIBE
)
SUBSCRIBE_CATEGORIES = _get(
    "newtmpl/getcategory", path="/wxaapi/newtmpl/getcategory", page=_SUBSCRIBE, items="data"
)
SUBSCRIBE_TITLES = _get(
    "newtmpl/getpubtemplatetitles",
    path="/wxaapi/newtmpl/getpubtemplatetitles",
    page=_SUBSCRIBE,
    items="data",
)
SUBSCRIBE_KEYWORDS = _get(
    "newtmpl/getpubtemplatekeywords",
    path="/wxaapi/newtmpl/getpubtemplatekeywords",
    page=_SUBSCRIBE,
    items="data",
)

# Our clientmsgid makes a second call find the first message instead of sending another.
MASS_BY_TAG = _mass("message/mass/sendall", path="/cgi-bin/message/mass/sendall", quota="mass")
MASS_BY_LIST = _mass("message/mass/send", path="/cgi-bin/message/mass/send", quota="mass")
MASS_DELETE = _mass("message/mass/delete", path="/cgi-bin/message/mass/delete")
MASS_PREVIEW = _mass(
    "message/mass/preview", path="/cgi-bin/message/mass/preview", quota="preview", repeat=False
)
MASS_GET = _mass("message/mass/get", path="/cgi-bin/message/mass/get")
MASS_SPEED = _mass("message/mass/speed/get", path="/cgi-bin/message/mass/speed/get")
MASS_SPEED_SET = _mass("message/mass/speed/set", path="/cgi-bin/message/mass/speed/set")

SERVICE_ACCOUNTS = _get(
    "customservice/getkflist",
    path="/cgi-bin/customservice/getkflist",
    page=_SERVICE,
    items="kf_list",
)
SERVICE_ONLINE = _get(
    "customservice/getonlinekflist",
    path="/cgi-bin/customservice/getonlinekflist",
    page=_SERVICE,
    items="kf_online_list",
)
SERVICE_ACCOUNT_ADD = _post(
    "customservice/kfaccount/add",
    path="/customservice/kfaccount/add",
    page=_SERVICE,
    repeat=False,
)
SERVICE_ACCOUNT_UPDATE = _post(
    "customservice/kfaccount/update", path="/customservice/kfaccount/update", page=_SERVICE
)
SERVICE_ACCOUNT_DELETE = _post(
    "customservice/kfaccount/del", path="/customservice/kfaccount/del", page=_SERVICE
)
SERVICE_ACCOUNT_INVITE = _post(
    "customservice/kfaccount/inviteworker",
    path="/customservice/kfaccount/inviteworker",
    page=_SERVICE,
    repeat=False,
)
SESSION_OPEN = _session(
    "customservice/kfsession/create", method="POST", path="/customservice/kfsession/create"
)
SESSION_CLOSE = _session(
    "customservice/kfsession/close", method="POST", path="/customservice/kfsession/close"
)
SESSION_OF = _session(
    "customservice/kfsession/getsession", method="GET", path="/customservice/kfsession/getsession"
)
SESSIONS_OF = _session(
    "customservice/kfsession/getsessionlist",
    method="GET",
    path="/customservice/kfsession/getsessionlist",
    items="sessionlist",
)
SESSIONS_WAITING = _session(
    "customservice/kfsession/getwaitcase",
    method="GET",
    path="/customservice/kfsession/getwaitcase",
    items="waitcaselist",
)
