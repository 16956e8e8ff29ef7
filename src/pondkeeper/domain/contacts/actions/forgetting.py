"""Erasures outlive a restore: noted in a journal beside the database, and done again from it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from pondkeeper.domain.contacts.actions.erasing import wipe
from pondkeeper.domain.contacts.models import Contact, Erasure
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.journal import ErasedLine, house

BY_RESTORE = "restore"


async def journal_line(tx: Tx, contact_id: int) -> ErasedLine:
    """Return what the journal keeps of an erased person, given who speaks for them."""
    row = await tx.row(SQL.journal_line, workspace_id=tx.workspace_id, contact_id=contact_id)
    if row is None:
        msg = f"contact {contact_id} speaks for nobody"
        raise LookupError(msg)
    return ErasedLine(
        house=house(row["first_business_at"], row["set_up_at"]),
        epoch=tx.epoch,
        workspace_id=tx.workspace_id,
        contact_ids=row["contact_ids"],
        at=tx.clock.real(),
    )


async def forget_again(tx: Tx, contact_ids: Sequence[int], at: datetime) -> bool:
    """Erase contacts that were erased after a backup was made; False when there is nobody left.

    Those who came after the backup are not here, and those erased before stay so.
    """
    found = await tx.execute(
        select(Contact.id).where(
            Contact.workspace_id == tx.workspace_id,
            Contact.id.in_(contact_ids),
            Contact.erased_at.is_(None),
        )
    )
    here = sorted(found.scalars())
    if not here:
        return False
    reached = await wipe(tx, here)
    await tx.execute(
        insert(Erasure).values(
            workspace_id=tx.workspace_id,
            contact_id=here[0],
            requested_at=at,
            requested_by=BY_RESTORE,
            finished_at=tx.clock.now(),
            reached=reached,
        )
    )
    return True
