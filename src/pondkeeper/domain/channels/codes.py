"""Every write about channel codes; what the platform must know of is left for the loop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from pondkeeper.domain.channels import duty
from pondkeeper.domain.channels.models import ChannelCode, ChannelCodeTag
from pondkeeper.kit import ids
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
MAX_MEMBERS = 100
STATE_LENGTH = 16
COUNTED_PER_MEMBER = 100
"""Turns look at the newest people of a code, this many for each of its members: enough to make up
for any burst, while somebody new in the list is not to catch up with years."""
COUNTED_AT_MOST = 5_000
TURN_S = 10
"""A code taken in turns changes hands at most this often; each change is an outside call."""


@dataclass(frozen=True, slots=True)
class CodeDraft:
    """What an operator gives for a code; money in fen, `welcome` {text, offer_id}.

    `attended` False: nobody of the staff answers it, as with the codes of an account that people
    follow.
    """

    name: str
    channel_id: int
    source_id: int
    member_ids: Sequence[str]
    strategy: str = "all"
    backup_member_id: str | None = None
    store_id: int | None = None
    working_hours: dict[str, Any] | None = None
    welcome: dict[str, Any] | None = None
    cost_per_add_fen: int = 0
    tag_ids: Sequence[int] = ()
    attended: bool = True
    form: str = "way"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """What decides who answers a code."""

    id: int
    member_ids: list[str]
    backup_member_id: str | None
    strategy: str
    working_hours: dict[str, Any] | None
    on_duty: list[str]
    active: bool
    sync_state: str
    sync_at: datetime | None
    zone: str
    adds: dict[str, int]


async def make_code(tx: Tx, draft: CodeDraft) -> int:
    """Keep a new code, to be made at the platform by the loop. Raises InvalidInput, Conflict."""
    _check(draft)
    try:
        made = await tx.execute(
            insert(ChannelCode)
            .values(
                workspace_id=tx.workspace_id,
                state=ids.token(tx.epoch, STATE_LENGTH),
                form=draft.form,
                created_at=tx.clock.now(),
                sync_at=tx.clock.real(),
                **_columns(draft),
            )
            .returning(ChannelCode.id)
        )
    except IntegrityError as error:
        raise _refused(error) from error
    code_id = int(made.scalar_one())
    await _set_tags(tx, code_id, draft.tag_ids)
    await settle_duty(tx, [code_id])
    return code_id


async def change_code(tx: Tx, code_id: int, draft: CodeDraft) -> None:
    """Change a code; the printed picture stays good. Raises NotFound, InvalidInput, Conflict."""
    _check(draft)
    draft = replace(draft, form=await _form_of(tx, code_id))
    try:
        changed = await tx.execute(
            update(ChannelCode)
            .where(ChannelCode.workspace_id == tx.workspace_id, ChannelCode.id == code_id)
            .values(active=True, **_columns(draft))
        )
    except IntegrityError as error:
        raise _refused(error) from error
    if not changed.rowcount:
        raise NotFound("There is no such code.")
    await _set_tags(tx, code_id, draft.tag_ids)
    await ask_sync(tx, [code_id])
    await settle_duty(tx, [code_id])


async def retire_code(tx: Tx, code_id: int) -> None:
    """End a code; whoever still scans the printed picture reaches the backup. Raises NotFound."""
    changed = await tx.execute(
        update(ChannelCode)
        .where(ChannelCode.workspace_id == tx.workspace_id, ChannelCode.id == code_id)
        .values(active=False)
    )
    if not changed.rowcount:
        raise NotFound("There is no such code.")
    await settle_duty(tx, [code_id])
    await ask_sync(tx, [code_id])  # a link is switched off even where who answers it stays


async def _form_of(tx: Tx, code_id: int) -> str:
    """Return a code's form, which stays. Raises NotFound, and Conflict for a link that ended."""
    found = await tx.execute(
        select(ChannelCode.form, ChannelCode.active).where(
            ChannelCode.workspace_id == tx.workspace_id, ChannelCode.id == code_id
        )
    )
    code = found.one_or_none()
    if code is None:
        raise NotFound("There is no such code.")
    if code.form == "link" and not code.active:
        raise Conflict("An ended link stays ended.", hint="Make a new one.")
    return str(code.form)


async def drop_members(tx: Tx, member_ids: Sequence[str]) -> None:
    """Take members who left out of every code."""
    touched = await tx.rows(
        SQL.drop_members, workspace_id=tx.workspace_id, member_ids=list(member_ids)
    )
    await settle_duty(tx, [row["id"] for row in touched])


async def ask_sync(tx: Tx, code_ids: Sequence[int]) -> None:
    """Let the loop tell the platform about these codes at once."""
    await tx.run(
        SQL.ask_sync, workspace_id=tx.workspace_id, ids=list(code_ids), real=tx.clock.real()
    )
    await wake(tx, "codes")


async def take_turns(tx: Tx, code_ids: Sequence[int]) -> None:
    """Have these codes' turns worked out anew, where they have some: at once or after the turn."""
    if await tx.run(
        SQL.take_turns,
        workspace_id=tx.workspace_id,
        ids=list(code_ids),
        real=tx.clock.real(),
        turn_s=TURN_S,
    ):
        await wake(tx, "codes")


async def settle_duty(tx: Tx, code_ids: Sequence[int]) -> None:
    """Find out who answers these codes now; where that changed, the platform is told."""
    if not code_ids:
        return
    now = tx.clock.now()
    rows = await tx.rows(
        SQL.duty,
        into=DutyRow,
        workspace_id=tx.workspace_id,
        ids=list(code_ids),
        per_member=COUNTED_PER_MEMBER,
        at_most=COUNTED_AT_MOST,
    )
    found = [(row, _answering(row, now)) for row in rows]
    await tx.run(
        SQL.settle_duty,
        workspace_id=tx.workspace_id,
        ids=[row.id for row, _ in found],
        duties=[_array(members) for _, members in found],
        untils=[duty.next_change(row.working_hours, now, row.zone) for row, _ in found],
        real=tx.clock.real(),
    )
    await wake(tx, "codes")


def _answering(row: DutyRow, now: datetime) -> list[str]:
    working = row.active and duty.at_work(row.working_hours, now, row.zone)
    return duty.on_duty(
        row.member_ids,
        row.backup_member_id,
        strategy=row.strategy,
        working=working,
        adds=row.adds,
    )


def _array(members: Sequence[str]) -> str:
    """Join member ids, which never hold a line break; a nested array must not be ragged."""
    return "\n".join(members)


async def _set_tags(tx: Tx, code_id: int, tag_ids: Sequence[int]) -> None:
    mine = ChannelCodeTag.workspace_id == tx.workspace_id
    await tx.execute(delete(ChannelCodeTag).where(mine, ChannelCodeTag.code_id == code_id))
    if not tag_ids:
        return
    rows = [
        {"workspace_id": tx.workspace_id, "code_id": code_id, "tag_id": tag_id}
        for tag_id in dict.fromkeys(tag_ids)
    ]
    try:
        await tx.execute(insert(ChannelCodeTag), rows)
    except IntegrityError as error:
        raise _refused(error) from error


def _columns(draft: CodeDraft) -> dict[str, Any]:
    return {
        "name": draft.name.strip(),
        "channel_id": draft.channel_id,
        "source_id": draft.source_id,
        "store_id": draft.store_id,
        "strategy": "all" if draft.form == "link" else draft.strategy,
        "member_ids": list(dict.fromkeys(draft.member_ids)),
        "backup_member_id": draft.backup_member_id,
        "working_hours": draft.working_hours,
        "welcome": draft.welcome or {},
        "cost_per_add_fen": draft.cost_per_add_fen,
    }


def _check(draft: CodeDraft) -> None:
    errors = []
    if not draft.name.strip():
        errors.append(FieldError("name", "A code needs a name."))
    if bool(draft.member_ids) is not draft.attended or len(draft.member_ids) > MAX_MEMBERS:
        errors.append(FieldError("member_ids", f"Choose 1 to {MAX_MEMBERS} members."))
    if draft.strategy not in {"all", "round_robin"}:
        errors.append(FieldError("strategy", "The strategy is all or round_robin."))
    if draft.form not in {"way", "link"}:
        errors.append(FieldError("form", "The form is way or link."))
    if draft.cost_per_add_fen < 0:
        errors.append(FieldError("cost_per_add_fen", "A cost is not negative."))
    if errors:
        raise InvalidInput("The code is not complete.", errors=errors)
    duty.check_hours(draft.working_hours)


def _refused(error: IntegrityError) -> Exception:
    text = str(error.orig)
    wrong: Mapping[str, tuple[str, str]] = {
        "channel_code_workspace_id_name_key": ("name", "There is a code of this name already."),
        "channel_id": ("channel_id", "There is no such channel."),
        "source_id": ("source_id", "There is no such source."),
        "store_id": ("store_id", "There is no such store."),
        "tag_id": ("tag_ids", "There is no such tag."),
    }
    for part, (field, message) in wrong.items():
        if part in text:
            kind = Conflict if field == "name" else InvalidInput
            return kind(message, errors=[FieldError(field, message)])
    return error
