"""How far along a customer is, by days since they came and since they last gave a sign of life.

A sign of life is an order, a message to us or becoming a friend; what we send is none. Lost is
who ended every friendship, or was silent for half a year; new is who came within a month;
active is who was heard of within two; dormant is everybody between.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Literal

Lifecycle = Literal["new", "active", "dormant", "lost"]
STAGES: Final[tuple[Lifecycle, ...]] = ("new", "active", "dormant", "lost")

NEW_DAYS: Final = 30
ACTIVE_DAYS: Final = 60
LOST_DAYS: Final = 180


def boundaries(now: datetime) -> dict[str, Any]:
    """Return what `sql/states.sql` compares with: the thresholds as days and as moments."""
    return {
        "new_days": NEW_DAYS,
        "active_days": ACTIVE_DAYS,
        "lost_days": LOST_DAYS,
        "new_since": now - timedelta(days=NEW_DAYS),
        "active_since": now - timedelta(days=ACTIVE_DAYS),
        "lost_before": now - timedelta(days=LOST_DAYS),
    }
