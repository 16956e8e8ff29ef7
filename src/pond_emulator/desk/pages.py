"""The frame around the console's pages, and the pages alone for the script that renews them."""

from html import escape
from pathlib import Path

from pond_emulator.desk import parts, switches
from pond_emulator.desk.words import word
from pond_emulator.faults import CALL_KINDS, NOTICE_KINDS
from pond_emulator.kit.web import Answer, Request, Router, answer_error
from pond_emulator.world import World

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
HTML = "text/html; charset=utf-8"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGES: dict[str, parts.Part] = {
    "overview": parts.overview,
    "people": parts.people,
    "calls": parts.calls,
    "notices": parts.notices,
    "limits": switches.limits,
    "faults": switches.faults,
}


class Desk:
    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, router: Router) -> None:
        router.add("GET", "/emulator", self.page)
        router.add("GET", "/emulator/desk/static/{name}", self.file)
        router.add("GET", "/emulator/desk/{page}", self.page)

    def page(self, request: Request) -> Answer:
        """?lang=zh|en; ?part=1 gives the inside alone."""
        name = request.params.get("page", "overview")
        if name not in PAGES:
            return answer_error(404, "no such page")
        language = "en" if request.query.get("lang") == "en" else "zh"
        inside = PAGES[name](self._world, language).text
        if request.query.get("part") != "1":
            inside = frame(self._world, name, language, inside)
        headers = [("content-security-policy", STRICT), ("cache-control", "no-store")]
        return Answer(200, inside.encode(), headers, HTML)

    def file(self, request: Request) -> Answer:
        path = STATIC / request.params["name"]
        if path.suffix not in TYPES or not path.is_file():
            return answer_error(404, "no such file")
        headers = [("cache-control", "no-cache"), ("x-content-type-options", "nosniff")]
        return Answer(200, path.read_bytes(), headers, TYPES[path.suffix])


def frame(world: World, name: str, language: str, inside: str) -> str:
    other = "zh" if language == "en" else "en"
    links = "".join(
        f'<a href="/emulator/desk/{page}?lang={language}"'
        f"{' aria-current=page' if page == name else ''}>{word(language, page)}</a>"
        for page in PAGES
    )
    form = {"people": run_form, "faults": fault_form}.get(name, no_form)(world, language)
    return (
        f'<!doctype html><html lang="{"en" if language == "en" else "zh-CN"}"><head>'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{word(language, name)} · {word(language, 'title')}</title>"
        f'<link rel="icon" href="/phone/static/icon.svg">'
        f'<link rel="stylesheet" href="/emulator/desk/static/desk.css">'
        f'<script src="/emulator/desk/static/desk.js" defer></script></head><body>'
        f"<header><h1>{word(language, 'title')}</h1><nav>{links}</nav>"
        f'<span><a href="/phone">{word(language, "phone")}</a>'
        f'<a href="/emulator/desk/{name}?lang={other}" lang="{other}">'
        f"{word(language, 'language')}</a></span></header>"
        f'<main>{form}<p id="said" role="status"></p><div id="inside">{inside}</div>'
        f'<p class="none">{word(language, "live")}</p></main></body></html>'
    )


def no_form(_world: World, _language: str) -> str:
    return ""


def field(label: str, name: str, value: str, kind: str = "number") -> str:
    step = ' step="any"' if kind == "number" else ""
    return (
        f'<label>{escape(label)}<input name="{name}" type="{kind}"{step} value="{escape(value)}">'
        "</label>"
    )


def choice(label: str, name: str, options: list[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{escape(v)}">{escape(t)}</option>' for v, t in options)
    return f'<label>{escape(label)}<select name="{name}">{listed}</select></label>'


def run_form(world: World, language: str) -> str:
    """Begins a run of people in a corp."""
    corps = [
        (row["corpid"], row["name"])
        for row in world.store.all("select corpid, name from corp order by rowid desc")
    ]
    if not corps:
        return ""
    fields = choice(word(language, "corp"), "corpid", corps)
    for name, value in (("seed", "1"), ("count", "20"), ("days", "14")):
        fields += field(word(language, name), name, value)
    return form("/emulator/people/run", fields, word(language, "begin"))


def fault_form(_world: World, language: str) -> str:
    kinds = [(kind, word(language, kind)) for kind in (*CALL_KINDS, *NOTICE_KINDS)]
    fields = choice(word(language, "kind"), "kind", kinds)
    fields += field(word(language, "prefix"), "prefix", "", "text")
    blank = (("value", ""), ("rate", "1"), ("count", ""), ("seconds", ""))
    labels = {"count": "remaining"}
    for name, value in blank:
        fields += field(word(language, labels.get(name, name)), name, value)
    return form("/emulator/faults", fields, word(language, "switch_on"))


def form(path: str, fields: str, press: str) -> str:
    return f'<form data-path="{path}">{fields}<button class="go">{escape(press)}</button></form>'
