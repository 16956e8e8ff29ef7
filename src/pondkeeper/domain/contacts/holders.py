"""Reading who holds the customers: members of staff as the platform knows them."""

from dataclasses import dataclass

from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx


@dataclass(frozen=True, slots=True)
class Holder:
    """A platform member; `contacts` are friendships that stand, of a leaver those left behind."""

    member_id: str
    name: str
    channel_id: int | None
    store_id: int | None
    store_name: str | None
    staff_id: int | None
    has_left: bool
    contacts: int


async def holders(tx: Tx) -> list[Holder]:
    """Return all who have or may have customers, those who left last."""
    return await tx.rows(SQL.holders, into=Holder, workspace_id=tx.workspace_id)
