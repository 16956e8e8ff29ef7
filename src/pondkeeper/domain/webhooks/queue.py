"""Tellings as rows: queued with the event, claimed, settled, tried again, replayed, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from pondkeeper.domain import staff
from pondkeeper.domain.timeline import Recorded
from pondkeeper.domain.webhooks import keys
from pondkeeper.domain.webhooks.kinds import PING
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, NotFound
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
EACH = 8
"""Tellings of one address under way at once: one that is slow holds up no more than that."""
AT_ONCE = 64
LEASE = timedelta(seconds=60)
LADDER_S: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Before each further try, as the specification of Standard Webhooks proposes: three days."""
LONGEST_WAIT_S = 86_400
GIVE_UP = timedelta(days=5)
"""An address that failed for so long, without one good answer, is disabled."""
KEPT = timedelta(days=30)
GONE = 410
HIDDEN = frozenset({"welcome_code", "welcome_until"})
"""Keys of an event's props that open something; they are told to nobody."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One telling, claimed. `body` is None when there is nothing to tell any more.

    `secrets` are what it is signed with, newest first; `leased` is the lease under which we may.
    """

    id: int
    endpoint_id: int
    message_id: str
    kind: str
    attempts: int
    leased: datetime
    url: str
    secrets: tuple[str, ...]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Heard:
    """How the other side answered: a status, or `error` when there was none."""

    status: int | None = None
    error: str = ""
    answer: str = ""
    took_ms: int = 0
    wait_s: int | None = None

    @property
    def good(self) -> bool:
        """Whether the other side has taken it."""
        return self.status is not None and 200 <= self.status < 300


async def queue_up(tx: Tx, events: Sequence[Recorded], received_at: datetime) -> None:
    """Queue what was just recorded for whoever wants to hear of it; see `reactions.py`."""
    queued = await tx.run(
        SQL.queue_up,
        workspace_id=tx.workspace_id,
        ids=[event.id for event in events],
        kinds=[event.kind for event in events],
        contact_ids=[event.contact_id for event in events],
        received_at=received_at,
        epoch=tx.epoch,
        real=tx.clock.real(),
    )
    if queued:
        await wake(tx, "webhooks")


async def claim(tx: Tx) -> list[Letter]:
    """Claim what is due, a few for each address, with all that sending them needs."""
    real = tx.clock.real()
    rows = await tx.rows(
        SQL.claim, workspace_id=tx.workspace_id, real=real, leased=real + LEASE, each=EACH,
        limit=AT_ONCE,
    )
    return await _letters(tx, rows)


async def ping(tx: Tx, endpoint_id: int) -> Letter:
    """Claim a telling of nothing, to try an address. Raises NotFound."""
    real = tx.clock.real()
    row = await tx.row(
        SQL.ping,
        workspace_id=tx.workspace_id,
        endpoint_id=endpoint_id,
        kind=PING,
        epoch=tx.epoch,
        leased=real + LEASE,
        now=tx.clock.now(),
    )
    if row is None:
        raise NotFound("There is no such webhook.")
    return (await _letters(tx, [row]))[0]


async def settle(tx: Tx, answers: Sequence[tuple[Letter, Heard]]) -> None:
    """Keep how tellings went: sent, to be tried again later, or failed for good.

    An address that says 410, or has not answered well for five days, is disabled and its owners
    are told. A ping is tried once and says nothing about the address's health.
    """
    if not answers:
        return
    real = tx.clock.real()
    fates = [_fate(letter, heard, real) for letter, heard in answers]
    await tx.run(
        SQL.settle,
        workspace_id=tx.workspace_id,
        ids=[letter.id for letter, _ in answers],
        leases=[letter.leased for letter, _ in answers],
        states=[state for state, _ in fates],
        dues=[due for _, due in fates],
        statuses=[heard.status for _, heard in answers],
        tooks=[heard.took_ms for _, heard in answers],
        errors=[heard.error[:200] for _, heard in answers],
        answers=[heard.answer for _, heard in answers],
        real=real,
    )
    told = [(letter, heard) for letter, heard in answers if letter.kind != PING]
    await _keep_health(tx, told, real)


async def replay(tx: Tx, delivery_id: int) -> None:
    """Send one telling again, under the same message id. Raises NotFound and Conflict."""
    state = await tx.value(
        SQL.replay, workspace_id=tx.workspace_id, id=delivery_id, real=tx.clock.real()
    )
    if state is None:
        raise NotFound("There is no such delivery.", hint="Deliveries are kept for 30 days.")
    if state == "off":
        raise Conflict("This webhook is switched off.", hint="Switch it on first.")
    await wake(tx, "webhooks")


async def forget(tx: Tx) -> int:
    """Forget tellings older than 30 days that are over; how many. For a daily job."""
    before = tx.clock.now() - KEPT
    return await tx.run(SQL.forget, workspace_id=tx.workspace_id, before=before)


def _fate(letter: Letter, heard: Heard, real: datetime) -> tuple[str, datetime]:
    if heard.good:
        return "sent", real
    over = letter.body is None or heard.status == GONE or letter.kind == PING
    if over or letter.attempts > len(LADDER_S):
        return "failed", real
    wait_s = max(LADDER_S[letter.attempts - 1], min(heard.wait_s or 0, LONGEST_WAIT_S))
    # Letters that failed together come back a little apart.
    return "waiting", real + timedelta(seconds=wait_s * (1 + letter.id % 100 / 1_000))


async def _keep_health(
    tx: Tx, told: Sequence[tuple[Letter, Heard]], real: datetime
) -> None:
    good = {letter.endpoint_id for letter, heard in told if heard.good}
    bad = {letter.endpoint_id for letter, heard in told if not heard.good and letter.body} - good
    gone = {letter.endpoint_id for letter, heard in told if heard.status == GONE}
    if not (good or bad):
        return
    disabled = await tx.rows(
        SQL.keep_health,
        workspace_id=tx.workspace_id,
        good=sorted(good),
        bad=sorted(bad),
        gone=sorted(gone),
        real=real,
        give_up=real - GIVE_UP,
    )
    await tx.run(
        SQL.drop_waiting,
        workspace_id=tx.workspace_id,
        endpoint_ids=[row["id"] for row in disabled],
    )
    for row in disabled:
        await staff.notify_role(
            tx, ("owner",), "webhook.disabled", {"name": row["name"]}, link="/settings/webhooks",
            once_key=f"webhook:{row['id']}:{real:%Y-%m-%d}",
        )


async def _letters(tx: Tx, rows: Sequence[Any]) -> list[Letter]:
    bodies = await _bodies(tx, rows)
    return [
        Letter(
            id=row["id"],
            endpoint_id=row["endpoint_id"],
            message_id=row["message_id"],
            kind=row["kind"],
            attempts=row["attempts"],
            leased=row["leased"],
            url=row["url"],
            secrets=tuple(one.secret for one in keys.live(tx, row["secrets_sealed"])),
            body=bodies.get(row["id"]) if row["usable"] else None,
        )
        for row in rows
    ]


async def _bodies(tx: Tx, rows: Sequence[Any]) -> dict[int, bytes]:
    told = [row for row in rows if row["event_id"] is not None]
    found = await tx.rows(
        SQL.told_events,
        workspace_id=tx.workspace_id,
        ids=[row["id"] for row in told],
        event_ids=[row["event_id"] for row in told],
        times=[row["event_received_at"] for row in told],
    ) if told else []
    bodies = {row["delivery_id"]: _body(row) for row in found}
    empty = {"type": PING, "timestamp": tx.clock.now(), "data": {}}
    pings = {row["id"]: msgspec.json.encode(empty) for row in rows if row["kind"] == PING}
    return bodies | pings


def _body(row: Any) -> bytes:
    """Return what is told, in the shape that Standard Webhooks proposes."""
    data = {
        "event_id": str(row["event_id"]),
        "contact_id": None if row["contact_id"] is None else str(row["contact_id"]),
        "identity_id": None if row["identity_id"] is None else str(row["identity_id"]),
        "received_at": row["received_at"],
        "props": {key: value for key, value in row["props"].items() if key not in HIDDEN},
    }
    return msgspec.json.encode({"type": row["kind"], "timestamp": row["at"], "data": data})
