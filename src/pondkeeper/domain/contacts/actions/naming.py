"""The pieces by which a name is found follow the name."""

from collections.abc import Mapping

from pondkeeper.domain.contacts.names import grams
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx


async def rename(tx: Tx, names: Mapping[int, tuple[str, str]]) -> int:
    """Have contacts found by their new names, {contact: (old, new)}; how many pieces went."""
    gone = _pieces({one: grams(old) - grams(new) for one, (old, new) in names.items()})
    come = _pieces({one: grams(new) for one, (_, new) in names.items()})
    if gone or come:
        await tx.run(
            SQL.rename,
            workspace_id=tx.workspace_id,
            old_ids=[contact_id for contact_id, _ in gone],
            old_grams=[gram for _, gram in gone],
            new_ids=[contact_id for contact_id, _ in come],
            new_grams=[gram for _, gram in come],
        )
    return len(gone)


def _pieces(by_contact: Mapping[int, set[str]]) -> list[tuple[int, str]]:
    """Sorted, so that two who rename at once lock in one order."""
    return sorted((contact_id, gram) for contact_id, some in by_contact.items() for gram in some)
