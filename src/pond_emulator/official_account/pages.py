"""An article as its readers see it, as on mp.weixin.qq.com/s/…"""

from html import escape

from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.official_account import acts, articles
from pond_emulator.world import World

# The text is whatever an account wrote: it runs nothing here.
STRICT = "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; sandbox"


class Pages:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("GET", "/s/{media_id}/{index}", self.article)

    def article(self, request: Request) -> Answer:
        """?person= counts as a reading by that person."""
        media_id, index = request.params["media_id"], request.params["index"]
        row = self._world.store.one("select * from wx_article where media_id = ?", media_id)
        found = articles.unpacked(row) if row else []
        if row is None or not index.isdigit() or int(index) >= len(found):
            return answer_error(404, "no such article")
        if row["state"] == articles.DELETED or found[int(index)].get("is_deleted"):
            return answer_error(410, "the account has deleted this article")
        reader = request.query.get("person", "")
        if reader.isdigit():
            try:
                acts.read(
                    self._world,
                    int(reader),
                    row["appid"],
                    media_id,
                    int(index),
                    request.query.get("from", "session"),
                    share=False,
                )
            except LookupError as error:
                return answer_error(404, str(error.args[0]))
        return shown(found[int(index)])


def shown(article: dict[str, str]) -> Answer:
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        f"<title>{escape(article['title'])}</title><h1>{escape(article['title'])}</h1>"
        f"<p>{escape(article['author'])}</p><article>{article['content']}</article></html>"
    )
    headers = [("content-security-policy", STRICT), ("x-content-type-options", "nosniff")]
    return Answer(200, page.encode(), headers, "text/html; charset=utf-8")
