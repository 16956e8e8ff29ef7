"""Tags as a platform lists them: its ids, groups and names kept beside our own."""

from collections.abc import Sequence
from dataclasses import dataclass

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder("pondkeeper.domain.contacts")


@dataclass(frozen=True, slots=True)
class Label:
    """A tag on the platform, by its id there."""

    platform_id: str
    group_name: str
    name: str


@dataclass(frozen=True, slots=True)
class LabelsKept:
    """How many labels became tags, were renamed or found again, could not be, and are gone.

    `name_taken`: another tag of ours, with a label of its own, has that name in that group.
    """

    added: int
    changed: int
    name_taken: int
    gone: int


async def keep_labels(tx: Tx, labels: Sequence[Label], *, whole: bool = True) -> LabelsKept:
    """Keep a platform's labels as tags; where the list is `whole`, forget ids that are gone.

    A tag whose label is gone stays, with everybody who has it: only its id there is forgotten.
    """
    given = {
        "workspace_id": tx.workspace_id,
        "ids": [label.platform_id for label in labels],
        "groups": [label.group_name for label in labels],
        "names": [label.name for label in labels],
    }
    mine = {"workspace_id": tx.workspace_id, "ids": given["ids"]}
    gone = await tx.run(SQL.labels_gone, **mine) if whole else 0
    renamed = await tx.run(SQL.labels_renamed, **given)
    rows = await tx.rows(SQL.labels_new, now=tx.clock.now(), **given)
    added = sum(row["added"] for row in rows)
    taken = await tx.value(SQL.labels_lacking, **mine)
    return LabelsKept(added, renamed + len(rows) - added, taken, gone)
