"""The account itself: tokens, menus, scene codes, tickets, counts, and login on pages."""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint

_DOC = "https://developers.weixin.qq.com/doc/offiaccount"
_MENU = f"{_DOC}/Custom_Menus"
_WEB = f"{_DOC}/OA_Web_Apps/Wechat_webpage_authorization.html"
_get = partial(Endpoint, method="GET")
_post = partial(Endpoint, method="POST")

# Three tries together stay under the 20 seconds for which one process may hold a refresh.
TOKEN = _post(
    "stable_token",
    path="/cgi-bin/stable_token",
    page="https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken",
    auth="none",
    quota="token",
    timeout_s=5,
)
TICKET = _get(
    "ticket/getticket", path="/cgi-bin/ticket/getticket", page=f"{_DOC}/OA_Web_Apps/JS-SDK.html"
)
API_ADDRESSES = _get(
    "get_api_domain_ip",
    path="/cgi-bin/get_api_domain_ip",
    page=f"{_DOC}/Basic_Information/Get_the_WeChat_server_IP_address.html",
    items="ip_list",
)
CALLBACK_ADDRESSES = _get(
    "getcallbackip",
    path="/cgi-bin/getcallbackip",
    page=f"{_DOC}/Basic_Information/Get_the_WeChat_server_IP_address.html",
    items="ip_list",
)
QUOTA_GET = _post(
    "openapi/quota/get",
    path="/cgi-bin/openapi/quota/get",
    page=f"{_DOC}/openApi/get_api_quota.html",
)
RID_GET = _post(
    "openapi/rid/get", path="/cgi-bin/openapi/rid/get", page=f"{_DOC}/openApi/get_rid_info.html"
)
QUOTA_CLEAR = _post(
    "clear_quota",
    path="/cgi-bin/clear_quota",
    page=f"{_DOC}/Message_Management/API_Call_Limits.html",
    quota="clear_quota",
    repeat=False,
)

MENU_CREATE = _post(
    "menu/create",
    path="/cgi-bin/menu/create",
    page=f"{_MENU}/Creating_Custom-Defined_Menu.html",
    quota="menu.create",
)
MENU_GET = _get(
    "menu/get",
    path="/cgi-bin/menu/get",
    page=f"{_MENU}/Getting_Custom_Menu_Configurations.html",
    quota="menu.get",
)
# Takes the conditional menus with it.
MENU_DELETE = _get(
    "menu/delete",
    path="/cgi-bin/menu/delete",
    page=f"{_MENU}/Deleting_Custom-Defined_Menu.html",
    quota="menu.delete",
)
# What people see, also when it was made on the admin pages.
MENU_SEEN = _get(
    "get_current_selfmenu_info",
    path="/cgi-bin/get_current_selfmenu_info",
    page=f"{_MENU}/Querying_Custom_Menus.html",
    quota="menu.get",
)
# A second one makes a second menu for the same people.
MENU_ADD_CONDITIONAL = _post(
    "menu/addconditional",
    path="/cgi-bin/menu/addconditional",
    page=f"{_MENU}/Personalized_menu_interface.html",
    quota="menu.create",
    repeat=False,
)
MENU_DELETE_CONDITIONAL = _post(
    "menu/delconditional",
    path="/cgi-bin/menu/delconditional",
    page=f"{_MENU}/Personalized_menu_interface.html",
    quota="menu.delete",
)
MENU_TRY = _post(
    "menu/trymatch",
    path="/cgi-bin/menu/trymatch",
    page=f"{_MENU}/Personalized_menu_interface.html",
)
AUTO_REPLIES = _get(
    "get_current_autoreply_info",
    path="/cgi-bin/get_current_autoreply_info",
    page=f"{_DOC}/Message_Management/Getting_Rules_for_Auto_Replies.html",
)

# A second picture of the same scene does the same.
SCENE_CODE = _post(
    "qrcode/create",
    path="/cgi-bin/qrcode/create",
    page=f"{_DOC}/Account_Management/Generating_a_Parametric_QR_Code.html",
    quota="qrcode",
)
# Opened by whoever shows the code, never called from here.
SCENE_PICTURE = _get(
    "showqrcode",
    path="/cgi-bin/showqrcode",
    page=f"{_DOC}/Account_Management/Generating_a_Parametric_QR_Code.html",
    auth="none",
    host="mp_base_url",
    raw=True,
)
SHORTEN = _post(
    "shorten/gen",
    path="/cgi-bin/shorten/gen",
    page=f"{_DOC}/Account_Management/KEY_Shortener.html",
)
SHORT_FETCH = _post(
    "shorten/fetch",
    path="/cgi-bin/shorten/fetch",
    page=f"{_DOC}/Account_Management/KEY_Shortener.html",
)

# Opened by the person's browser, never called from here.
AUTHORIZE = _get(
    "connect/oauth2/authorize",
    path="/connect/oauth2/authorize",
    page=_WEB,
    auth="none",
    host="open_base_url",
)
# A login code serves once: a second call is refused, and who it was is lost.
LOGIN = _get(
    "sns/oauth2/access_token",
    path="/sns/oauth2/access_token",
    page=_WEB,
    auth="secret",
    quota="oauth",
    repeat=False,
)
LOGIN_REFRESH = _get(
    "sns/oauth2/refresh_token",
    path="/sns/oauth2/refresh_token",
    page=_WEB,
    auth="none",
    quota="oauth",
)
# Carries the token of the person, not ours.
LOGIN_PROFILE = _get("sns/userinfo", path="/sns/userinfo", page=_WEB, auth="none", quota="oauth")
