"""The page behind a personal link: look, order, pay, ask for money back; works without script.

Forms carry a token bound to the link and an order key of their own, so that a double click is one
order. There are no cookies: who holds the link acts as the customer.
"""

import secrets
from typing import Any, Protocol

import structlog
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from pondkeeper.domain import shop
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown
from pondkeeper.domain.shop import Counter, Customer, Wanted, queries
from pondkeeper.domain.shop.payments import Doors
from pondkeeper.kit.crypto import Keyring, same
from pondkeeper.kit.errors import InvalidInput, NotAuthenticated, PondError
from pondkeeper.pages.gone import LinkGone, gone
from pondkeeper.pages.render import render
from pondkeeper.pages.view import Visit, shop_view
from pondkeeper.pages.words import WORDS, error_key, language

LOG = structlog.get_logger(__name__)
PageRequest = Request[Any, Any, State]
DONE = frozenset({"order", "free", "paid", "refund"})
MOST_UNITS = 99
MOST_DIGITS = 15
PAGE: Any = {
    "media_type": MediaType.HTML,
    "include_in_schema": False,
    "exception_handlers": {LinkGone: gone},
}


class Services(Doors, Protocol):
    """What the process lends to pages."""


class FormStale(PondError):
    """A form without this link's token."""

    status = 403
    code = "stale"


@get("/l/{channel_key:str}/{token:str}", **PAGE)
async def show(request: PageRequest, channel_key: str, token: str) -> Response[str]:
    """Show the page; `?order=` prepares the payment of an own order that is still unpaid."""
    services, customer = await _enter(request, channel_key, token)
    asked = request.query_params
    order_no, done = asked.get("order", ""), asked.get("done", "")
    pay, error = await _prepared(services, customer, order_no) if order_no else (None, "")
    return await _page(
        request,
        services,
        customer,
        token,
        error=error,
        done=done if done in DONE else "",
        order_no=order_no,
        pay=pay,
    )


@post("/l/{channel_key:str}/{token:str}/orders", **PAGE)
async def place(request: PageRequest, channel_key: str, token: str) -> Response[Any]:
    """Place the order of the form and go to its payment."""
    services, customer = await _enter(request, channel_key, token)
    try:
        form = await _form(request, services, customer, token)
        async with services.database.tx(customer.workspace_id, customer.actor) as tx:
            counter = await shop.look(tx, customer)
        bought = await shop.buy(
            services,
            customer,
            lines=_lines(form),
            coupon_id=_coupon(form, counter),
            idempotency_key=str(form.get("key", "")),
        )
    except (SendRefused, SendUnknown) as error:
        return await _failed(request, services, customer, token, str(error), 503)
    except PondError as error:
        return await _failed(request, services, customer, token, error.code, error.status)
    done = "order" if bought.pay else "free"
    return _back(request, f"order={bought.order.order_no}&done={done}")


@post("/l/{channel_key:str}/{token:str}/orders/{order_no:str}/refunds", **PAGE)
async def refund(
    request: PageRequest, channel_key: str, token: str, order_no: str
) -> Response[Any]:
    """Ask for money back for an own order."""
    services, customer = await _enter(request, channel_key, token)
    try:
        form = await _form(request, services, customer, token)
        async with services.database.tx(customer.workspace_id, customer.actor) as tx:
            reason = str(form.get("reason", ""))
            await shop.ask_refund(tx, customer, order_no, reason=reason)
    except InvalidInput:
        return await _failed(request, services, customer, token, "reason", 422)
    except PondError as error:
        return await _failed(request, services, customer, token, error.code, error.status)
    return _back(request, "done=refund")


async def _enter(request: PageRequest, channel_key: str, token: str) -> tuple[Services, Customer]:
    services: Services = request.app.state.services
    try:
        return services, await shop.customer_of(services, channel_key, token)
    except NotAuthenticated as error:
        raise LinkGone from error


async def _prepared(
    services: Services, customer: Customer, order_no: str
) -> tuple[dict[str, Any] | None, str]:
    """Return what an own order is paid with, and the code of what is in the way."""
    try:
        return await shop.pay_again(services, customer, order_no), ""
    except PondError as error:
        return None, error.code
    except (SendRefused, SendUnknown) as error:
        LOG.warning("page.payment_not_prepared", reason=str(error))
        return None, "later"


async def _page(
    request: PageRequest,
    services: Services,
    customer: Customer,
    token: str,
    *,
    error: str = "",
    status: int = 200,
    **extra: Any,
) -> Response[str]:
    async with services.database.tx(customer.workspace_id, customer.actor) as tx:
        counter = await shop.look(tx, customer)
        zone = (await queries.brand(tx)).timezone
        csrf = _csrf(tx.keyring, customer, token)
    spoken = _language(request)
    visit = Visit(
        language=spoken,
        base=_base(request),
        csrf=csrf,
        order_key=secrets.token_urlsafe(16),
        nonce=secrets.token_urlsafe(12),
        zone=zone,
        error=WORDS[spoken][error_key(error)] if error else "",
        **extra,
    )
    return render("shop.html", shop_view(counter, visit), visit.nonce, status=status)


async def _failed(
    request: PageRequest,
    services: Services,
    customer: Customer,
    token: str,
    code: str,
    status: int,
) -> Response[str]:
    return await _page(request, services, customer, token, error=code, status=status)


async def _form(
    request: PageRequest, services: Services, customer: Customer, token: str
) -> dict[str, Any]:
    form = dict(await request.form())
    wanted = _csrf(services.database.keyring, customer, token)
    if not same(str(form.get("csrf", "")), wanted):
        raise FormStale("The form does not belong to this link.")
    return form


def _lines(form: dict[str, Any]) -> list[Wanted]:
    """Return the chosen SKUs: fields named `sku-7` with a quantity above 0."""
    chosen = {
        name.removeprefix("sku-"): str(value)
        for name, value in form.items()
        if name.startswith("sku-")
    }
    lines = [
        Wanted(int(sku), min(int(count), MOST_UNITS + 1))
        for sku, count in chosen.items()
        if _is_number(sku) and _is_number(count) and int(count) > 0
    ]
    if not lines:
        raise InvalidInput("Nothing is chosen.", code="nothing_chosen")
    return lines


def _coupon(form: dict[str, Any], counter: Counter) -> int | None:
    """Return the chosen coupon; 'best' is the one that takes most off this cart."""
    chosen = str(form.get("coupon", "best"))
    if chosen != "best":
        return int(chosen) if _is_number(chosen) else None
    prices = {item.sku_id: item.price_fen for item in counter.items}
    total = sum(prices.get(line.sku_id, 0) * line.quantity for line in _lines(form))
    fitting = [
        coupon
        for coupon in counter.coupons
        if coupon.state == "issued" and coupon.threshold_fen <= total
    ]
    best = max(fitting, key=lambda one: (min(one.value_fen, total), -one.value_fen), default=None)
    return best.id if best else None


def _csrf(keyring: Keyring, customer: Customer, token: str) -> str:
    about = "page.csrf"
    return keyring.blind_index(token, workspace_id=customer.workspace_id, about=about).hex()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _language(request: PageRequest) -> str:
    accepted = request.headers.get("accept-language", "")
    return language(request.query_params.get("lang"), accepted)


def _base(request: PageRequest) -> str:
    """Return the page's own path: /l/{channel}/{token}."""
    return "/".join(request.url.path.split("/")[:4])


def _back(request: PageRequest, query: str) -> Redirect:
    asked = request.query_params.get("lang")
    spoken = f"&lang={asked}" if asked in WORDS else ""
    return Redirect(f"{_base(request)}?{query}{spoken}", status_code=303)


ROUTES = (show, place, refund)
