"""What stands where a link leads nowhere (any more)."""

import secrets
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from pondkeeper.pages.render import render
from pondkeeper.pages.words import WORDS, language


class LinkGone(HTTPException):
    """A link that is unknown, expired or withdrawn; the page does not say which."""

    status_code = 404


def gone(request: Request[Any, Any, Any], _error: Exception) -> Response[str]:
    """Answer with a plain page that says whom to ask."""
    accepted = request.headers.get("accept-language", "")
    nonce = secrets.token_urlsafe(12)
    words = WORDS[language(request.query_params.get("lang"), accepted)]
    return render("gone.html", {"t": words, "nonce": nonce}, nonce, status=404)
