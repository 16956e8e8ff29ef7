"""After a restore: what may have been sent is shown, ticked, released, and the rest stays put."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import first, signed_in
from tests.browser.words import Words
from tests.stories.stage import World

from pondkeeper.domain.messaging import holds
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.reactions import REACTIONS

pytestmark = pytest.mark.browser

TOLD = ("第一条", "第二条", "第三条")
ON_THE_WIRE = """
with sent as (
  insert into delivery (workspace_id, channel_id, lane, kind, body, client_key, state, epoch,
                        not_before, created_at, wire_at)
  select $1, (select min(id) from channel where workspace_id = $1 and kind = 'wecom'), 'service',
         'welcome', '{"welcome_code": "spent", "text": "改天见"}', gen_random_uuid(), 'wire', $2,
         $3, $3, $4
  returning id
)
insert into touch (workspace_id, contact_id, delivery_id, purpose, source_kind, source_id, summary,
                   created_at)
select $1, $5, id, 'service', 'test', id::text, $6, $3 from sent
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_only_what_somebody_ticks_is_sent_again(browser, brand, language):
    say = Words(language)
    asked = int(first(brand, "/api/contacts?reachable=true")["id"])
    with ThreadPoolExecutor(1) as aside:  # Playwright's loop has this thread
        aside.submit(asyncio.run, restored(brand, asked)).result()
    with signed_in(browser, brand, language) as visit:
        page = visit.open("/")
        expect(page.get_by_text(say("restore.banner"))).to_be_visible()
        page.get_by_role("link", name=say("restore.banner_link")).click()
        expect(page.get_by_role("row").filter(has_text=say("state.finding.unknown"))).to_have_count(
            len(TOLD)
        )
        visit.settle()
        wrong = visit.faults()
        page.get_by_role("row").filter(has_text=TOLD[1]).get_by_role("checkbox").check()
        visit.button(say("restore.release")).click()
        box = page.get_by_role("dialog")
        expect(box).to_contain_text(say("restore.confirm", n=1, rest=len(TOLD) - 1))
        visit.settle()
        wrong += visit.faults()
        box.get_by_role("button", name=say("restore.release")).click()
        expect(page.get_by_text(say("restore.none"))).to_be_visible()
        expect(page.get_by_text(say("restore.banner"))).to_have_count(0)
        visit.go("/tasks")  # the two that nobody ticked wait for somebody to say what became of them
        rows = page.get_by_role("row").filter(has=visit.button(say("tasks.was_not")))
        expect(rows.first).to_be_visible()
        assert wrong + visit.faults() == []
    left = [one["id"] for one in brand.ask("GET", "/api/deliveries/unknown")["items"]]
    for delivery_id in left:
        brand.ask("POST", f"/api/deliveries/{delivery_id}/settlement", {"outcome": "failed"})
    assert len(left) == len(TOLD) - 1


async def restored(it: World, contact_id: int) -> None:
    """Three calls were under way when the machine died; a backup of that moment came back."""
    workspace_id = int(it.ask("GET", "/api/me")["workspace"]["id"])
    keyring = Keyring.from_environment(it.product.home.root)
    database = Database(it.product.urls.owner_url, keyring=keyring, reactions=REACTIONS)
    async with database.tx(workspace_id) as tx:
        now, real = tx.clock.now(), tx.clock.real()
        for words in TOLD:
            await tx.raw.execute(
                ON_THE_WIRE, workspace_id, tx.epoch, now, real, contact_id, words
            )
        await tx.raw.execute("update installation set epoch = epoch + 1")
    async with database.tx(workspace_id) as tx:
        await holds.hold(tx, backup_at=real, restored_at=tx.clock.real())
    await database.close()
