"""Errors as problem details (RFC 9457), the same for every kind of door."""

from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from pondkeeper.kit.crypto import KeysUnusable
from pondkeeper.kit.db import broken_limit
from pondkeeper.kit.errors import PondError

MEDIA_TYPE = "application/problem+json"
LOG = structlog.get_logger(__name__)
BROKEN: dict[str, tuple[str, int, str, str]] = {
    "reference": (
        "not_here", 409, "This names something that is not here, or is still in use.",
        "Reload the page and choose again.",
    ),
    "taken": ("taken", 409, "There is one of this name already.", "Choose another name."),
    "range": ("range", 422, "A number is too large.", "Choose a smaller one."),
    "text": (
        "text", 422, "A text holds a character that cannot be kept.", "Remove it and try again.",
    ),
}
"""Limits of the database that no action turned into words of its own: never a fault of ours."""


class FieldProblem(msgspec.Struct):
    """One wrong field and what to do about it."""

    field: str
    message: str


class Problem(msgspec.Struct):
    """What went wrong, in words a person can act on."""

    type: str
    title: str
    status: int
    detail: str
    hint: str | None = None
    errors: list[FieldProblem] = []


def describe(error: Exception) -> Problem:
    """Return the problem that an exception is to the caller; unexpected ones tell nothing."""
    if isinstance(error, PondError):
        fields = [FieldProblem(one.field, one.message) for one in error.errors]
        return _problem(error.code, error.status, error.detail, error.hint, fields)
    if isinstance(error, ValidationException):
        return _problem("validation", 422, "Some fields are not valid.", "", _fields(error.extra))
    if isinstance(error, HTTPException):
        return _problem(f"http_{error.status_code}", error.status_code, error.detail)
    if isinstance(error, KeysUnusable):
        return _problem("keys_unusable", 503, str(error), "Run `pond doctor`.")
    if (broken := broken_limit(error)) is not None:
        return _problem(*BROKEN[broken])
    return _problem(
        "internal", 500, "Something went wrong on our side; it was noted.", "Try again in a moment."
    )


def render(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's exception handler: answer any error as a problem, log the unexpected ones."""
    problem = describe(error)
    if problem.status >= 500:  # the caller is told nothing more, so the log must be
        LOG.error("request failed", path=request.url.path, exc_info=error)
    headers = {"Retry-After": "60"} if problem.status in {429, 503} else {}
    return Response(
        msgspec.json.encode(problem), status_code=problem.status, media_type=MEDIA_TYPE,
        headers=headers,
    )


def _problem(
    code: str, status: int, detail: str, hint: str = "", errors: list[FieldProblem] | None = None
) -> Problem:
    title = code.replace("_", " ")
    return Problem(f"/problems/{code}", title, status, detail, hint or None, errors or [])


def _fields(extra: object) -> list[FieldProblem]:
    given = extra if isinstance(extra, list) else []
    return [
        FieldProblem(str(one.get("key", "")).removeprefix("data."), str(one.get("message", "")))
        for one in given
        if isinstance(one, dict)
    ]
