"""Articles: drafts, publishing, what readers wrote below, and the files they need."""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint

_DOC = "https://developers.weixin.qq.com/doc/offiaccount"
_DRAFT = f"{_DOC}/Draft_Box"
_PUBLISH = f"{_DOC}/Publish"
_MATERIAL = f"{_DOC}/Asset_Management"
_get = partial(Endpoint, method="GET")
_post = partial(Endpoint, method="POST")
_comment = partial(
    Endpoint,
    method="POST",
    page=f"{_DOC}/Comments_management/Image_Comments_Management_Interface.html",
)

DRAFT_ADD = _post(
    "draft/add",
    path="/cgi-bin/draft/add",
    page=f"{_DRAFT}/Add_draft.html",
    quota="draft.add",
    repeat=False,
)
DRAFT_UPDATE = _post(
    "draft/update", path="/cgi-bin/draft/update", page=f"{_DRAFT}/Update_draft.html"
)
DRAFT_GET = _post("draft/get", path="/cgi-bin/draft/get", page=f"{_DRAFT}/Add_draft.html")
DRAFT_DELETE = _post(
    "draft/delete", path="/cgi-bin/draft/delete", page=f"{_DRAFT}/Delete_draft.html"
)
DRAFT_COUNT = _get("draft/count", path="/cgi-bin/draft/count", page=f"{_DRAFT}/Count_drafts.html")
DRAFTS = _post(
    "draft/batchget",
    path="/cgi-bin/draft/batchget",
    page=f"{_DRAFT}/Get_draft_list.html",
    items="item",
)

# A second one may publish a second time.
PUBLISH = _post(
    "freepublish/submit",
    path="/cgi-bin/freepublish/submit",
    page=f"{_PUBLISH}/Publish.html",
    quota="publish",
    repeat=False,
)
PUBLISH_STATE = _post(
    "freepublish/get", path="/cgi-bin/freepublish/get", page=f"{_PUBLISH}/Get_status.html"
)
PUBLISHED = _post(
    "freepublish/batchget",
    path="/cgi-bin/freepublish/batchget",
    page=f"{_PUBLISH}/Get_publication_records.html",
    items="item",
)
PUBLISHED_GET = _post(
    "freepublish/getarticle",
    path="/cgi-bin/freepublish/getarticle",
    page=f"{_PUBLISH}/Get_article_from_id.html",
)
PUBLISHED_DELETE = _post(
    "freepublish/delete", path="/cgi-bin/freepublish/delete", page=f"{_PUBLISH}/Delete_posts.html"
)

COMMENTS = _comment("comment/list", path="/cgi-bin/comment/list", items="comment")
COMMENTS_OPEN = _comment("comment/open", path="/cgi-bin/comment/open")
COMMENTS_CLOSE = _comment("comment/close", path="/cgi-bin/comment/close")
COMMENT_ELECT = _comment("comment/markelect", path="/cgi-bin/comment/markelect")
COMMENT_UNELECT = _comment("comment/unmarkelect", path="/cgi-bin/comment/unmarkelect")
COMMENT_DELETE = _comment("comment/delete", path="/cgi-bin/comment/delete")
COMMENT_REPLY = _comment("comment/reply/add", path="/cgi-bin/comment/reply/add", repeat=False)
COMMENT_REPLY_DELETE = _comment("comment/reply/delete", path="/cgi-bin/comment/reply/delete")

MEDIA_UPLOAD = _post(
    "media/upload",
    path="/cgi-bin/media/upload",
    page=f"{_MATERIAL}/New_temporary_materials.html",
    quota="media.upload",
    timeout_s=30,
)
MEDIA_GET = _get(
    "media/get",
    path="/cgi-bin/media/get",
    page=f"{_MATERIAL}/Get_temporary_materials.html",
    quota="media.get",
    timeout_s=30,
    raw=True,
)
# A picture inside an article: lives on the platform's own address, counts in no stock.
PICTURE_UPLOAD = _post(
    "media/uploadimg",
    path="/cgi-bin/media/uploadimg",
    page=f"{_MATERIAL}/Adding_Permanent_Assets.html",
    quota="media.upload",
    timeout_s=30,
)
MATERIAL_ADD = _post(
    "material/add_material",
    path="/cgi-bin/material/add_material",
    page=f"{_MATERIAL}/Adding_Permanent_Assets.html",
    quota="media.upload",
    repeat=False,
    timeout_s=30,
)
MATERIAL_GET = _post(
    "material/get_material",
    path="/cgi-bin/material/get_material",
    page=f"{_MATERIAL}/Getting_Permanent_Assets.html",
    timeout_s=30,
    raw=True,
)
MATERIAL_DELETE = _post(
    "material/del_material",
    path="/cgi-bin/material/del_material",
    page=f"{_MATERIAL}/Deleting_Permanent_Assets.html",
)
MATERIALS = _post(
    "material/batchget_material",
    path="/cgi-bin/material/batchget_material",
    page=f"{_MATERIAL}/Get_materials_list.html",
    items="item",
)
MATERIAL_COUNT = _get(
    "material/get_materialcount",
    path="/cgi-bin/material/get_materialcount",
    page=f"{_MATERIAL}/Get_the_total_of_all_materials.html",
)
