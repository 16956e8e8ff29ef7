"""API keys: shown once, kept as a digest, limited to named rights."""

import secrets

from sqlalchemy import insert, update

from pondkeeper.domain.staff.models import ApiKey
from pondkeeper.domain.staff.rights import ALL_RIGHTS
from pondkeeper.kit.crypto import digest
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import FieldError, Forbidden, InvalidInput, NotFound

SQL = SqlFolder("pondkeeper.domain.staff")
PREFIX = "pk_"
SHOWN = 10


async def create_key(tx: Tx, *, name: str, rights: list[str]) -> tuple[int, str]:
    """Return the id and the key itself, which is never shown again.

    Nobody hands out a right that they do not have. Raises InvalidInput or Forbidden.
    """
    unknown = sorted(set(rights) - ALL_RIGHTS)
    if unknown or not rights or not name.strip():
        what = f"Unknown: {', '.join(unknown)}" if unknown else "Name and rights are needed."
        raise InvalidInput("The key cannot be made so.", errors=[FieldError("rights", what)])
    if not set(rights) <= tx.actor.rights:
        raise Forbidden("A key cannot have rights that you do not have.")
    secret = PREFIX + secrets.token_urlsafe(32)
    key_id = (
        await tx.execute(
            insert(ApiKey)
            .values(
                workspace_id=tx.workspace_id,
                name=name.strip(),
                key_digest=digest(secret),
                shown_prefix=secret[:SHOWN],
                rights=sorted(rights),
                created_at=tx.clock.real(),
                made_by=tx.actor.id if tx.actor.kind == "staff" else None,
            )
            .returning(ApiKey.id)
        )
    ).scalar_one()
    return key_id, secret


async def revoke_key(tx: Tx, key_id: int) -> None:
    """End a key at once. Raises NotFound."""
    ended = await tx.execute(
        update(ApiKey)
        .where(
            ApiKey.workspace_id == tx.workspace_id,
            ApiKey.id == key_id,
            ApiKey.revoked_at.is_(None),
        )
        .values(revoked_at=tx.clock.real())
    )
    if not ended.rowcount:
        raise NotFound("There is no such key, or it was revoked already.")


async def find_key(tx: Tx, secret: str) -> tuple[int, int] | None:
    """Return (workspace, key) ids of a key, before anybody is known."""
    row = await tx.row(SQL.find_api_key, digest=digest(secret))
    return None if row is None else (row["workspace_id"], row["api_key_id"])


async def use_key(tx: Tx, key_id: int) -> frozenset[str]:
    """Return the key's rights and note, at most once a minute, that it was used."""
    rights = await tx.value(
        SQL.use_key, workspace_id=tx.workspace_id, id=key_id, now=tx.clock.real()
    )
    return frozenset(rights or ())
