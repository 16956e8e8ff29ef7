"""Kuaishou's endpoints that we use. Pages: https://open.kuaishou.com/docs/N (one source each, V1).

`auth`: app (token in the query or form), user (the account's token in the query).
"""

from pondkeeper.platforms.common.endpoint import Endpoint

_SERVER = "develop/server"

APP_TOKEN = Endpoint(
    "oauth2/access_token (app)", "POST", "/oauth2/access_token", f"{_SERVER}/getAccessToken.html",
    auth="none", quota="token", timeout_s=5,
)  # fmt: skip
CODE_TOKEN = Endpoint(
    "oauth2/access_token", "POST", "/oauth2/access_token", "platformDocs/develop/web-app",
    auth="none", quota="token", repeat=False,
)  # fmt: skip
REFRESH_TOKEN = Endpoint(
    "oauth2/refresh_token", "POST", "/oauth2/refresh_token", "platformDocs/develop/web-app",
    auth="none", quota="token", timeout_s=5, repeat=False,
)  # fmt: skip
LOGIN = Endpoint(
    "mp/code2session", "POST", "/oauth2/mp/code2session", f"{_SERVER}/code2Session.html",
    auth="none", repeat=False,
)  # fmt: skip
# The person's yes is used up by the first that arrives.
SUBSCRIBE = Endpoint(
    "message/template/send", "POST", "/openapi/mp/developer/message/template/send",
    f"{_SERVER}/sendMessage.html", quota="subscribe", repeat=False,
)  # fmt: skip
ACCOUNT = Endpoint(
    "user_info", "GET", "/openapi/user_info",
    "platformDocs/openAbility/userInformation/publicInformation", auth="user",
)  # fmt: skip
WORKS = Endpoint(
    "photo/list", "GET", "/openapi/photo/list", "platformDocs/openAbility/contentManagement",
    auth="user", items="video_list",
)  # fmt: skip
WORK = Endpoint(
    "photo/info", "GET", "/openapi/photo/info", "platformDocs/openAbility/contentManagement",
    auth="user",
)  # fmt: skip
WORK_COUNT = Endpoint(
    "photo/count", "GET", "/openapi/photo/count", "platformDocs/openAbility/contentManagement",
    auth="user",
)  # fmt: skip

ALL = (
    *(APP_TOKEN, CODE_TOKEN, REFRESH_TOKEN, LOGIN, SUBSCRIBE),
    *(ACCOUNT, WORKS, WORK, WORK_COUNT),
)
