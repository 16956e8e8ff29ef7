from collections.abc import Callable
from typing import Any

import pytest

from pondkeeper.domain import contacts, tasks
from pondkeeper.domain.contacts import Evidence
from pondkeeper.domain.tasks import NewTask
from pondkeeper.kit.errors import NotFound

VERBS: dict[str, Callable[..., Any]] = {
    "whole": contacts.whole,
    "tags": contacts.tags_of,
    "members": contacts.members,
    "phone": contacts.read_phone,
    "export": contacts.export,
    "erase": contacts.erase,
    "edit": lambda tx, one: contacts.edit(tx, one, {"remark": "mine"}),
    "consent": lambda tx, one: contacts.consent(tx, one, "phone", granted=True, evidence={}),
}


@pytest.mark.parametrize("verb", VERBS)
async def test_nobody_reaches_a_customer_out_of_their_scope(brand, stranger, verb):
    hers, his = await brand.add("anna", "mei"), await brand.add("carl", "bo")
    async with brand.tx() as tx:
        for one in (hers, his):
            await contacts.link_phone(
                tx, one.contact_id, f"1380000000{one.contact_id}", verified=True
            )
    for actor, foreign, own in ((brand.mei, his, hers), (brand.bo, hers, his)):
        with pytest.raises(NotFound):
            async with brand.tx(actor) as tx:
                await VERBS[verb](tx, foreign.contact_id)
        async with brand.tx(actor) as tx:
            await VERBS[verb](tx, own.contact_id)
    with pytest.raises(NotFound):
        async with stranger.tx() as tx:
            await VERBS[verb](tx, hers.contact_id)


async def test_tags_and_splits_stop_at_the_scope_too(brand):
    hers, his = await brand.add("anna", "mei"), await brand.add("carl", "bo")
    async with brand.tx() as tx:
        vip = await contacts.make_tag(tx, "vip")
        merge_id = await contacts.merge(tx, his.contact_id, hers.contact_id, Evidence("hand"))
    for bad in (
        lambda tx: contacts.tag(tx, [hers.contact_id, his.contact_id], [vip], origin="hand"),
        lambda tx: contacts.unmerge(tx, merge_id),
    ):
        with pytest.raises(NotFound):
            async with brand.tx(brand.mei) as tx:
                await bad(tx)


async def test_tasks_are_seen_by_those_who_see_the_customer(brand):
    hers = await brand.add("anna", "mei")
    async with brand.tx() as tx:
        await tasks.open_many(tx, [NewTask("call", "1", contact_id=hers.contact_id)])
    seen = {}
    for name, actor in (("mei", brand.mei), ("bo", brand.bo)):
        async with brand.tx(actor) as tx:
            seen[name] = len(await tasks.open_tasks(tx))
    assert seen == {"mei": 1, "bo": 0}
