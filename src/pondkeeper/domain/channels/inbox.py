"""What platforms told us, as rows: kept sealed and once each, claimed, settled, replayed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
ABOUT = "callback.sealed"
KEPT = timedelta(days=30)
BATCH = 200
TRIES = 5
PAUSES_S = (2.0, 15.0, 60.0, 300.0)
"""Before each further try of a callback that failed: what was wrong may be put right meanwhile."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One callback, verified and decrypted; two of equal text on a channel are one.

    `reply_rule_id` is the rule by which it is being answered with a message.
    """

    channel_id: int
    plain: bytes
    reply_rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One kept callback, claimed by the transaction that handles it."""

    id: int
    received_at: datetime
    arrived_at: datetime
    channel_id: int
    sealed: bytes
    attempts: int
    reply_rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """How a callback was handled: state done or ignored, what it was, whom it is about."""

    letter: Letter
    kind: str
    state: str = "done"
    identity_ids: tuple[int, ...] = ()


async def keep_many(tx: Tx, opened: Sequence[Opened]) -> int:
    """Keep callbacks, each once; how many were new. They are safe when the Tx has committed."""
    rows = {(one.channel_id, hashlib.sha256(one.plain).digest()): one for one in opened}
    kept = await tx.run(
        SQL.keep_callbacks,
        workspace_id=tx.workspace_id,
        channel_ids=[channel_id for channel_id, _ in rows],
        hashes=[digest for _, digest in rows],
        sealed=[tx.keyring.seal(one.plain, about=ABOUT) for one in rows.values()],
        reply_rule_ids=[one.reply_rule_id for one in rows.values()],
        received_at=tx.clock.now(),
        arrived_at=tx.clock.real(),
    )
    if kept:
        await wake(tx, "inbox")
    return kept


async def claim(tx: Tx, ids: Sequence[int] | None = None) -> list[Letter]:
    """Return fresh callbacks to handle in this Tx, or those of `ids` that are still to do."""
    return await tx.rows(
        SQL.claim_callbacks,
        into=Letter,
        workspace_id=tx.workspace_id,
        ids=ids,
        limit=BATCH,
        **_kept(tx),
    )


async def claim_failed(tx: Tx) -> list[Letter]:
    """Return one callback that failed before and is due again."""
    return await tx.rows(
        SQL.claim_failed, into=Letter, workspace_id=tx.workspace_id, real=tx.clock.real(),
        **_kept(tx),
    )


def open_letter(tx: Tx, letter: Letter) -> bytes:
    """Decrypt what was kept."""
    return tx.keyring.open(letter.sealed, about=ABOUT)


async def settle(tx: Tx, settled: Sequence[Settled]) -> None:
    """Mark callbacks as handled."""
    await tx.run(
        SQL.settle_callbacks,
        workspace_id=tx.workspace_id,
        ids=[one.letter.id for one in settled],
        times=[one.letter.received_at for one in settled],
        kinds=[one.kind for one in settled],
        states=[one.state for one in settled],
        identity_ids=[",".join(map(str, one.identity_ids)) for one in settled],
        now=tx.clock.now(),
    )


async def fail(tx: Tx, letters: Sequence[Letter], error: str, *, for_good: bool = False) -> None:
    """Count a failed try; after the last one, or `for_good`, the callback is failed."""
    await tx.run(
        SQL.fail_callbacks,
        workspace_id=tx.workspace_id,
        ids=[one.id for one in letters],
        times=[one.received_at for one in letters],
        error=error[:500],
        tries=1 if for_good else TRIES,
        pauses_s=list(PAUSES_S),
        real=tx.clock.real(),
        now=tx.clock.now(),
    )


async def replay(tx: Tx, callback_id: int) -> int:
    """Handle one kept callback again; its channel id. Raises NotFound (also after 30 days)."""
    channel_id = await tx.value(
        SQL.replay_callback,
        workspace_id=tx.workspace_id,
        id=callback_id,
        since=tx.clock.now() - KEPT,
    )
    if channel_id is None:
        raise NotFound("There is no such callback.", hint="They are kept for 30 days.")
    await wake(tx, "inbox")
    return int(channel_id)


async def forget_keys(tx: Tx) -> int:
    """Forget the hashes of callbacks older than 30 days; how many. For a daily job."""
    return await tx.run(
        SQL.forget_keys, workspace_id=tx.workspace_id, before=tx.clock.now() - KEPT
    )


def _kept(tx: Tx) -> dict[str, datetime]:
    """Between when callbacks still to be handled were received: 30 days, and clocks may differ."""
    now = tx.clock.now()
    return {"since": now - KEPT, "until": now + timedelta(days=1)}
