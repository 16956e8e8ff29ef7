"""QQ's bot endpoints. Pages: https://bot.q.qq.com/wiki/develop/api-v2/N.html."""

from pondkeeper.platforms.common.endpoint import Endpoint

_SEND = "server-inter/message/send-receive/send"
_MEDIA = "server-inter/message/send-receive/rich-media"
_RESET = "server-inter/message/send-receive/reset"

TOKEN = Endpoint(
    "getAppAccessToken",
    "POST",
    "/app/getAppAccessToken",
    "dev-prepare/interface-framework/api-use",
    auth="none",
    quota="token",
    timeout_s=5,
    host="token_url",
)
ME = Endpoint("users/@me", "GET", "/users/@me", "openapi/user/me")

# The same msg_id with the same msg_seq is refused, not sent twice; the page asks for 5 seconds
# at least, since a message may be sent while its answer is late.
USER_SEND = Endpoint(
    "users/messages", "POST", "/v2/users/{openid}/messages", _SEND, quota="reply.user"
)
GROUP_SEND = Endpoint(
    "groups/messages", "POST", "/v2/groups/{group_openid}/messages", _SEND, quota="reply.group"
)
USER_FILE = Endpoint(
    "users/files", "POST", "/v2/users/{openid}/files", _MEDIA, quota="media", timeout_s=30
)
GROUP_FILE = Endpoint(
    "groups/files", "POST", "/v2/groups/{group_openid}/files", _MEDIA, quota="media", timeout_s=30
)
USER_RECALL = Endpoint(
    "users/messages/recall", "DELETE", "/v2/users/{openid}/messages/{message_id}", _RESET
)
GROUP_RECALL = Endpoint(
    "groups/messages/recall",
    "DELETE",
    "/v2/groups/{group_openid}/messages/{message_id}",
    _RESET,
)

ALL = (
    *(TOKEN, ME),
    *(USER_SEND, GROUP_SEND, USER_FILE, GROUP_FILE, USER_RECALL, GROUP_RECALL),
)
