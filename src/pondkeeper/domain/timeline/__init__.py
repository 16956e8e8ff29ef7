"""What happened to whom, append-only, idempotent for what comes from outside.
Recording an event is how an action tells the rooms above that something happened.
"""

from pondkeeper.domain.timeline.actions import NewEvent, Recorded, record, record_many
from pondkeeper.domain.timeline.queries import Happened, events, of_contact

__all__ = ["Happened", "NewEvent", "Recorded", "events", "of_contact", "record", "record_many"]
