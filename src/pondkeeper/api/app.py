"""The application: every door in one list, errors as problems, the OpenAPI of all of it."""

from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from pondkeeper.api import (
    articles,
    channel_consents,
    channel_limits,
    channel_replies,
    channel_syncs,
    channels,
    code_results,
    codes,
    contacts,
    contacts_list,
    control,
    costs,
    deliveries,
    groups,
    handovers,
    imports,
    insight,
    links,
    me,
    menus,
    offers,
    orders,
    organisation,
    outside_login,
    products,
    restore_hold,
    runs,
    store,
    system,
    tags,
    templates,
    webhooks,
)
from pondkeeper.api.door import provide_door
from pondkeeper.api.problems import render
from pondkeeper.api.services import Services

BODY_LIMIT = 120 * 1024 * 1024
"""Bytes; imports of a million rows come through the same door."""

ROUTES: tuple[Any, ...] = (
    *system.ROUTES,
    *me.ROUTES,
    *outside_login.ROUTES,
    *organisation.ROUTES,
    *control.ROUTES,
    *runs.ROUTES,
    *contacts_list.ROUTES,
    *contacts.ROUTES,
    *insight.ROUTES,
    *tags.ROUTES,
    *products.ROUTES,
    *offers.ROUTES,
    *orders.ROUTES,
    *costs.ROUTES,
    *store.ROUTES,
    *channels.ROUTES,
    *channel_consents.ROUTES,
    *channel_limits.ROUTES,
    *channel_replies.ROUTES,
    *codes.ROUTES,
    *code_results.ROUTES,
    *links.ROUTES,
    *handovers.ROUTES,
    *channel_syncs.ROUTES,
    *groups.ROUTES,
    *articles.ROUTES,
    *menus.ROUTES,
    *templates.ROUTES,
    *imports.ROUTES,
    *deliveries.ROUTES,
    *restore_hold.ROUTES,
    *webhooks.ROUTES,
)


def build(services: Services, pages: Sequence[Any] = ()) -> Litestar:
    """Return the Litestar application around `services`, with the customers' pages beside it."""
    return Litestar(
        route_handlers=[*ROUTES, *pages],
        dependencies={"door": Provide(provide_door)},
        exception_handlers={Exception: render},
        request_max_body_size=BODY_LIMIT,
        openapi_config=OpenAPIConfig(
            title="Pondkeeper",
            version="0.1.0",
            path="/api/docs",
            use_handler_docstrings=True,
        ),
        # kit/log speaks for the process; the default configuration logs addresses with tokens.
        logging_config=None,
        state=State({"services": services}),
    )
