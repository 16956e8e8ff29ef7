"""Other systems that want to hear of events: their addresses, and each telling with its tries.
An event is queued for them in the transaction that records it; who sends it is `platforms.webhook`.
"""

from pondkeeper.domain.webhooks.actions import EndpointDraft, add, change, drop, rotate
from pondkeeper.domain.webhooks.kinds import FAMILIES, PING
from pondkeeper.domain.webhooks.queries import (
    DeliveryRow,
    EndpointRow,
    deliveries,
    endpoint,
    endpoints,
)
from pondkeeper.domain.webhooks.queue import (
    Heard,
    Letter,
    claim,
    forget,
    ping,
    queue_up,
    replay,
    settle,
)

__all__ = [
    "FAMILIES", "PING", "DeliveryRow", "EndpointDraft", "EndpointRow", "Heard", "Letter", "add",
    "change", "claim", "deliveries", "drop", "endpoint", "endpoints", "forget", "ping", "queue_up",
    "replay", "rotate", "settle",
]
