"""Long work on people: tags on many, and everything about one as a file."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import msgspec

from pondkeeper.domain import runs
from pondkeeper.domain.contacts.actions.exporting import export
from pondkeeper.domain.contacts.actions.tagging import retag
from pondkeeper.domain.runs import RunHandler
from pondkeeper.domain.runs.actions import Claimed
from pondkeeper.kit.db import Actor, Tx

STEP = 1_000
FindIds: TypeAlias = Callable[[Tx, dict[str, Any], int, int], Awaitable[list[int]]]
"""(tx, filter as JSON, after this id, at most so many) -> the next contact ids of the list."""


def actor_in_params(tx: Tx) -> dict[str, Any]:
    """Return what a run must remember of who asked, so that it sees no more than they may."""
    actor = tx.actor
    return {
        "kind": actor.kind, "id": actor.id, "scope": actor.scope,
        "store_ids": list(actor.store_ids),
    }


def actor_of(run: Claimed) -> Actor:
    """Return the actor that `actor_in_params` remembered."""
    kept = run.params["actor"]
    return Actor(
        kept["kind"], kept["id"], scope=kept["scope"], store_ids=tuple(kept["store_ids"])
    )


async def export_person(doors: Any, workspace_id: int, run: Claimed) -> None:
    """Write everything about one person into a JSON file: the run's artefact."""
    async with doors.database.tx(workspace_id, actor_of(run)) as tx:
        contact_id = int(run.params["contact_id"])
        document = msgspec.json.format(msgspec.json.encode(await export(tx, contact_id)))
        name = f"customer-{contact_id}.json"
        file_id = await runs.save_file(tx, name, "application/json", document)
        await runs.finish(tx, run, artefact_id=file_id)


def tag_bulk(find_ids: FindIds) -> RunHandler:
    """Return the run that tags people by ids or by filter, 1,000 at a time, resumable.

    `find_ids` belongs to a higher room and is handed in where the runs are listed.
    """

    async def tag(doors: Any, workspace_id: int, run: Claimed) -> None:
        after, done, changed = (int(run.resume.get(key, 0)) for key in ("after", "done", "changed"))
        while True:
            async with doors.database.tx(workspace_id, actor_of(run)) as tx:
                people = await _next(tx, run, find_ids, after)
                if not people:
                    await runs.finish(tx, run, result={"changed": changed})
                    return
                changed += await retag(
                    tx, people, add=run.params["add"], remove=run.params["remove"], origin="hand"
                )
                after, done = people[-1], done + len(people)
                resume = {"after": after, "done": done, "changed": changed}
                await runs.progress(tx, run, done=done, resume=resume)

    return tag


async def _next(tx: Tx, run: Claimed, find_ids: FindIds, after: int) -> list[int]:
    if "ids" in run.params:
        return [one for one in sorted(run.params["ids"]) if one > after][:STEP]
    return await find_ids(tx, run.params["filter"], after, STEP)
