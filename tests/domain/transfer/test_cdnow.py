"""The CDNOW purchase log through the real door: a file, a mapping, a run; then the fit.

The log lies in the wheel of `lifetimes` as data files; the package is never imported. Figures:
Fader, Hardie and Lee (2005) for BG/NBD, Fader and Hardie (2013) for Gamma-Gamma.
"""

from datetime import date
from importlib.metadata import files
from pathlib import Path

import pytest
from tests.domain.transfer.cast import make_brand

from pondkeeper.domain.insight import bgnbd, gamma_gamma
from pondkeeper.domain.insight.cells import Cells, Spend
from pondkeeper.domain.insight.fitted import BgNbd, GammaGamma
from pondkeeper.kit.db import SqlFolder

INSIGHT = SqlFolder("pondkeeper.domain.insight")
CUT = date(1997, 9, 30)


def data_file(name: str) -> Path:
    found = [Path(str(f.locate())) for f in files("lifetimes") or () if f.name == name]
    assert found, f"{name} is missing: install the wheel of lifetimes 0.11.3 (--no-deps will do)"
    return found[0]


async def test_the_log_imported_as_orders_gives_the_published_figures(database):
    cdnow = await make_brand(database, "America/New_York")
    log = data_file("CDNOW_master.txt").read_bytes()
    run = await cdnow.bring("orders", log, name="CDNOW_master.txt")
    assert (run["state"], run["done"], run["failed"]) == ("done", 69_659, 0)
    assert run["result"]["created"] == 69_659
    assert await cdnow.one('select count(*) from "order"') == 69_659
    assert await cdnow.one("select count(*) from contact") == 23_570
    assert await cdnow.one("select sum(revenue_fen) from contact_state") == 250_031_563

    await leave_only_the_sample(cdnow)
    async with database.tx(cdnow.id) as tx:
        rows = await tx.rows(INSIGHT.cells, workspace_id=cdnow.id, until=CUT)
    buying = bgnbd.fit(cells_of([row for row in rows if row["is_history"]]))
    spending = gamma_gamma.fit(spend_of([row for row in rows if not row["is_history"]]))
    assert isinstance(buying, BgNbd)
    assert isinstance(spending, GammaGamma)
    assert (buying.fit.people, buying.fit.repeaters) == (2_357, 946)
    assert [buying.r, buying.alpha, buying.a, buying.b] == pytest.approx(
        [0.2426, 4.4136, 0.7929, 2.4259], abs=2e-4
    )
    assert buying.fit.log_likelihood == pytest.approx(-9582.43, abs=5e-3)
    assert [round(f, 2) for f in (spending.p, spending.q, spending.v / 100)] == [6.25, 3.74, 15.44]


async def leave_only_the_sample(cdnow) -> None:
    """Take away orders of who is not in the published sample, by their number in the log."""
    with data_file("CDNOW_sample.txt").open() as lines:
        sample = sorted({line.split()[0] for line in lines})
    async with cdnow.database.tx(cdnow.id) as tx:
        others = (
            "select contact_id from identity where kind = 'custom' and key <> all($1::text[])"
        )
        await tx.raw.execute(f'delete from "order" where contact_id in ({others})', sample)


def cells_of(rows) -> Cells:
    return Cells.of(
        [row["frequency"] for row in rows], [row["last"] for row in rows],
        [row["age"] for row in rows], [row["people"] for row in rows],
    )


def spend_of(rows) -> Spend:
    return Spend.of(
        [row["frequency"] for row in rows], [row["total"] for row in rows],
        [row["people"] for row in rows],
    )
