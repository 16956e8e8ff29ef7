"""Bilibili's endpoints that we use, on https://member.bilibili.com and, for tokens, on
https://api.bilibili.com (`token_url`). Pages: https://open.bilibili.com/doc/4/N; of the
figures the page was not found.

`auth`: user (the account's token in a header, and the app's signature over some headers).
"""

from pondkeeper.platforms.common.endpoint import Endpoint

_OAUTH = "eaf0e2b5-bde9-b9a0-9be1-019bb455701c"

TOKEN = Endpoint(
    "oauth2/token", "POST", "/x/account-oauth2/v1/token", _OAUTH, auth="none", quota="token",
    repeat=False, host="token_url",
)  # fmt: skip
# A new long token comes with the answer, and the old one dies.
REFRESH_TOKEN = Endpoint(
    "oauth2/refresh_token", "POST", "/x/account-oauth2/v1/refresh_token", _OAUTH, auth="none",
    quota="token", timeout_s=5, repeat=False, host="token_url",
)  # fmt: skip
ACCOUNT = Endpoint(
    "user/account/info", "GET", "/arcopen/fn/user/account/info",
    "feb66f99-7d87-c206-00e7-d84164cd701c", auth="user",
)  # fmt: skip
SCOPES = Endpoint(
    "user/account/scopes", "GET", "/arcopen/fn/user/account/scopes",
    "08f935c5-29f1-e646-85a3-0b11c2830558", auth="user",
)  # fmt: skip
ACCOUNT_FIGURES = Endpoint(
    "data/user/stat", "GET", "/arcopen/fn/data/user/stat", "", auth="user"
)
WORK_FIGURES = Endpoint(
    "data/arc/stat", "GET", "/arcopen/fn/data/arc/stat", "", auth="user"
)
WORKS_GAIN = Endpoint(
    "data/arc/inc-stats", "GET", "/arcopen/fn/data/arc/inc-stats", "", auth="user"
)
ARTICLE_FIGURES = Endpoint(
    "data/art/stat", "GET", "/arcopen/fn/data/art/stat", "", auth="user"
)
ARTICLES_GAIN = Endpoint(
    "data/art/inc-stats", "GET", "/arcopen/fn/data/art/inc-stats", "", auth="user"
)
WORKS = Endpoint(
    "archive/viewlist", "GET", "/arcopen/fn/archive/viewlist",
    "a24030b7-6b8f-b36c-32d8-a4aae67fcc35", auth="user", items="list",
)  # fmt: skip

ALL = (
    *(TOKEN, REFRESH_TOKEN, ACCOUNT, SCOPES, ACCOUNT_FIGURES, WORK_FIGURES, WORKS_GAIN),
    *(ARTICLE_FIGURES, ARTICLES_GAIN, WORKS),
)
