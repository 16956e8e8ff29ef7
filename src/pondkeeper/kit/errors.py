"""Errors a caller can act on, rendered at the doors as problem details (RFC 9457)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One input field that is wrong, and what to do about it."""

    field: str
    message: str


class PondError(Exception):
    """An error with a stable code, a sentence that says what happened and one that helps."""

    status = 500
    code = "internal"

    def __init__(
        self,
        detail: str,
        *,
        hint: str = "",
        code: str | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        """Keep the sentences apart: `detail` says what is wrong, `hint` what to do."""
        super().__init__(detail)
        self.detail = detail
        self.hint = hint
        self.code = code or type(self).code
        self.errors = tuple(errors)


class InvalidInput(PondError):
    """The request makes no sense as it stands."""

    status = 422
    code = "invalid_input"


class NotAuthenticated(PondError):
    """Nobody, or nobody we know, is asking."""

    status = 401
    code = "not_authenticated"


class Forbidden(PondError):
    """The asker is known and may not."""

    status = 403
    code = "forbidden"


class NotFound(PondError):
    """There is no such thing here, or it is not yours to see."""

    status = 404
    code = "not_found"


class Conflict(PondError):
    """The thing changed, was used up or exists already."""

    status = 409
    code = "conflict"


class TooMany(PondError):
    """Slow down."""

    status = 429
    code = "too_many"


class Unavailable(PondError):
    """A part we need does not answer now; trying again later can help."""

    status = 503
    code = "unavailable"
