"""HTML that staff write: what may stand in an article, and in the console that shows it."""

from html.parser import HTMLParser

import nh3

TAGS = {
    "p", "br", "section", "span", "strong", "b", "em", "i", "u", "s", "h1", "h2", "h3", "h4",
    "blockquote", "ul", "ol", "li", "a", "img", "hr", "table", "thead", "tbody", "tr", "td", "th",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"style"},
    "a": {"href"},
    "img": {"src", "alt", "width"},
    "td": {"colspan", "rowspan"},
}
STYLES = {
    "text-align", "color", "background-color", "font-size", "font-weight", "font-style",
    "line-height", "margin", "padding", "border-left", "border-radius", "width", "max-width",
    "text-indent", "letter-spacing",
}  # fmt: skip


def clean(html: str) -> str:
    """Return `html` without scripts, handlers, foreign styles and addresses other than http(s)."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        filter_style_properties=STYLES,
        link_rel=None,
    ).strip()


def has_content(html: str) -> bool:
    """Tell whether somebody would see something: a letter or a picture."""
    reader = _Reader()
    reader.feed(html)
    return reader.seen


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen = self.seen or (tag == "img" and any(name == "src" for name, _ in attrs))

    def handle_data(self, data: str) -> None:
        self.seen = self.seen or bool(data.strip())
