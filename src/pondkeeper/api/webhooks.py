"""Addresses of other systems that hear of events: kept, tried, and what they were told."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post, put
from litestar.params import JSONBody, Parameter, QueryParameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, newest_page, number
from pondkeeper.domain import webhooks
from pondkeeper.platforms import webhook as wire

Limit = Annotated[int, Parameter(ge=1, le=200)]
RIGHT = "keys.write"
"""Whoever may hand out keys to the data may also have it sent somewhere."""


class Webhook(msgspec.Struct):
    """An address, without its secret. `state`: new, ok, failing, disabled (it failed), off."""

    id: str
    name: str
    url: str
    kinds: list[str]
    state: str
    waiting: int
    failed: int
    failing_since: datetime | None
    disabled_at: datetime | None
    last_sent_at: datetime | None
    created_at: datetime


class Webhooks(msgspec.Struct):
    """All addresses, and the families of events that can be chosen."""

    items: list[Webhook]
    families: list[str]


class WebhookRequest(msgspec.Struct):
    """What an operator gives. Kinds: a kind of event, a family ('order.*') or '*'."""

    name: str
    url: str
    kinds: list[str]
    active: bool = True


class WebhookCreated(msgspec.Struct):
    """An address, and its secret, shown once."""

    webhook: Webhook
    secret: str


class WebhookSecret(msgspec.Struct):
    """A new secret, shown once; the old one signs along for a day."""

    secret: str


class WebhookDelivery(msgspec.Struct):
    """One telling: how it stands, and what the other side answered last."""

    id: str
    message_id: str
    kind: str
    contact_id: str | None
    state: str
    attempts: int
    status: int | None
    error: str | None
    answer: str
    took_ms: int | None
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None


@get("/api/webhooks")
async def list_webhooks(door: Door) -> Webhooks:
    """List the addresses that are told of events."""
    async with door.tx(RIGHT) as tx:
        rows = await webhooks.endpoints(tx)
    return Webhooks([_shape(row) for row in rows], list(webhooks.FAMILIES))


@post("/api/webhooks")
async def add_webhook(door: Door, data: JSONBody[WebhookRequest]) -> WebhookCreated:
    """Add an address; the answer is the only place where its secret can be read."""
    async with door.tx(RIGHT) as tx:
        webhook_id, secret = await webhooks.add(tx, _draft(door, data))
        door.about("webhook", webhook_id, name=data.name)
        return WebhookCreated(_shape(await webhooks.endpoint(tx, webhook_id)), secret)


@put("/api/webhooks/{webhook_id:int}")
async def change_webhook(door: Door, webhook_id: int, data: JSONBody[WebhookRequest]) -> Webhook:
    """Change an address, or switch it off and on."""
    door.about("webhook", webhook_id, name=data.name, disabled=not data.active)
    async with door.tx(RIGHT) as tx:
        await webhooks.change(tx, webhook_id, _draft(door, data))
        return _shape(await webhooks.endpoint(tx, webhook_id))


@delete("/api/webhooks/{webhook_id:int}")
async def drop_webhook(door: Door, webhook_id: int) -> None:
    """Forget an address and what it was told."""
    door.about("webhook", webhook_id)
    async with door.tx(RIGHT) as tx:
        await webhooks.drop(tx, webhook_id)


@post("/api/webhooks/{webhook_id:int}/test", status_code=200)
async def test_webhook(door: Door, webhook_id: int) -> WebhookDelivery:
    """Send a ping and say how it was answered."""
    door.about("webhook", webhook_id)
    async with door.tx(RIGHT) as tx:
        letter = await webhooks.ping(tx, webhook_id)
        now = tx.clock.real()
    heard = await wire.post(door.services.http, letter, now)
    async with door.tx(RIGHT) as tx:
        await webhooks.settle(tx, [(letter, heard)])
        rows = await webhooks.deliveries(
            tx, webhook_id, state=None, before=letter.id + 1, limit=1
        )
    return _delivery(rows[0])


@post("/api/webhooks/{webhook_id:int}/secrets")
async def renew_webhook_secret(door: Door, webhook_id: int) -> WebhookSecret:
    """Make a new secret; for a day both sign."""
    door.about("webhook", webhook_id)
    async with door.tx(RIGHT) as tx:
        return WebhookSecret(await webhooks.rotate(tx, webhook_id))


@get("/api/webhooks/{webhook_id:int}/deliveries")
async def list_webhook_deliveries(
    door: Door,
    webhook_id: int,
    status: Annotated[str | None, QueryParameter(name="state")] = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> PageOf[WebhookDelivery]:
    """List what an address was told, newest first."""
    async with door.tx(RIGHT) as tx:
        await webhooks.endpoint(tx, webhook_id)
        rows = await webhooks.deliveries(
            tx, webhook_id, state=status, before=number(cursor, "cursor"), limit=limit + 1
        )
    return newest_page(rows, limit, _delivery)


@post("/api/webhook-deliveries/{webhook_delivery_id:int}/replay", status_code=202)
async def replay_webhook(door: Door, webhook_delivery_id: int) -> WebhookDelivery:
    """Send one telling again, under the same message id."""
    door.about("webhook_delivery", webhook_delivery_id)
    async with door.tx(RIGHT) as tx:
        await webhooks.replay(tx, webhook_delivery_id)
        rows = await webhooks.deliveries(
            tx, None, state=None, before=webhook_delivery_id + 1, limit=1
        )
    return _delivery(rows[0])


def _draft(door: Door, data: WebhookRequest) -> webhooks.EndpointDraft:
    private = door.services.http.private
    return webhooks.EndpointDraft(data.name, data.url, data.kinds, data.active, private)


def _shape(row: webhooks.EndpointRow) -> Webhook:
    return Webhook(
        id=str(row.id),
        name=row.name,
        url=row.url,
        kinds=row.kinds,
        state=_state(row),
        waiting=row.waiting,
        failed=row.failed,
        failing_since=row.failing_since,
        disabled_at=row.disabled_at,
        last_sent_at=row.last_sent_at,
        created_at=row.created_at,
    )


def _state(row: webhooks.EndpointRow) -> str:
    if not row.active:
        return "off"
    if row.disabled_at is not None:
        return "disabled"
    if row.failing_since is not None:
        return "failing"
    return "new" if row.last_sent_at is None else "ok"


def _delivery(row: webhooks.DeliveryRow) -> WebhookDelivery:
    return WebhookDelivery(
        id=str(row.id),
        message_id=row.message_id,
        kind=row.kind,
        contact_id=None if row.contact_id is None else str(row.contact_id),
        state=row.state,
        attempts=row.attempts,
        status=row.status,
        error=row.error or None,
        answer=row.answer,
        took_ms=row.took_ms,
        created_at=row.created_at,
        tried_at=row.tried_at,
        next_at=row.due_at if row.state == "waiting" else None,
    )


ROUTES: tuple[Any, ...] = (
    list_webhooks,
    add_webhook,
    change_webhook,
    drop_webhook,
    test_webhook,
    renew_webhook_secret,
    list_webhook_deliveries,
    replay_webhook,
)
