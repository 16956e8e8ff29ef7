"""WeCom's endpoints that we use. Pages: https://developer.work.weixin.qq.com/document/path/N."""

from pondkeeper.platforms.common.endpoint import Endpoint

_EC = "/cgi-bin/externalcontact"

# Three tries together stay under the 20 seconds for which one process may hold a refresh.
TOKEN = Endpoint(
    "gettoken", "GET", "/cgi-bin/gettoken", "91039", auth="none", quota="token", timeout_s=5
)
USER_GET = Endpoint("user/get", "GET", "/cgi-bin/user/get", "90196")
USER_IDS = Endpoint(
    "user/list_id",
    "POST",
    "/cgi-bin/user/list_id",
    "96067",
    items="dept_user",
    cursor="next_cursor",
)
MEDIA_UPLOAD = Endpoint("media/upload", "POST", "/cgi-bin/media/upload", "90253", timeout_s=30)

CONTACT_GET = Endpoint(
    "get", "GET", f"{_EC}/get", "92114", items="follow_user", cursor="next_cursor"
)
CONTACTS_OF = Endpoint(
    "batch/get_by_user",
    "POST",
    f"{_EC}/batch/get_by_user",
    "92994",
    items="external_contact_list",
    cursor="next_cursor",
    timeout_s=20,
)
CONTACT_IDS = Endpoint("list", "GET", f"{_EC}/list", "92113", items="external_userid")
FOLLOWERS = Endpoint(
    "get_follow_user_list", "GET", f"{_EC}/get_follow_user_list", "92571", items="follow_user"
)
REMARK = Endpoint("remark", "POST", f"{_EC}/remark", "92115")
OPENID = Endpoint("convert_to_openid", "POST", f"{_EC}/convert_to_openid", "92323")

# A second add makes a second code, and the first one can never be found again.
WAY_ADD = Endpoint("add_contact_way", "POST", f"{_EC}/add_contact_way", "92228", repeat=False)
WAY_UPDATE = Endpoint("update_contact_way", "POST", f"{_EC}/update_contact_way", "92228")
WAY_DELETE = Endpoint("del_contact_way", "POST", f"{_EC}/del_contact_way", "92228")

# The code is spent by the first call that arrives: a second one is refused, not sent twice.
WELCOME = Endpoint(
    "send_welcome_msg",
    "POST",
    f"{_EC}/send_welcome_msg",
    "92137",
    quota="welcome",
    repeat=False,
    timeout_s=4,
)
MASS_ADD = Endpoint(
    "add_msg_template", "POST", f"{_EC}/add_msg_template", "92135", quota="mass", repeat=False
)
MASS_RESULT = Endpoint(
    "get_groupmsg_send_result",
    "POST",
    f"{_EC}/get_groupmsg_send_result",
    "93338",
    items="send_list",
    cursor="next_cursor",
)

TAGS = Endpoint("get_corp_tag_list", "POST", f"{_EC}/get_corp_tag_list", "92117", items="tag_group")
TAG_ADD = Endpoint("add_corp_tag", "POST", f"{_EC}/add_corp_tag", "92117", repeat=False)
TAG_MARK = Endpoint("mark_tag", "POST", f"{_EC}/mark_tag", "92118")

UNASSIGNED = Endpoint(
    "get_unassigned_list",
    "POST",
    f"{_EC}/get_unassigned_list",
    "92124",
    items="info",
    cursor="next_cursor",
)
LEFT_TRANSFER = Endpoint(
    "resigned/transfer_customer", "POST", f"{_EC}/resigned/transfer_customer", "94081", repeat=False
)
LEFT_RESULT = Endpoint(
    "resigned/transfer_result",
    "POST",
    f"{_EC}/resigned/transfer_result",
    "94082",
    items="customer",
    cursor="next_cursor",
)
TRANSFER = Endpoint("transfer_customer", "POST", f"{_EC}/transfer_customer", "92125", repeat=False)
TRANSFER_RESULT = Endpoint(
    "transfer_result",
    "POST",
    f"{_EC}/transfer_result",
    "94088",
    items="customer",
    cursor="next_cursor",
)
