"""Every endpoint of the official account there is."""

from pond_emulator.official_account import (
    articles,
    letters,
    mass,
    mass_jobs,
    menus,
    oauth,
    publishing,
    qrcodes,
    readers,
    service,
    statistics,
    tags,
    templates,
    users,
)
from pond_emulator.weixin import custom, media, quota, tokens
from pond_emulator.weixin.door import OFFICIAL

_OTHERS = (
    *tokens.ROUTES,
    *custom.routes(OFFICIAL),
    *media.ROUTES,
    *users.ROUTES,
    *tags.ROUTES,
    *menus.ROUTES,
    *qrcodes.ROUTES,
    *templates.ROUTES,
    *mass.ROUTES,
    *mass_jobs.ROUTES,
    *articles.ROUTES,
    *publishing.ROUTES,
    *oauth.ROUTES,
    *statistics.ROUTES,
    *letters.ROUTES,
    *readers.ROUTES,
    *service.ROUTES,
)
ROUTES = (*_OTHERS, *quota.routes(_OTHERS))
