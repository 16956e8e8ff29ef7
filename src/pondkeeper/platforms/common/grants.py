"""Tokens of an account of ours that allowed our app: a short one to call with, a long one to renew
it. Some platforms give a new long one each time; it is kept beside the short one.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pondkeeper.domain.channels.ports import ChannelAccess, Token, TokenStore
from pondkeeper.platforms.common.settings import need

SETTING = "refresh_token"
_KEPT_S = 400 * 24 * 3600
"""Nothing is known of the age of a long token that was pasted: the platform will say."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a renewal gave; `refresh` is empty where the long token stays as it is."""

    access: Token
    refresh: str = field(default="", repr=False)
    refresh_expires_in_s: int = _KEPT_S


Renew = Callable[[str], Awaitable[Renewed]]


@dataclass(frozen=True, slots=True)
class Grants:
    """Keeps both in the token store; what an operator pastes anew is used at once."""

    tokens: TokenStore

    async def token(self, access: ChannelAccess, renew: Renew) -> str:
        """Return a live short token; raises what `renew` raises."""
        return await self.tokens.get(
            access, _kind("user", access), lambda: self._renewed(access, renew)
        )

    async def drop(self, access: ChannelAccess, token: str) -> None:
        """Forget a short token the platform no longer takes."""
        await self.tokens.drop(access, _kind("user", access), token)

    async def _renewed(self, access: ChannelAccess, renew: Renew) -> Token:
        async def pasted() -> Token:
            return Token(need(access, SETTING), _KEPT_S)

        kind = _kind("refresh", access)
        old = await self.tokens.get(access, kind, pasted)
        given = await renew(old)
        if given.refresh and given.refresh != old:

            async def fresh() -> Token:
                return Token(given.refresh, given.refresh_expires_in_s)

            await self.tokens.drop(access, kind, old)
            await self.tokens.get(access, kind, fresh)
        return given.access


def _kind(name: str, access: ChannelAccess) -> str:
    """One slot per pasted token, so that a new consent never meets an old one's leftovers."""
    mark = hashlib.sha256(need(access, SETTING).encode()).hexdigest()[:12]
    return f"{name}.{mark}"
