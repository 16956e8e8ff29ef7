"""Where people come from, by name."""

from sqlalchemy import insert, select, update

from pondkeeper.domain.contacts.models import Source
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

KINDS = (
    "parcel", "red_packet", "content", "live", "ads", "swap", "store", "referral", "other",
)
NAME_LENGTH = 60


async def make_source(tx: Tx, name: str, kind: str, *, note: str = "") -> int:
    """Make a source; returns its id. Raises InvalidInput, and Conflict when the name is taken."""
    plain = _checked(name, kind)
    await _free(tx, plain, besides=None)
    made = await tx.execute(
        insert(Source)
        .values(
            workspace_id=tx.workspace_id,
            name=plain,
            kind=kind,
            note=note,
            created_at=tx.clock.now(),
        )
        .returning(Source.id)
    )
    return int(made.scalar_one())


async def change_source(tx: Tx, source_id: int, name: str, kind: str) -> None:
    """Rename a source or set its kind. Raises InvalidInput, Conflict and NotFound."""
    plain = _checked(name, kind)
    await _free(tx, plain, besides=source_id)
    changed = await tx.execute(
        update(Source)
        .where(Source.workspace_id == tx.workspace_id, Source.id == source_id)
        .values(name=plain, kind=kind)
        .returning(Source.id)
    )
    if changed.first() is None:
        raise NotFound("There is no such source.")


def _checked(name: str, kind: str) -> str:
    plain = name.strip()
    errors = []
    if not 1 <= len(plain) <= NAME_LENGTH:
        errors.append(FieldError("name", "1 to 60 characters."))
    if kind not in KINDS:
        errors.append(FieldError("kind", f"One of: {', '.join(KINDS)}."))
    if errors:
        raise InvalidInput("The source can not be kept like this.", errors=errors)
    return plain


async def _free(tx: Tx, name: str, *, besides: int | None) -> None:
    found = await tx.execute(
        select(Source.id).where(Source.workspace_id == tx.workspace_id, Source.name == name)
    )
    holder = found.scalar_one_or_none()
    if holder is not None and holder != besides:
        raise Conflict("There is a source of this name already.")
