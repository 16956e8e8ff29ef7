"""Something for a member of staff to do: opened by what happened, done by a person.
A task is opened once for each cause.
"""

from pondkeeper.domain.tasks.actions import NewTask, open_many

__all__ = ["NewTask", "open_many"]
