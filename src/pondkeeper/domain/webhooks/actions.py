"""Every write about the addresses themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from pondkeeper.domain.webhooks import keys
from pondkeeper.domain.webhooks.kinds import is_kind
from pondkeeper.domain.webhooks.models import WebhookEndpoint
from pondkeeper.kit.addresses import is_loopback_name, is_public, literal
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

SQL = SqlFolder(__package__)
LONGEST_URL = 2_000
MOST_KINDS = 50


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """What an operator gives. `private`: this installation may speak to private addresses."""

    name: str
    url: str
    kinds: Sequence[str]
    active: bool = True
    private: bool = False


async def add(tx: Tx, draft: EndpointDraft) -> tuple[int, str]:
    """Keep a new address; returns its id and its secret, which is never shown again.

    Raises InvalidInput and Conflict.
    """
    _check(draft)
    secret = keys.fresh()
    try:
        made = await tx.execute(
            insert(WebhookEndpoint)
            .values(
                workspace_id=tx.workspace_id,
                secrets_sealed=keys.seal(tx, [keys.Kept(secret)]),
                created_at=tx.clock.now(),
                **_values(draft),
            )
            .returning(WebhookEndpoint.id)
        )
    except IntegrityError as error:
        raise _taken() from error
    return int(made.scalar_one()), secret


async def change(tx: Tx, endpoint_id: int, draft: EndpointDraft) -> None:
    """Change an address. Switched off, it hears no more, and what waits for it is not sent.

    Switched on, one that was disabled for failing is tried again. Raises InvalidInput, NotFound
    and Conflict.
    """
    _check(draft)
    mended = {"failing_since": None, "disabled_at": None} if draft.active else {}
    try:
        done = await tx.execute(
            update(WebhookEndpoint)
            .where(*_mine(tx, endpoint_id))
            .values(**_values(draft), **mended)
        )
    except IntegrityError as error:
        raise _taken() from error
    if not done.rowcount:
        raise _missing()
    if not draft.active:
        await tx.run(SQL.drop_waiting, workspace_id=tx.workspace_id, endpoint_ids=[endpoint_id])


async def drop(tx: Tx, endpoint_id: int) -> None:
    """Forget an address and what it was told. Raises NotFound."""
    done = await tx.execute(delete(WebhookEndpoint).where(*_mine(tx, endpoint_id)))
    if not done.rowcount:
        raise _missing()


async def rotate(tx: Tx, endpoint_id: int) -> str:
    """Give an address a new secret and return it; the old one signs along for a day.

    Raises NotFound.
    """
    found = await tx.execute(
        select(WebhookEndpoint.secrets_sealed).where(*_mine(tx, endpoint_id)).with_for_update()
    )
    sealed = found.scalar_one_or_none()
    if sealed is None:
        raise _missing()
    secret = keys.fresh()
    await tx.execute(
        update(WebhookEndpoint)
        .where(*_mine(tx, endpoint_id))
        .values(secrets_sealed=keys.rotated(tx, sealed, secret))
    )
    return secret


def _values(draft: EndpointDraft) -> dict[str, Any]:
    return {
        "name": draft.name.strip(),
        "url": draft.url.strip(),
        "kinds": sorted(set(draft.kinds)),
        "active": draft.active,
    }


def _check(draft: EndpointDraft) -> None:
    errors = []
    if not draft.name.strip():
        errors.append(FieldError("name", "An address needs a name."))
    if wrong := _wrong_url(draft.url.strip(), private=draft.private):
        errors.append(wrong)
    if not 0 < len(draft.kinds) <= MOST_KINDS or not all(map(is_kind, draft.kinds)):
        errors.append(FieldError("kinds", "Choose what it hears of, 50 kinds at most."))
    if errors:
        raise InvalidInput("The webhook is not complete.", errors=errors)


def _wrong_url(url: str, *, private: bool) -> FieldError | None:
    """Say what keeps us from calling an address; the call itself looks at where it leads."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return FieldError("url", "This is not an address.")
    if not host or len(url) > LONGEST_URL or parts.username is not None or parts.fragment:
        return FieldError("url", "Give an address without a user name and without '#'.")
    near = is_loopback_name(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and near and private):
        return FieldError("url", "The address must begin with https://.")
    if not private and (near or (literal(host) and not is_public(host))):
        return FieldError("url", "This address is on a private network; it is not called.")
    return None


def _mine(tx: Tx, endpoint_id: int) -> tuple[Any, Any]:
    return WebhookEndpoint.workspace_id == tx.workspace_id, WebhookEndpoint.id == endpoint_id


def _missing() -> NotFound:
    return NotFound("There is no such webhook.")


def _taken() -> Conflict:
    return Conflict("There is a webhook of this name already.", hint="Choose another name.")
