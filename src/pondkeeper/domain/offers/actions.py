"""Making promises: drafted, published, paused, ended; changed rules are a new version."""

from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError

from pondkeeper.domain.offers.models import Offer, OfferBenefit, OfferVersion
from pondkeeper.domain.offers.queries import OfferRules, OfferView, get
from pondkeeper.domain.staff.models import Workspace
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput

MOST_PER_PERSON = 100
MOST_VALID_DAYS = 3_650


async def create(tx: Tx, rules: OfferRules) -> OfferView:
    """Write a draft with its first version. Raises InvalidInput, Conflict for a taken name."""
    _check(rules)
    await _check_name(tx, rules.name, None)
    zone = select(Workspace.timezone).where(Workspace.id == tx.workspace_id).scalar_subquery()
    made = await tx.execute(
        insert(Offer)
        .values(
            workspace_id=tx.workspace_id, zone=zone, created_at=tx.clock.now(), **_limits(rules)
        )
        .returning(Offer.id)
    )
    offer_id: int = made.scalar_one()
    await _add_version(tx, offer_id, 1, rules)
    return await get(tx, offer_id)


async def edit(tx: Tx, offer_id: int, rules: OfferRules) -> OfferView:
    """Change an offer. Coupons that exist keep their version. Raises NotFound, InvalidInput."""
    _check(rules)
    standing = await get(tx, offer_id)
    await _check_name(tx, rules.name, offer_id)
    if rules.issue_cap is not None and rules.issue_cap < standing.issued:
        error = FieldError("issue_cap", f"{standing.issued} have been given out already.")
        raise InvalidInput("The limit is below what was given out.", errors=[error])
    try:
        await tx.execute(update(Offer).where(*_is(tx, offer_id)).values(**_limits(rules)))
    except IntegrityError as error:
        raise Conflict("More was given out than these limits allow.") from error
    if _terms(rules) != (standing.value_fen, standing.threshold_fen, standing.valid_days):
        await _add_version(tx, offer_id, standing.version + 1, rules)
    return await get(tx, offer_id)


async def publish(tx: Tx, offer_id: int) -> None:
    """Let coupons be given out. An ended offer stays ended. Raises Conflict."""
    await _move(tx, offer_id, "live", ("draft", "paused", "live"))


async def pause(tx: Tx, offer_id: int) -> None:
    """Stop giving out; coupons that exist stay good. Raises Conflict."""
    await _move(tx, offer_id, "paused", ("live", "paused"))


async def end(tx: Tx, offer_id: int) -> None:
    """Stop giving out for good; coupons that exist stay good."""
    await _move(tx, offer_id, "ended", ("draft", "live", "paused", "ended"))


async def _move(tx: Tx, offer_id: int, state: str, before: tuple[str, ...]) -> None:
    moved = await tx.execute(
        update(Offer).where(*_is(tx, offer_id), Offer.state.in_(before)).values(state=state)
    )
    if moved.rowcount == 0:
        standing = await get(tx, offer_id)
        raise Conflict(f"An offer that is {standing.state} cannot become {state}.")


async def _add_version(tx: Tx, offer_id: int, version: int, rules: OfferRules) -> None:
    made = await tx.execute(
        insert(OfferVersion)
        .values(
            workspace_id=tx.workspace_id,
            offer_id=offer_id,
            version=version,
            rules=_as_json(rules),
            created_by=tx.actor.id,
            created_at=tx.clock.now(),
        )
        .returning(OfferVersion.id)
    )
    version_id: int = made.scalar_one()
    await tx.execute(
        insert(OfferBenefit).values(
            workspace_id=tx.workspace_id,
            offer_version_id=version_id,
            type="amount",
            value=rules.value_fen,
            threshold_fen=rules.threshold_fen,
            valid_days=rules.valid_days,
        )
    )
    await tx.execute(update(Offer).where(*_is(tx, offer_id)).values(version_id=version_id))


async def _check_name(tx: Tx, name: str, own_id: int | None) -> None:
    taken = await tx.execute(
        select(Offer.id).where(Offer.workspace_id == tx.workspace_id, Offer.name == name)
    )
    other = taken.scalar_one_or_none()
    if other is not None and other != own_id:
        raise Conflict("An offer of this name exists already.", code="name_taken")


def _is(tx: Tx, offer_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Offer.workspace_id == tx.workspace_id, Offer.id == offer_id


def _limits(rules: OfferRules) -> dict[str, object]:
    return {
        "name": rules.name,
        "per_person_cap": rules.per_person_cap,
        "issue_cap": rules.issue_cap,
        "budget_fen": rules.budget_fen,
        "starts_at": rules.starts_at,
        "ends_at": rules.ends_at,
    }


def _terms(rules: OfferRules) -> tuple[int, int, int]:
    return rules.value_fen, rules.threshold_fen, rules.valid_days


def _as_json(rules: OfferRules) -> dict[str, object]:
    return {
        key: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for key, value in asdict(rules).items()
    }


def _check(rules: OfferRules) -> None:
    wrong = [
        FieldError(field, message)
        for field, right, message in (
            ("name", 0 < len(rules.name.strip()) <= 60, "1 to 60 characters."),
            ("value_fen", rules.value_fen > 0, "More than 0."),
            ("threshold_fen", rules.threshold_fen >= 0, "0 or more."),
            ("valid_days", 0 < rules.valid_days <= MOST_VALID_DAYS, "1 to 3650 days."),
            ("per_person_cap", 0 < rules.per_person_cap <= MOST_PER_PERSON, "1 to 100."),
            ("issue_cap", rules.issue_cap is None or rules.issue_cap > 0, "More than 0."),
            ("budget_fen", rules.budget_fen is None or rules.budget_fen > 0, "More than 0."),
        )
        if not right
    ]
    if wrong:
        raise InvalidInput("The offer is not valid.", errors=wrong)
