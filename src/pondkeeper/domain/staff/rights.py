"""Who may do what: the one table of rights by role."""

from typing import Final

READ: Final = frozenset(
    {
        "contacts.read",
        "codes.read",
        "channels.read",
        "orders.read",
        "insight.read",
        "runs.read",
        "staff.read",
    }
)
OPERATE: Final = frozenset(
    {
        "contacts.write",
        "contacts.merge",
        "contacts.phone",
        "contacts.export",
        "tags.write",
        "codes.write",
        "sources.write",
        "orders.refund",
        "offers.write",
        "products.write",
        "imports.write",
        "handover.write",
        "approvals.decide",
    }
)
OWN: Final = frozenset(
    {
        "contacts.erase",
        "channels.write",
        "staff.write",
        "keys.write",
        "settings.write",
        "audit.read",
        "restore.release",
    }
)
ALL_RIGHTS: Final = READ | OPERATE | OWN

ROLE_RIGHTS: Final[dict[str, frozenset[str]]] = {
    "owner": ALL_RIGHTS,
    "operator": READ | OPERATE,
    "analyst": READ | {"contacts.export"},
    "service": (READ - {"insight.read"}) | {"contacts.write", "contacts.phone", "tags.write"},
    "auditor": READ | {"audit.read"},
}
