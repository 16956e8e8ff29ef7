"""Groups of customers: which there are, who is in them, who came and left. A group is read whole
at the platform whenever something is told of it, and compared with ours.
"""

from pondkeeper.domain.groups.actions import keep, let_go, read_soon
from pondkeeper.domain.groups.queries import GroupRow, PersonRow, list_groups, list_people

__all__ = [
    "GroupRow",
    "PersonRow",
    "keep",
    "let_go",
    "list_groups",
    "list_people",
    "read_soon",
]
