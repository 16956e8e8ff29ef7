"""How a channel's platform names our customers."""

from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.domain.contacts import Face

KIND = "external_userid"


def realm(access: ChannelAccess) -> str:
    """Return the corporation within which the platform's ids of customers are unique."""
    return access.settings.get("corp_id", "").strip()


def face(access: ChannelAccess, external_id: str) -> Face:
    """Return the face of the customer whom the platform calls `external_id`."""
    return Face(KIND, realm(access), external_id)
