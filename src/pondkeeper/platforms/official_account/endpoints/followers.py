"""Who follows: the list, one by one, labels, remarks and the blacklist."""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint

_DOC = "https://developers.weixin.qq.com/doc/offiaccount/User_Management"
_TAGS = f"{_DOC}/User_Tag_Management.html"
_PROFILE = f"{_DOC}/Get_users_basic_information_UnionID.html"
_BLACK = f"{_DOC}/Manage_blacklist.html"
_get = partial(Endpoint, method="GET")
_post = partial(Endpoint, method="POST")

FOLLOWERS = _get(
    "user/get",
    path="/cgi-bin/user/get",
    page=f"{_DOC}/Getting_a_User_List.html",
    quota="user.get",
    cursor="next_openid",
)
FOLLOWER = _get("user/info", path="/cgi-bin/user/info", page=_PROFILE, quota="user.info")
FOLLOWERS_INFO = _post(
    "user/info/batchget",
    path="/cgi-bin/user/info/batchget",
    page=_PROFILE,
    quota="user.info",
    items="user_info_list",
)
REMARK = _post(
    "user/info/updateremark",
    path="/cgi-bin/user/info/updateremark",
    page=f"{_DOC}/Configuring_user_notes.html",
    quota="user.remark",
)

TAGS = _get("tags/get", path="/cgi-bin/tags/get", page=_TAGS, items="tags")
TAG_ADD = _post("tags/create", path="/cgi-bin/tags/create", page=_TAGS, repeat=False)
TAG_RENAME = _post("tags/update", path="/cgi-bin/tags/update", page=_TAGS)
TAG_DELETE = _post("tags/delete", path="/cgi-bin/tags/delete", page=_TAGS)
TAGGED = _post("user/tag/get", path="/cgi-bin/user/tag/get", page=_TAGS, cursor="next_openid")
TAGS_OF = _post("tags/getidlist", path="/cgi-bin/tags/getidlist", page=_TAGS, items="tagid_list")
TAG_ON = _post("tags/members/batchtagging", path="/cgi-bin/tags/members/batchtagging", page=_TAGS)
TAG_OFF = _post(
    "tags/members/batchuntagging", path="/cgi-bin/tags/members/batchuntagging", page=_TAGS
)

BLACKLIST = _post(
    "tags/members/getblacklist",
    path="/cgi-bin/tags/members/getblacklist",
    page=_BLACK,
    cursor="next_openid",
)
BLACKLIST_ADD = _post(
    "tags/members/batchblacklist", path="/cgi-bin/tags/members/batchblacklist", page=_BLACK
)
BLACKLIST_REMOVE = _post(
    "tags/members/batchunblacklist", path="/cgi-bin/tags/members/batchunblacklist", page=_BLACK
)
CHANGED_OPENIDS = _post(
    "changeopenid",
    path="/cgi-bin/changeopenid",
    page="https://kf.qq.com/faq/1901177NrqMr190117nqYJze.html",
    items="result_list",
)
