"""Every write about channels themselves: made, changed, tested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from pondkeeper.domain.channels.models import Channel
from pondkeeper.domain.channels.ports import Platform, TestStep
from pondkeeper.kit import ids
from pondkeeper.kit.clock import SteeredClock
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

SECRETS = "channel.secrets_sealed"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """What an operator gives; `settings` mixes plain values and secrets, as the form does."""

    name: str
    base_url: str
    settings: Mapping[str, str]
    active: bool = True


async def add(tx: Tx, platform: Platform, draft: ChannelDraft) -> int:
    """Keep a new channel and return its id. Raises InvalidInput and Conflict."""
    _check(tx, draft)
    plain, secrets = _split(platform, draft.settings)
    _check_required(platform, plain | secrets)
    try:
        made = await tx.execute(
            insert(Channel)
            .values(
                workspace_id=tx.workspace_id,
                kind=platform.kind,
                name=draft.name.strip(),
                public_key=ids.token(tx.epoch),
                base_url=draft.base_url.strip() or platform.default_base_url,
                settings=plain,
                secrets_sealed=seal(tx, secrets),
                active=draft.active,
                created_at=tx.clock.now(),
            )
            .returning(Channel.id)
        )
    except IntegrityError as error:
        raise _taken(error) from error
    return int(made.scalar_one())


async def change(tx: Tx, platform: Platform, channel_id: int, draft: ChannelDraft) -> None:
    """Change a channel; a secret that is not given stays. Raises NotFound and InvalidInput."""
    _check(tx, draft)
    mine = (Channel.workspace_id == tx.workspace_id, Channel.id == channel_id)
    found = await tx.execute(select(Channel.secrets_sealed).where(*mine).with_for_update())
    sealed = found.scalar_one_or_none()
    if sealed is None:
        raise NotFound("There is no such channel.")
    plain, given = _split(platform, draft.settings)
    secrets = open_secrets(tx, sealed) | {name: text for name, text in given.items() if text}
    _check_required(platform, plain | secrets)
    try:
        await tx.execute(
            update(Channel)
            .where(*mine)
            .values(
                name=draft.name.strip(),
                base_url=draft.base_url.strip() or platform.default_base_url,
                settings=plain,
                secrets_sealed=seal(tx, secrets),
                active=draft.active,
                tested_at=None,
                test_result=None,
            )
        )
    except IntegrityError as error:
        raise _taken(error) from error


async def keep_settings(tx: Tx, channel_id: int, changed: Mapping[str, str]) -> None:
    """Keep plain settings that the platform itself renewed. Raises NotFound."""
    mine = (Channel.workspace_id == tx.workspace_id, Channel.id == channel_id)
    found = await tx.execute(select(Channel.settings).where(*mine).with_for_update())
    settings = found.scalar_one_or_none()
    if settings is None:
        raise NotFound("There is no such channel.")
    await tx.execute(update(Channel).where(*mine).values(settings={**settings, **changed}))


async def keep_test(tx: Tx, channel_id: int, steps: Sequence[TestStep]) -> None:
    """Keep how a connection test went; the outside calls were made before this transaction."""
    rows = [{"name": step.name, "ok": step.ok, "detail": step.detail} for step in steps]
    await tx.execute(
        update(Channel)
        .where(Channel.workspace_id == tx.workspace_id, Channel.id == channel_id)
        .values(
            tested_at=tx.clock.now(),
            test_result={"ok": all(step.ok for step in steps), "steps": rows},
        )
    )


def seal(tx: Tx, secrets: Mapping[str, str]) -> bytes:
    """Encrypt a channel's secrets."""
    return tx.keyring.seal(msgspec.json.encode(dict(secrets)), about=SECRETS)


def open_secrets(tx: Tx, sealed: bytes) -> dict[str, str]:
    """Decrypt a channel's secrets."""
    return msgspec.json.decode(tx.keyring.open(sealed, about=SECRETS), type=dict[str, str])


def _check(tx: Tx, draft: ChannelDraft) -> None:
    errors = []
    if not draft.name.strip():
        errors.append(FieldError("name", "A channel needs a name."))
    parts = urlsplit(draft.base_url.strip())
    if draft.base_url.strip() and (parts.scheme not in {"http", "https"} or not parts.hostname):
        errors.append(FieldError("base_url", "The address must begin with https://."))
    if errors:
        raise InvalidInput("The channel is not complete.", errors=errors)
    if isinstance(tx.clock, SteeredClock) and parts.hostname not in LOOPBACK:
        raise Conflict(
            "Business time is steered here; a real platform cannot be connected.",
            hint="Give an address on this machine, or end the steering first.",
        )


def _split(
    platform: Platform, given: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Part plain settings from secrets by the platform's schema; other plain names are kept."""
    hidden = {row.name for row in platform.settings_schema if row.secret}
    plain = {name: text for name, text in given.items() if name not in hidden}
    return plain, {name: text for name, text in given.items() if name in hidden}


def _check_required(platform: Platform, given: Mapping[str, str]) -> None:
    lacking = [
        FieldError(row.name, f"{row.label_en} is needed.")
        for row in platform.settings_schema
        if row.required and not given.get(row.name, "").strip()
    ]
    if lacking:
        raise InvalidInput("Some settings are missing.", errors=lacking)


def _taken(error: IntegrityError) -> Conflict:
    del error
    return Conflict("There is a channel of this name already.", hint="Choose another name.")
