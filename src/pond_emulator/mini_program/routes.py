"""Every endpoint of the mini program there is."""

from pond_emulator.mini_program import checks, links, login, shipping, statistics
from pond_emulator.weixin import custom, media, quota, subscribe, tokens
from pond_emulator.weixin.door import MINI, Route

_OTHERS = (
    *tokens.ROUTES,
    *custom.routes(MINI),
    *media.SHARED,
    *login.ROUTES,
    *subscribe.TEMPLATE_ROUTES,
    Route(
        "POST",
        "/cgi-bin/message/subscribe/send",
        subscribe.sender(followers=False),
        "subscribe",
    ),
    *links.ROUTES,
    *checks.ROUTES,
    *shipping.ROUTES,
    *statistics.ROUTES,
)
ROUTES = (*_OTHERS, *quota.routes(_OTHERS))
