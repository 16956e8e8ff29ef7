"""Words on people: each with its origin, put on and taken off as sets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.given import TagOrigin
from pondkeeper.domain.contacts.models import Tag
from pondkeeper.domain.contacts.scope import by_actor, canonicals
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

NAME_LENGTH = 30


async def make_tag(
    tx: Tx, name: str, *, group: str = "", platform_id: str | None = None
) -> int:
    """Return the tag of this name in this group, made if it is new. Raises InvalidInput."""
    plain = name.strip()
    if not 1 <= len(plain) <= NAME_LENGTH:
        raise InvalidInput(
            "A tag has 1 to 30 characters.", errors=[FieldError("name", "1 to 30 characters.")]
        )
    values = {"workspace_id": tx.workspace_id, "group_name": group.strip(), "name": plain}
    made = insert(Tag).values(platform_id=platform_id, created_at=tx.clock.now(), **values)
    kept = await tx.execute(
        made.on_conflict_do_update(
            index_elements=["workspace_id", "group_name", "name"],
            set_={"platform_id": platform_id or Tag.platform_id},
        ).returning(Tag.id)
    )
    return int(kept.scalar_one())


async def tag(
    tx: Tx, contact_ids: Sequence[int], tag_ids: Sequence[int], *, origin: TagOrigin
) -> int:
    """Put tags on people; returns how many people changed. A tag someone has stays as it came.

    Records `contact.tagged` {added, removed: tag names, origin}. Raises NotFound for people that
    are not ours to see, InvalidInput for tags that do not exist.
    """
    return await retag(tx, contact_ids, add=tag_ids, origin=origin)


async def untag(
    tx: Tx, contact_ids: Sequence[int], tag_ids: Sequence[int], *, origin: TagOrigin = "hand"
) -> int:
    """Take tags off people, whoever put them there; returns how many people changed."""
    return await retag(tx, contact_ids, remove=tag_ids, origin=origin)


async def retag(
    tx: Tx,
    contact_ids: Sequence[int],
    *,
    add: Sequence[int] = (),
    remove: Sequence[int] = (),
    origin: TagOrigin,
) -> int:
    """Put tags on and take tags off people in one go; returns how many people changed."""
    if not contact_ids or not (add or remove):
        return 0
    names = await _names(tx, [*add, *remove])
    await canonicals(tx, contact_ids)
    who = {"workspace_id": tx.workspace_id, "contact_ids": list(contact_ids)}
    gone = await tx.rows(SQL.untag, tag_ids=list(remove), **who)
    new = await tx.rows(
        SQL.tag,
        tag_ids=list(add),
        origin=origin,
        by_actor=by_actor(tx),
        at=tx.clock.now(),
        **who,
    )
    changes = _changes(names, new, gone)
    told = {"origin": origin, "by_actor": by_actor(tx)}
    await timeline.record_many(
        tx,
        [
            timeline.NewEvent("contact.tagged", contact_id, None, words | told)
            for contact_id, words in changes.items()
        ],
        origin="import" if origin == "import" else "live",
    )
    return len(changes)


async def _names(tx: Tx, tag_ids: Sequence[int]) -> dict[int, str]:
    found = await tx.execute(
        select(Tag.id, Tag.name).where(
            Tag.workspace_id == tx.workspace_id, Tag.id.in_(tag_ids)
        )
    )
    names = {row.id: row.name for row in found}
    if len(names) < len(set(tag_ids)):
        raise InvalidInput("One of these tags does not exist.", hint="Load the tags again.")
    return names


def _changes(
    names: dict[int, str], new: Iterable[Any], gone: Iterable[Any]
) -> dict[int, dict[str, list[str]]]:
    changes: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"added": [], "removed": []})
    for what, rows in (("added", new), ("removed", gone)):
        for row in rows:
            changes[row["contact_id"]][what].append(names[row["tag_id"]])
    return changes
