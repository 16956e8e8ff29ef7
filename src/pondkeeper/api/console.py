"""The console's files: one page, its scripts and styles, cached by their hashed names."""

import mimetypes
from pathlib import Path

from pondkeeper.api.hot import Receive, Scope, Send

FOLDER = Path(__file__).resolve().parents[1] / "console"
NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>Pondkeeper</title>"
    "<p>The console is not built: start the clone by <code>./pond</code>, or install a wheel."
)
POLICY = (
    b"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline';"
    b" frame-ancestors 'self'; base-uri 'none'; form-action 'self'"
)
ASSETS = "/console/assets/"


async def console(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer `/` with a redirect and everything under /console/ from the built files."""
    path: str = scope["path"]
    if path in {"/", "/console"}:
        await _answer(send, 302, b"", [(b"location", b"/console/")])
        return
    file = _file(path.removeprefix("/console/"))
    if file is None:
        await _answer(send, 200, NOT_BUILT.encode(), [(b"content-type", b"text/html")])
        return
    if file.suffix == ".html" and path.startswith(ASSETS):
        # of an older build, asked for by a page that stayed open: the page itself is no answer
        await _answer(send, 404, b"", [(b"cache-control", b"no-store")])
        return
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    hashed = path.startswith(ASSETS)
    cache = b"public, max-age=31536000, immutable" if hashed else b"no-cache"
    body, encoding = _body(file, dict(scope["headers"]))
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"cache-control", cache),
        (b"content-security-policy", POLICY),
        (b"vary", b"accept-encoding"),
        *encoding,
    ]
    await _answer(send, 200, body, headers)


def _file(name: str) -> Path | None:
    """Return the asked file, or the page itself for any address that the page's router knows."""
    index = FOLDER / "index.html"
    if not index.is_file():
        return None
    file = (FOLDER / name).resolve()
    inside = file.is_relative_to(FOLDER)
    return file if name and inside and file.is_file() else index


def _body(file: Path, headers: dict[bytes, bytes]) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    zipped = file.with_name(f"{file.name}.gz")
    if b"gzip" in headers.get(b"accept-encoding", b"") and zipped.is_file():
        return zipped.read_bytes(), [(b"content-encoding", b"gzip")]
    return file.read_bytes(), []


async def _answer(
    send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
