"""Douyin's endpoints that we use, on https://open.douyin.com and, for what is older, on
https://developer.toutiao.com (`legacy_url`). Pages:
https://developer.open-douyin.com/docs/resource/zh-CN/N.

`auth`: client (the app's own token), user (of our account that allowed the app), mini (the mini
program's token, in the body), signed (a sign in the body).
"""

from pondkeeper.platforms.common.endpoint import Endpoint

_OAUTH = "dop/develop/openapi/account-permission"
_IM = "dop/develop/openapi/interaction-management"
_MINI = "mini-app/develop/server"

CLIENT_TOKEN = Endpoint(
    "client_token", "POST", "/oauth/client_token/", f"{_OAUTH}/client-token", auth="none",
    quota="token", timeout_s=5,
)  # fmt: skip
ACCESS_TOKEN = Endpoint(
    "access_token", "POST", "/oauth/access_token/", f"{_OAUTH}/get-access-token", auth="none",
    quota="token", repeat=False,
)  # fmt: skip
REFRESH_TOKEN = Endpoint(
    "refresh_token", "POST", "/oauth/refresh_token/", f"{_OAUTH}/refresh-access-token", auth="none",
    quota="token", timeout_s=5,
)  # fmt: skip
# The old long token dies with the answer.
RENEW_TOKEN = Endpoint(
    "renew_refresh_token", "POST", "/oauth/renew_refresh_token/", f"{_OAUTH}/refresh-token",
    auth="none", quota="token", timeout_s=5, repeat=False,
)  # fmt: skip
USER_INFO = Endpoint(
    "userinfo", "POST", "/oauth/userinfo/",
    "dop/develop/openapi/account-management/get-account-open-info", auth="none",
)  # fmt: skip
FANS_CHECK = Endpoint(
    "fans/check", "GET", "/fans/check", "dop/develop/openapi/account-management/fans-judge",
    auth="user",
)  # fmt: skip
FANS_DATA = Endpoint(
    "fans_data", "GET", "/api/douyin/v1/user/fans_data/",
    "dop/develop/openapi/data-open-service/fans-portrait-data/get-user-fans-data", auth="user",
)  # fmt: skip
INTENTIONS = Endpoint(
    "intention/log/list", "GET", "/api/douyin/v1/interactive/intention/log/list/",
    f"{_IM}/intention-user/log", auth="user",
)  # fmt: skip
EVENTS = Endpoint(
    "event/status/list", "GET", "/event/status/list",
    "dop/develop/webhooks/get-event-subscription-status", auth="client",
)  # fmt: skip
EVENTS_SET = Endpoint(
    "event/status/update", "POST", "/event/status/update",
    "dop/develop/webhooks/update-event-subscription-status", auth="client",
)  # fmt: skip

# One path, two limits: an answer to a message, and a message of our own accord.
IM_REPLY = Endpoint(
    "im/send/msg (reply)", "POST", "/im/send/msg/", f"{_IM}/private-message/send-msg", auth="user",
    quota="im.reply", repeat=False,
)  # fmt: skip
IM_TOUCH = Endpoint(
    "im/send/msg", "POST", "/im/send/msg/", f"{_IM}/private-message/send-msg", auth="user",
    quota="im.touch", repeat=False,
)  # fmt: skip
IM_GROUP = Endpoint(
    "im/send/msg/group", "POST", "/im/send/msg/group/",
    f"{_IM}/group-chat/group-msg/im.group.message.send", auth="user", quota="im.group",
    repeat=False,
)  # fmt: skip
IM_RECALL = Endpoint(
    "im/recall/msg", "POST", "/im/recall/msg/", f"{_IM}/private-message/recall-msg", auth="user"
)
IM_RESOURCES = Endpoint(
    "im/message/resources", "GET", "/api/im/message/resources/",
    f"{_IM}/business-tool/get-message-resources", auth="user",
)  # fmt: skip
AUTHORISED = Endpoint(
    "im/authorize/user_list", "POST", "/im/authorize/user_list/",
    f"{_IM}/private-message/query_private_auth_user", auth="user",
)  # fmt: skip
AUTHORISED_STATUS = Endpoint(
    "im/authorize/status", "POST", "/im/authorize/status/",
    f"{_MINI}/instant-message/private-message/QueryAuthorizeStatus", auth="user",
)  # fmt: skip
CARDS = Endpoint(
    "im/get/retain_consult_card", "GET", "/im/get/retain_consult_card/",
    f"{_IM}/business-tool/retain-consult-card/query-retain-consult-card", auth="user",
    items="cards",
)  # fmt: skip
CARD_SAVE = Endpoint(
    "im/save/retain_consult_card", "POST", "/im/save/retain_consult_card/",
    f"{_IM}/business-tool/retain-consult-card/create-retain-consult-card", auth="user",
    repeat=False,
)  # fmt: skip
CARD_DELETE = Endpoint(
    "im/del/retain_consult_card", "POST", "/im/del/retain_consult_card/",
    f"{_IM}/business-tool/retain-consult-card/del-retain-consult-card", auth="user",
)  # fmt: skip
MEDIA_UPLOAD = Endpoint(
    "enterprise/media/upload", "POST", "/enterprise/media/upload",
    "dop/develop/openapi/tools-ability/material-management/upload-material-interface", auth="user",
    timeout_s=30,
)  # fmt: skip
MEDIA_UPLOAD_SHORT = Endpoint(
    "enterprise/media/temp/upload", "POST", "/enterprise/media/temp/upload",
    "dop/develop/openapi/tools-ability/material-management/upload-temp-material-interface",
    auth="user", timeout_s=30,
)  # fmt: skip
MEDIA = Endpoint(
    "enterprise/media/list", "GET", "/enterprise/media/list",
    "dop/develop/openapi/tools-ability/material-management/material-list-interface", auth="user",
)  # fmt: skip
MEDIA_DELETE = Endpoint(
    "enterprise/media/delete", "POST", "/enterprise/media/delete",
    "dop/develop/openapi/tools-ability/material-management/delete-material-interface", auth="user",
)  # fmt: skip
GROUPS = Endpoint(
    "im/group/fans/list", "GET", "/im/group/fans/list/",
    f"{_IM}/group-chat/join-group/query.fans.group", auth="user", items="group_list",
)  # fmt: skip
GROUP_CREATE = Endpoint(
    "im/group/fans/create", "POST", "/im/group/fans/create/",
    f"{_IM}/group-chat/join-group/create.fans.group", auth="user", repeat=False,
)  # fmt: skip
GROUPS_LEFT = Endpoint(
    "im/group/fans/count", "GET", "/im/group/fans/count/",
    f"{_IM}/group-chat/join-group/group.fans.nums", auth="user",
)  # fmt: skip
GROUP_WAITING = Endpoint(
    "im/group/enter/audit/get", "GET", "/im/group/enter/audit/get/",
    f"{_IM}/group-chat/join-group/group.fans.audit.get", auth="user",
)  # fmt: skip
GROUP_ADMIT = Endpoint(
    "im/group/enter/audit/set", "POST", "/im/group/enter/audit/set/",
    f"{_IM}/group-chat/join-group/update.user.audit.status", auth="user",
)  # fmt: skip
COMMENTS = Endpoint(
    "item/comment/list", "GET", "/item/comment/list/",
    f"{_IM}/comment-management-user/comment-list", auth="user",
)  # fmt: skip
COMMENT_REPLIES = Endpoint(
    "item/comment/reply/list", "GET", "/item/comment/reply/list/",
    f"{_IM}/comment-management-user/comment-reply-list", auth="user",
)  # fmt: skip
COMMENT_REPLY = Endpoint(
    "item/comment/reply", "POST", "/item/comment/reply/",
    f"{_IM}/comment-management-user/video-comment-reply", auth="user", repeat=False,
)  # fmt: skip
ONCE = Endpoint(
    "message/once/send", "POST", "/message/once/send/", f"{_IM}/one-time-subscription-message",
    auth="client", repeat=False,
)  # fmt: skip

ACCOUNT = (
    *(CLIENT_TOKEN, ACCESS_TOKEN, REFRESH_TOKEN, RENEW_TOKEN, USER_INFO),
    *(FANS_CHECK, FANS_DATA, INTENTIONS, EVENTS, EVENTS_SET),
    *(IM_REPLY, IM_TOUCH, IM_GROUP, IM_RECALL, IM_RESOURCES, AUTHORISED, AUTHORISED_STATUS),
    *(CARDS, CARD_SAVE, CARD_DELETE, MEDIA_UPLOAD, MEDIA_UPLOAD_SHORT, MEDIA, MEDIA_DELETE),
    *(GROUPS, GROUP_CREATE, GROUPS_LEFT, GROUP_WAITING, GROUP_ADMIT),
    *(COMMENTS, COMMENT_REPLIES, COMMENT_REPLY, ONCE),
)
