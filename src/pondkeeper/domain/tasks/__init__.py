"""Something for a member of staff to do: opened by what happened, done by a person.
A task is opened once for each cause.
"""

from pondkeeper.domain.tasks.actions import NewTask, finish, open_many
from pondkeeper.domain.tasks.queries import open_tasks

__all__ = ["NewTask", "finish", "open_many", "open_tasks"]
