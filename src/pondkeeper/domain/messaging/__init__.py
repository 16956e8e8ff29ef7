"""Touches and deliveries: one message to one recipient, one call to a platform, and how each ended.
The dispatcher never blindly repeats a call that may have arrived.
"""

from pondkeeper.domain.messaging.engine import consume, drain, settle
from pondkeeper.domain.messaging.unknowns import resend_unknown, settle_unknown
from pondkeeper.domain.messaging.welcome import welcome

__all__ = ["consume", "drain", "resend_unknown", "settle", "settle_unknown", "welcome"]
