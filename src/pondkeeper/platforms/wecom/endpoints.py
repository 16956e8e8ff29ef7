"""WeCom's endpoints as rows; one that behaves as all others is called without code of its own.

Left out on purpose: what writes a company's own address book, and what only schools use.
"""

from dataclasses import replace

from pondkeeper.platforms.common.endpoint import Endpoint

_DOCS = "https://developer.work.weixin.qq.com/document/path/"


def _post(path: str, page: str, items: str = "", *, quota: str = "base") -> Endpoint:
    return Endpoint(path, "POST", f"/cgi-bin/{path}", _DOCS + page, items=items, quota=quota)


def _get(path: str, page: str, items: str = "", *, quota: str = "base") -> Endpoint:
    return replace(_post(path, page, items, quota=quota), method="GET")


def _once(path: str, page: str, *, quota: str = "base") -> Endpoint:
    """A second, equal call would make, ask or say the same a second time."""
    return replace(_post(path, page, quota=quota), repeat=False)


def _paged(path: str, page: str, items: str) -> Endpoint:
    return replace(_post(path, page, items), cursor="next_cursor")


# --- the application itself

# Three tries together stay under the 20 seconds for which one process may hold a refresh.
TOKEN = replace(_get("gettoken", "91039", quota="token"), auth="none", timeout_s=5.0)
API_ADDRESSES = _get("get_api_domain_ip", "92520", "ip_list")
CALLBACK_ADDRESSES = _get("getcallbackip", "90930", "ip_list")
AGENT = _get("agent/get", "90227")
AGENTS = _get("agent/list", "90227", "agentlist")

# --- staff and departments

USER_GET = _get("user/get", "90196")
USER_IDS = _paged("user/list_id", "96067", "dept_user")
USERS = _get("user/list", "90201", "userlist")
USERS_BRIEF = _get("user/simplelist", "90200", "userlist")
USER_BY_PHONE = _post("user/getuserid", "95402")
USER_BY_MAIL = _post("user/get_userid_by_email", "95895")
USER_OPENID = _post("user/convert_to_openid", "90202")
USER_OF_OPENID = _post("user/convert_to_userid", "90202")
DEPARTMENTS = _get("department/list", "90208", "department")
DEPARTMENT_IDS = _get("department/simplelist", "95350", "department_id")
DEPARTMENT_GET = _get("department/get", "95351")
MEMBER_TAGS = _get("tag/list", "90216", "taglist")
MEMBER_TAG_GET = _get("tag/get", "90213", "userlist")

# --- login and pages inside WeCom

LOGIN_WHO = _get("auth/getuserinfo", "91023")
LOGIN_DETAIL = _post("auth/getuserdetail", "95833")
MINI_LOGIN = _get("miniprogram/jscode2session", "91507")
CORP_TICKET = _get("get_jsapi_ticket", "90506", quota="jsapi_ticket")
AGENT_TICKET = _get("ticket/get", "90506", quota="jsapi_ticket")

# --- customers

CONTACT_GET = replace(_get("externalcontact/get", "92114", "follow_user"), cursor="next_cursor")
CONTACTS_OF = replace(
    _paged("externalcontact/batch/get_by_user", "92994", "external_contact_list"), timeout_s=20.0
)
CONTACT_IDS = _get("externalcontact/list", "92113", "external_userid")
SERVED = _paged("externalcontact/contact_list", "99434", "info_list")
FOLLOWERS = _get("externalcontact/get_follow_user_list", "92571", "follow_user")
REMARK = _post("externalcontact/remark", "92115")
OPENID = _post("externalcontact/convert_to_openid", "92323")
CLOSE_TEMPORARY = _post("externalcontact/close_temp_chat", "92572")
BEHAVIOUR = _post("externalcontact/get_user_behavior_data", "92132", "behavior_data")
OF_UNIONID = _post("idconvert/unionid_to_external_userid", "95926")
OF_UNIONID_OWN = _post("externalcontact/unionid_to_external_userid", "93274")
PENDING_IDS = _post("idconvert/batch/external_userid_to_pending_id", "95926", "result")
OF_TEMPORARY = _post("idconvert/convert_tmp_external_userid", "98729", "results")

# --- codes (联系我): a second add makes a second code, and the first can never be found again

WAY_ADD = _once("externalcontact/add_contact_way", "92228")
WAY_GET = _post("externalcontact/get_contact_way", "92228")
WAYS = _paged("externalcontact/list_contact_way", "92228", "contact_way")
WAY_UPDATE = _post("externalcontact/update_contact_way", "92228")
WAY_DELETE = _post("externalcontact/del_contact_way", "92228")

# --- groups and the codes that lead into them

GROUPS = _paged("externalcontact/groupchat/list", "92120", "group_chat_list")
GROUP_GET = _post("externalcontact/groupchat/get", "92122")
GROUP_BY_OPENGID = _post("externalcontact/opengid_to_chatid", "94822")
GROUP_COUNTS = replace(
    _post("externalcontact/groupchat/statistic", "92133", "items"), cursor="next_offset"
)
GROUP_COUNTS_DAILY = _post("externalcontact/groupchat/statistic_group_by_day", "92133", "items")
JOIN_ADD = _once("externalcontact/groupchat/add_join_way", "92229")
JOIN_GET = _post("externalcontact/groupchat/get_join_way", "92229")
JOIN_UPDATE = _post("externalcontact/groupchat/update_join_way", "92229")
JOIN_DELETE = _post("externalcontact/groupchat/del_join_way", "92229")

# --- labels

TAGS = _post("externalcontact/get_corp_tag_list", "92117", "tag_group")
TAG_ADD = _once("externalcontact/add_corp_tag", "92117")
TAG_EDIT = _post("externalcontact/edit_corp_tag", "92117")
TAG_DELETE = _post("externalcontact/del_corp_tag", "92117")
TAG_MARK = _post("externalcontact/mark_tag", "92118")
STRATEGY_TAGS = _post("externalcontact/get_strategy_tag_list", "94882", "tag_group")
STRATEGY_TAG_ADD = _once("externalcontact/add_strategy_tag", "94882")
STRATEGY_TAG_EDIT = _post("externalcontact/edit_strategy_tag", "94882")
STRATEGY_TAG_DELETE = _post("externalcontact/del_strategy_tag", "94882")

# --- who may do what with which staff's customers and Moments

STRATEGIES = _paged("externalcontact/customer_strategy/list", "94883", "strategy")
STRATEGY_GET = _post("externalcontact/customer_strategy/get", "94883")
STRATEGY_RANGE = _paged("externalcontact/customer_strategy/get_range", "94883", "range")
STRATEGY_ADD = _once("externalcontact/customer_strategy/create", "94883")
STRATEGY_EDIT = _post("externalcontact/customer_strategy/edit", "94883")
STRATEGY_DELETE = _post("externalcontact/customer_strategy/del", "94883")
MOMENT_STRATEGIES = _paged("externalcontact/moment_strategy/list", "94890", "strategy")
MOMENT_STRATEGY_GET = _post("externalcontact/moment_strategy/get", "94890")
MOMENT_STRATEGY_RANGE = _paged("externalcontact/moment_strategy/get_range", "94890", "range")
MOMENT_STRATEGY_ADD = _once("externalcontact/moment_strategy/create", "94890")
MOMENT_STRATEGY_EDIT = _post("externalcontact/moment_strategy/edit", "94890")
MOMENT_STRATEGY_DELETE = _post("externalcontact/moment_strategy/del", "94890")

# --- welcomes: a code is spent by the first call that arrives

WELCOME = replace(
    _once("externalcontact/send_welcome_msg", "92137", quota="welcome"), timeout_s=4.0
)
GROUP_WELCOME_ADD = _once("externalcontact/group_welcome_template/add", "92366")
GROUP_WELCOME_GET = _post("externalcontact/group_welcome_template/get", "92366")
GROUP_WELCOME_EDIT = _post("externalcontact/group_welcome_template/edit", "92366")
GROUP_WELCOME_DELETE = _post("externalcontact/group_welcome_template/del", "92366")

# --- mass messages: a task that members confirm

MASS_ADD = _once("externalcontact/add_msg_template", "92135", quota="mass")
MASSES = _paged("externalcontact/get_groupmsg_list_v2", "93338", "group_msg_list")
MASS_TASKS = _paged("externalcontact/get_groupmsg_task", "93338", "task_list")
MASS_RESULT = _paged("externalcontact/get_groupmsg_send_result", "93338", "send_list")
MASS_REMIND = _once("externalcontact/remind_groupmsg_send", "97610", quota="remind")
MASS_CANCEL = _post("externalcontact/cancel_groupmsg_send", "97611")

# --- Moments: likewise

MOMENT_ADD = _once("externalcontact/add_moment_task", "95094", quota="moment")
MOMENT_JOB = _post("externalcontact/get_moment_task_result", "95094")
MOMENT_CANCEL = _post("externalcontact/cancel_moment_task", "97612")
MOMENTS = _paged("externalcontact/get_moment_list", "93333", "moment_list")
MOMENT_TASKS = _paged("externalcontact/get_moment_task", "93333", "task_list")
MOMENT_CHOSEN = _paged("externalcontact/get_moment_customer_list", "93333", "customer_list")
MOMENT_SHOWN = _paged("externalcontact/get_moment_send_result", "93333", "customer_list")
MOMENT_COMMENTS = _post("externalcontact/get_moment_comments", "93333")

# --- customers and groups that change hands

UNASSIGNED = _paged("externalcontact/get_unassigned_list", "92124", "info")
LEFT_TRANSFER = _once("externalcontact/resigned/transfer_customer", "94081", quota="transfer")
LEFT_RESULT = _paged("externalcontact/resigned/transfer_result", "94082", "customer")
TRANSFER = _once("externalcontact/transfer_customer", "92125", quota="transfer")
TRANSFER_RESULT = _paged("externalcontact/transfer_result", "94088", "customer")
LEFT_GROUPS = _once("externalcontact/groupchat/transfer", "92127", quota="transfer")
GROUP_TRANSFER = _once("externalcontact/groupchat/onjob_transfer", "95703", quota="transfer")

# --- acquisition links (获客助手)

LINKS = _paged("externalcontact/customer_acquisition/list_link", "97297", "link_id_list")
LINK_GET = _post("externalcontact/customer_acquisition/get", "97297")
LINK_ADD = _once("externalcontact/customer_acquisition/create_link", "97297")
LINK_UPDATE = _post("externalcontact/customer_acquisition/update_link", "97297")
LINK_DELETE = _post("externalcontact/customer_acquisition/delete_link", "97297")
LINK_CUSTOMERS = _paged("externalcontact/customer_acquisition/customer", "97298", "customer_list")
LINK_QUOTA = _get("externalcontact/customer_acquisition_quota", "97375", "quota_list")
LINK_COUNTS = _post("externalcontact/customer_acquisition/statistic", "97375")
LINK_CHAT = _post("externalcontact/customer_acquisition/get_chat_info", "100130")

# --- what staff may not write, and what they may show

INTERCEPTS = _get("externalcontact/get_intercept_rule_list", "95097", "rule_list")
INTERCEPT_GET = _post("externalcontact/get_intercept_rule", "95097")
INTERCEPT_ADD = _once("externalcontact/add_intercept_rule", "95097")
INTERCEPT_UPDATE = _post("externalcontact/update_intercept_rule", "95097")
INTERCEPT_DELETE = _post("externalcontact/del_intercept_rule", "95097")
PRODUCTS = _paged("externalcontact/get_product_album_list", "95096", "product_list")
PRODUCT_GET = _post("externalcontact/get_product_album", "95096")
PRODUCT_ADD = _once("externalcontact/add_product_album", "95096")
PRODUCT_UPDATE = _post("externalcontact/update_product_album", "95096")
PRODUCT_DELETE = _post("externalcontact/delete_product_album", "95096")

# --- customer service (微信客服)

KF_ACCOUNTS = _post("kf/account/list", "94661", "account_list")
KF_ACCOUNT_ADD = _once("kf/account/add", "94662")
KF_ACCOUNT_UPDATE = _post("kf/account/update", "94664")
KF_ACCOUNT_DELETE = _post("kf/account/del", "94663")
KF_WAY_ADD = _post("kf/add_contact_way", "94665")
KF_SERVICERS = _get("kf/servicer/list", "94645", "servicer_list")
KF_SERVICER_ADD = _post("kf/servicer/add", "94646", "result_list")
KF_SERVICER_DELETE = _post("kf/servicer/del", "94647", "result_list")
KF_STATE = _post("kf/service_state/get", "94669")
KF_STATE_CHANGE = _once("kf/service_state/trans", "94669")
KF_SYNC = _paged("kf/sync_msg", "94670", "msg_list")
KF_SEND = _once("kf/send_msg", "94677", quota="kf")
KF_SEND_ON_EVENT = _once("kf/send_msg_on_event", "95122", quota="kf_event")
KF_CUSTOMERS = _post("kf/customer/batchget", "95159", "customer_list")
KF_UPGRADES = _get("kf/customer/get_upgrade_service_config", "94674")
KF_UPGRADE = _post("kf/customer/upgrade_service", "94674")
KF_UPGRADE_CANCEL = _post("kf/customer/cancel_upgrade_service", "94674")
KF_COUNTS = _post("kf/get_corp_statistic", "95489", "statistic_list")
KF_SERVICER_COUNTS = _post("kf/get_servicer_statistic", "95490", "statistic_list")

# --- files

MEDIA_UPLOAD = replace(_post("media/upload", "90253"), timeout_s=30.0)
# The number of this page and the result of a job by address are from memory, not verified.
MEDIA_ATTACHMENT = replace(_post("media/upload_attachment", "95098"), timeout_s=30.0)
MEDIA_PICTURE = replace(_post("media/uploadimg", "90256"), timeout_s=30.0)
MEDIA_GET = replace(_get("media/get", "90254"), raw=True, timeout_s=30.0)
MEDIA_BY_URL = _once("media/upload_by_url", "96219")
MEDIA_BY_URL_JOB = _post("media/get_upload_by_url_result", "96219")

# --- messages to staff; always sent with the platform's own check for repeats

APP_SEND = _post("message/send", "90236", quota="appmsg")
APP_RECALL = _post("message/recall", "94867")
APP_CARD = _post("message/update_template_card", "94888")
APP_COUNTS = _post("message/get_statistics", "92369", "statistics")

# --- who agreed to have chats kept, and what was paid in chats

ARCHIVED = _post("msgaudit/get_permit_user_list", "91614", "ids")
AGREED = _post("msgaudit/check_single_agree", "91782", "agreeinfo")
AGREED_IN_GROUP = _post("msgaudit/check_room_agree", "91782", "agreeinfo")
ARCHIVED_GROUP = _post("msgaudit/groupchat/get", "92951", "members")
BILLS = _paged("externalpay/get_bill_list", "93667", "bill_list")

ALL = tuple(row for row in list(globals().values()) if isinstance(row, Endpoint))
"""Every row above, for pages that list them."""
