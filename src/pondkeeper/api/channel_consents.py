"""One of our own accounts lets our app act for it: where its owner says yes, and what came back."""

import secrets
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from pondkeeper.api.door import Door
from pondkeeper.domain import channels
from pondkeeper.domain.channels.consents import keep_consent
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.ports.social import AccountLogin
from pondkeeper.kit.errors import Conflict

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class ConsentPlace(msgspec.Struct):
    """`url` is where the account's owner says yes; they come back to `redirect_url` with a code.

    `redirect_url` must be registered with the app at the platform.
    """

    url: str
    redirect_url: str


class ConsentCode(msgspec.Struct, forbid_unknown_fields=True):
    """What stands behind `code=` in the address the owner came back to; good for minutes, once."""

    code: Text


class ConsentGiven(msgspec.Struct):
    """The consent is kept in the channel; `scopes` are the platform's words for what it allows."""

    account_id: str
    scopes: list[str]


@get("/api/channels/{channel_id:int}/consent")
async def ask_consent(door: Door, channel_id: int) -> ConsentPlace:
    """Say where an account's owner allows our app to act for it."""
    async with door.tx("channels.write") as tx:
        access = await channels.access(tx, channel_id)
    back = f"{door.services.public_url}/console/settings/channels"
    url = _login(door, access).url(access, back, secrets.token_urlsafe(12))
    return ConsentPlace(url, back)


@post("/api/channels/{channel_id:int}/consent", status_code=200)
async def give_consent(
    door: Door, channel_id: int, data: JSONBody[ConsentCode]
) -> ConsentGiven:
    """Exchange what the owner came back with for a lasting consent, and keep it."""
    door.about("channel", channel_id)
    async with door.tx("channels.write") as tx:
        access = await channels.access(tx, channel_id)
    try:
        grant = await _login(door, access).grant(access, data.code.strip())
    except (SendRefused, SendUnknown) as error:
        raise Conflict("The platform did not take the code.", hint=error.hint) from error
    async with door.tx("channels.write") as tx:
        await keep_consent(tx, door.services.adapters.of(access.kind), channel_id, grant)
    return ConsentGiven(grant.account_id, list(grant.scopes))


def _login(door: Door, access: ChannelAccess) -> AccountLogin:
    login = door.services.adapters.of(access.kind).account_login
    if login is None:
        raise Conflict("Accounts of this platform need no consent.")
    return login


ROUTES = (ask_consent, give_consent)
