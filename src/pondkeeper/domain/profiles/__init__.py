"""What we know of each person: sums per day, where they stand, what they may be worth.
Worked out again for the contacts that something happened to, always from the facts.
"""

from pondkeeper.domain.profiles.actions import (
    Score,
    consume,
    drop_scores,
    enter,
    mark_dirty,
    rebuild,
    work_out,
    write_model,
    write_scores,
)
from pondkeeper.domain.profiles.lists import SORTS, ContactFilters, Row, find_contacts, find_ids
from pondkeeper.domain.profiles.queries import Model, latest_model
from pondkeeper.domain.profiles.scoring import Cuts, cuts_of, keep_cuts

__all__ = [
    "SORTS", "ContactFilters", "Cuts", "Model", "Row", "Score", "consume", "cuts_of",
    "drop_scores", "enter", "find_contacts", "find_ids", "keep_cuts", "latest_model", "mark_dirty",
    "rebuild", "work_out", "write_model", "write_scores",
]
