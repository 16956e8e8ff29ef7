"""Putting one customer together: who, with whom, what they bought and what they may be worth."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from pondkeeper.api.contacts_shapes import (
    AccountFollowed,
    Consent,
    Contact,
    ContactCoupon,
    ContactTag,
    ErasureState,
    Follower,
    Identity,
    Ltv,
    Merge,
    MergeEvidence,
    PromptLeft,
    Rfm,
)
from pondkeeper.api.orders import OrderRow
from pondkeeper.api.orders import _row as shown_order
from pondkeeper.api.shapes import Figure, Ref, ref
from pondkeeper.domain import channels, contacts, offers, profiles
from pondkeeper.domain.profiles.models import ContactState
from pondkeeper.domain.shop import listing, queries
from pondkeeper.kit.db import Tx

GENDERS = {1: "m", 2: "f"}
PURPOSES = ("service", "marketing", "phone")
COUPON_STATES = {"used": "redeemed", "locked": "issued"}
KINDS = frozenset(
    {"app_user", "app_visitor", "email", "external_userid", "openid", "phone", "unionid"}
)
REASONS = {"customer": "deleted", "staff": "unfollowed", "transfer": "left"}
LATEST_ORDERS = 5


async def whole_contact(tx: Tx, contact_id: int) -> Contact:
    """Return a customer whole. Raises NotFound when it is not the actor's to see."""
    person = await contacts.whole(tx, contact_id)
    who = person.contact
    state = await _state(tx, who["id"])
    sealed = contacts.first_phone(person.identities)
    phone = contacts.masked(contacts.open_phone(tx, sealed)) if sealed else None
    reachable = any(one["ended_at"] is None for one in person.followers) and not who["erased_at"]
    now = tx.clock.now()  # the state follows each event; days since then count until today
    return Contact(
        id=str(who["id"]),
        name=who["name"],
        remark=who["remark"] or None,
        gender=GENDERS.get(who["gender"]),
        birthday=who["birthday"],
        city=who["city"] or None,
        phone_masked=phone,
        has_phone=sealed is not None,
        lifecycle=state.lifecycle if state else "new",
        reachable=reachable,
        unreachable_reason=None if reachable else _reason(person.followers),
        added_at=who["added_at"],
        last_seen_at=state.last_seen_at if state else who["last_seen_at"],
        source=ref(who["source_id"], who["source_name"]),
        code=await _code(tx, who["code_id"]),
        store=ref(who["store_id"], who["store_name"]),
        rfm=_rfm(state),
        figures=_figures(state, now),
        ltv=await _ltv(tx, state, now),
        identities=[_identity(tx, one) for one in person.identities],
        merges=[shown_merge(one) for one in person.merges],
        followers=[_follower(one, who["owner_id"]) for one in person.followers],
        accounts=await _accounts(tx, person.contact_ids),
        prompts=await _prompts(tx, person.contact_ids),
        tags=[shown_tag(one) for one in person.tags],
        consents=_consents(person.consents),
        coupons=await _coupons(tx, person.contact_ids),
        orders=await _orders(tx, who["id"]),
        erasure=_erasure(person.erasures),
        as_of=now,
    )


def shown_tag(row: Any) -> ContactTag:
    """Return a tag on a person as it goes out."""
    return ContactTag(
        str(row["id"]), row["name"], row["origin"], ref(row["by_id"], row["by_name"]), row["at"]
    )


def shown_merge(row: Any) -> Merge:
    """Return a merge as it goes out."""
    by_id = row["merged_by"].partition(":")[2] or None
    evidence = MergeEvidence(row["evidence"].get("kind", ""), row["evidence"].get("note", ""))
    return Merge(
        id=str(row["id"]),
        from_contact=Ref(str(row["from_id"]), row["from_name"]),
        evidence=evidence,
        at=row["merged_at"],
        by=ref(by_id, row["by_name"]),
        undone_at=row["undone_at"],
    )


async def _state(tx: Tx, contact_id: int) -> ContactState | None:
    found = await tx.execute(
        select(ContactState.__table__).where(
            ContactState.workspace_id == tx.workspace_id, ContactState.contact_id == contact_id
        )
    )
    return cast("ContactState | None", found.one_or_none())


def _reason(followers: list[Any]) -> str | None:
    ended = [one for one in followers if one["ended_at"] is not None]
    if not ended:
        return None
    return REASONS.get(max(ended, key=lambda one: one["ended_at"])["ended_by"])


async def _code(tx: Tx, code_id: int | None) -> Ref | None:
    if code_id is None:
        return None
    found = await channels.codes_by_id(tx, [code_id])
    return ref(code_id, found[code_id].name) if code_id in found else None


def _rfm(state: ContactState | None) -> Rfm | None:
    if state is None or not state.orders:
        return None
    return Rfm(state.recency_score, state.frequency_score, state.money_score)


def _figures(state: ContactState | None, now: datetime) -> list[Figure]:
    bought = state is not None and state.orders > 0
    values: dict[str, tuple[str, int | None]] = {
        "spent_fen": ("fen", state.revenue_fen - state.refund_fen if state else 0),
        "frequency": ("count", state.orders if state else 0),
        "average_order_fen": (
            "fen", state.revenue_fen // state.orders if state and bought else None
        ),
        "recency_days": (
            "days",
            (now - state.last_order_at).days if state and state.last_order_at else None,
        ),
    }
    return [
        Figure(key, unit, value, key, {} if value is not None else {"reason": "no_data"}, now)
        for key, (unit, value) in values.items()
    ]


async def _ltv(tx: Tx, state: ContactState | None, now: datetime) -> Ltv:
    if state is None or not state.orders:
        return Ltv("no_orders", now, None, None, None, None, "ltv", {})
    if state.ltv_fen is None:
        model = await profiles.latest_model(tx, "clv")
        kind = "no_model" if model is None or not model.fitted else "too_early"
        return Ltv(kind, now, None, None, None, None, "ltv", {})
    alive = None if state.alive is None else round(state.alive * 10_000)
    params = {
        "frequency": max(state.order_days - 1, 0),
        "recency_days": _days(state.first_order_at, state.last_order_at),
        "age_days": _days(state.first_order_at, state.scored_at),
    }
    return Ltv(
        "ready", state.scored_at or now, state.ltv_fen, state.ltv_low_fen, state.ltv_high_fen,
        alive, "ltv", params,
    )


def _days(first: datetime | None, last: datetime | None) -> int:
    return (last - first).days if first and last else 0


def _identity(tx: Tx, row: Any) -> Identity:
    kind = row["kind"] if row["kind"] in KINDS else "custom"
    return Identity(
        id=str(row["id"]),
        kind=kind,
        label=_label(tx, row),
        channel=None,
        verified=row["verified"],
        first_seen_at=row["first_seen_at"],
        contact_id=str(row["contact_id"]),
    )


def _label(tx: Tx, row: Any) -> str:
    if row["sealed"] is not None:
        return contacts.masked(contacts.open_phone(tx, row["sealed"]))
    key = row["key"]
    return key if len(key) <= 12 else f"{key[:6]}…{key[-4:]}"


def _follower(row: Any, owner_id: int | None) -> Follower:
    return Follower(
        staff=Ref(str(row["staff_id"] or ""), row["name"]),
        is_owner=row["staff_id"] is not None and row["staff_id"] == owner_id,
        since=row["since"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
    )


async def _accounts(tx: Tx, contact_ids: list[int]) -> list[AccountFollowed]:
    return [
        AccountFollowed(Ref(str(one.channel_id), one.channel_name), one.since, one.ended_at)
        for one in await channels.accounts_of(tx, contact_ids)
    ]


async def _prompts(tx: Tx, contact_ids: list[int]) -> list[PromptLeft]:
    return [
        PromptLeft(
            Ref(str(one.channel_id), one.channel_name), one.template_id, one.left_over,
            one.accepted, one.answered_at,
        )
        for one in await channels.prompts.balances(tx, contact_ids)
    ]


def _consents(rows: list[Any]) -> list[Consent]:
    said = {row["purpose"]: row for row in rows}
    account = ("account",) if "account" in said else ()
    return [_consent(purpose, said.get(purpose)) for purpose in (*PURPOSES, *account)]


def _consent(purpose: str, row: Any) -> Consent:
    if row is None:
        return Consent(purpose, "none", None, None)
    evidence = ", ".join(str(value) for value in row["evidence"].values()) or None
    return Consent(purpose, "given" if row["granted"] else "withdrawn", row["at"], evidence)


async def _coupons(tx: Tx, contact_ids: list[int]) -> list[ContactCoupon]:
    return [
        ContactCoupon(
            str(one.id), one.title, one.value_fen, one.threshold_fen,
            COUPON_STATES.get(one.state, one.state), one.valid_to, None,
        )
        for one in await offers.coupons_of(tx, contact_ids)
    ]


async def _orders(tx: Tx, contact_id: int) -> list[OrderRow]:
    if "orders.read" not in tx.actor.rights:
        return []
    wanted = listing.OrderFilter(contact_id=contact_id)
    page = await listing.order_page(tx, wanted, cursor=None, limit=LATEST_ORDERS)
    words = await queries.summaries(tx, [row.id for row in page.items])
    return [OrderRow(**shown_order(row, words.get(row.id, ""))) for row in page.items]


def _erasure(rows: list[Any]) -> ErasureState | None:
    return ErasureState("done", rows[0]["requested_at"]) if rows else None
