"""Acquisition links: what one brought and how many customers may still come; asked for outside."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from litestar import get

from pondkeeper.api.door import Door
from pondkeeper.domain import channels, staff
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.ports.link import AcquisitionLinks
from pondkeeper.kit.errors import Conflict

DAYS = 30


class LinkStanding(msgspec.Struct):
    """What a link brought from `since` to `until`, as the platform counts it."""

    since: date
    until: date
    opened: int
    added: int


class QuotaPart(msgspec.Struct):
    """How many customers are lost when."""

    at: datetime
    count: int


class LinkQuota(msgspec.Struct):
    """How many customers may still come by all links of an account."""

    total: int
    left: int
    expiring: list[QuotaPart]


@get("/api/codes/{code_id:int}/link")
async def read_link(door: Door, code_id: int) -> LinkStanding:
    """Ask the platform what a link brought in the last 30 days."""
    async with door.tx("codes.read") as tx:
        row = await channels.code(tx, code_id)
        access = await channels.access(tx, row.channel_id)
        today = tx.clock.now().astimezone(ZoneInfo((await staff.brand(tx)).timezone)).date()
    if row.form != "link" or row.config_id is None:
        raise Conflict("The platform has not made this link yet.", hint="Try again soon.")
    since = today - timedelta(days=DAYS - 1)
    try:
        seen = await _links(door, access).counts(access, row.config_id, since=since, until=today)
    except (SendRefused, SendUnknown) as error:
        raise Conflict("The platform did not say.", hint=error.hint) from error
    return LinkStanding(since, today, seen.opened, seen.added)


@get("/api/channels/{channel_id:int}/link-quota")
async def read_link_quota(door: Door, channel_id: int) -> LinkQuota:
    """Ask the platform how many customers may still come by links."""
    async with door.tx("codes.read") as tx:
        access = await channels.access(tx, channel_id)
    try:
        seen = await _links(door, access).quota(access)
    except (SendRefused, SendUnknown) as error:
        raise Conflict("The platform did not say.", hint=error.hint) from error
    return LinkQuota(seen.total, seen.left, [QuotaPart(at, count) for at, count in seen.expiring])


def _links(door: Door, access: ChannelAccess) -> AcquisitionLinks:
    links = door.services.adapters.of(access.kind).links
    if links is None:
        raise Conflict("This platform has no acquisition links.")
    return links


ROUTES = (read_link, read_link_quota)
