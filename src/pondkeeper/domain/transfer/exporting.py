"""The customer list goes out: a sheet that says on itself who took it, when, and from where."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from pondkeeper.domain import contacts, profiles, runs, staff
from pondkeeper.domain.contacts.jobs import actor_in_params, actor_of
from pondkeeper.domain.profiles import ContactFilters
from pondkeeper.domain.runs import Claimed
from pondkeeper.domain.transfer.actions import MEDIA_TYPES
from pondkeeper.kit.db import Tx
from pondkeeper.kit.doors import Doors
from pondkeeper.kit.errors import FieldError, InvalidInput

KIND: Final = "export.contacts"
ASK_ABOVE: Final = 5_000
"""Rows; a list longer than this leaves only with a second person's yes."""
PAGE: Final = 1_000
ROWS_OF_A_SHEET: Final = 1_000_000

Show = Callable[[Tx, profiles.Row, ZoneInfo], Any]

COLUMNS: Final[dict[str, tuple[str, Show]]] = {
    "name": ("姓名 (name)", lambda _tx, row, _zone: row.name),
    "remark": ("备注 (remark)", lambda _tx, row, _zone: row.remark),
    "phone_masked": ("手机号 (phone, masked)", lambda tx, row, _zone: _phone(tx, row, masked=True)),
    "phone": ("手机号 (phone)", lambda tx, row, _zone: _phone(tx, row, masked=False)),
    "lifecycle": ("生命周期 (lifecycle)", lambda _tx, row, _zone: row.lifecycle),
    "reachable": ("可触达 (reachable)", lambda _tx, row, _zone: "是" if row.reachable else "否"),
    "source": ("渠道来源 (source)", lambda _tx, row, _zone: row.source_name),
    "owner": ("归属员工 (owner)", lambda _tx, row, _zone: row.owner_name),
    "store": ("门店 (store)", lambda _tx, row, _zone: row.store_name),
    "tags": ("标签 (tags)", lambda _tx, row, _zone: "、".join(tag.name for tag in row.tags)),
    "orders": ("订单数 (orders)", lambda _tx, row, _zone: row.orders),
    "revenue_fen": ("累计实付 (paid, yuan)", lambda _tx, row, _zone: _yuan(row.revenue_fen)),
    "added_at": ("添加时间 (added)", lambda _tx, row, zone: _local(row.added_at, zone)),
    "last_seen_at": ("最近互动 (last seen)", lambda _tx, row, zone: _local(row.last_seen_at, zone)),
}


async def start_export(tx: Tx, filters: ContactFilters, columns: Sequence[str]) -> int:
    """Have the customers that the actor may see written into a sheet; returns the run's id.

    Above 5,000 rows the run waits for a second person. The column `phone`, unlike `phone_masked`,
    needs the right contacts.phone. Raises InvalidInput.
    """
    may = [name for name in COLUMNS if name != "phone" or "contacts.phone" in tx.actor.rights]
    if not columns or set(columns) - set(may):
        error = FieldError("columns", f"Some of: {', '.join(may)}.")
        raise InvalidInput("Choose columns that you may see.", errors=[error])
    count = (await profiles.find_contacts(tx, filters, limit=1)).count or 0
    params = {
        "filter": msgspec.to_builtins(filters), "columns": list(columns), "count": count,
        "actor": actor_in_params(tx),
    }
    asks = count > ASK_ABOVE
    run_id = await runs.start(tx, KIND, params, total=count, waits_for_approval=asks)
    if asks:
        await staff.ask(tx, KIND, run_id, {"run_id": run_id, "count": count})
    return run_id


async def export_contacts(doors: Doors, workspace_id: int, run: Claimed) -> None:
    """Write the sheet, page by page, and leave it as the run's file; begins anew after a kill."""
    columns: list[str] = run.params["columns"]
    sheet = Sheet([COLUMNS[name][0] for name in columns])
    done = 0
    async for rows in _pages(doors, workspace_id, run, columns):
        await asyncio.to_thread(sheet.add, rows)
        done += len(rows)
        async with doors.database.tx(workspace_id) as tx:
            await runs.progress(tx, run, done=done)
    async with doors.database.tx(workspace_id) as tx:
        mark = await _watermark(tx, run, done)
    body = await asyncio.to_thread(sheet.close, mark)
    async with doors.database.tx(workspace_id) as tx:
        name = f"customers {tx.clock.now():%Y-%m-%d %H%M}.xlsx"
        file_id = await runs.save_file(tx, name, MEDIA_TYPES["xlsx"], body)
        await runs.finish(tx, run, result={"artefact": "result"}, artefact_id=file_id)


async def _pages(
    doors: Doors, workspace_id: int, run: Claimed, columns: Sequence[str]
) -> AsyncIterator[list[list[Any]]]:
    filters = msgspec.convert(run.params["filter"], ContactFilters)
    cursor: str | None = None
    while True:
        async with doors.database.tx(workspace_id, actor_of(run)) as tx:
            zone = ZoneInfo(await staff.timezone(tx))
            page = await profiles.find_contacts(tx, filters, "added_at", cursor, PAGE)
            shown = [[COLUMNS[name][1](tx, row, zone) for name in columns] for row in page.items]
        yield shown
        cursor = page.next_cursor
        if cursor is None:
            return


async def _watermark(tx: Tx, run: Claimed, count: int) -> str:
    """Return the line that names brand, person and moment: whose hands this file came from."""
    brand, listed = await staff.brand(tx), await runs.run(tx, run.id)
    when = _local(tx.clock.now(), ZoneInfo(brand.timezone))
    who = listed["requested_name"] or run.params["actor"]["kind"]
    return f"{brand.name} · {who} · {when:%Y-%m-%d %H:%M} {brand.timezone} · {count} · #{run.id}"


class Sheet:
    """An XLSX under way. Blocking; rows go to a temporary file, not into memory."""

    def __init__(self, headings: Sequence[str]) -> None:
        # openpyxl takes long to load, and only the process that writes sheets needs it.
        from openpyxl import Workbook  # noqa: PLC0415

        self._book = Workbook(write_only=True)
        self._headings = headings
        self._rows = 0
        self._sheet = self._next_sheet()

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Append rows; after a million a new sheet begins, where Excel's rows would end."""
        for row in rows:
            if self._rows and self._rows % ROWS_OF_A_SHEET == 0:
                self._sheet = self._next_sheet()
            self._sheet.append([self._cell(value) for value in row])
            self._rows += 1

    def close(self, watermark: str) -> bytes:
        """Write the watermark under the rows, on every printed page and into the properties."""
        for sheet in self._book.worksheets:
            sheet.append([])
            sheet.append([self._cell(watermark)])
            sheet.oddFooter.center.text = watermark.replace("&", "&&")
        self._book.properties.creator = watermark
        body = io.BytesIO()
        self._book.save(body)
        return body.getvalue()

    def _next_sheet(self) -> Any:
        sheet = self._book.create_sheet(f"customers {self._rows // ROWS_OF_A_SHEET + 1}")
        sheet.freeze_panes = "A2"
        sheet.append(list(self._headings))
        return sheet

    def _cell(self, value: Any) -> Any:
        """Return the value; text stays text, also when a customer's name begins with '='."""
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell  # noqa: PLC0415

        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        return cell


def _phone(tx: Tx, row: profiles.Row, *, masked: bool) -> str:
    if row.sealed is None:
        return ""
    number = contacts.open_phone(tx, row.sealed)
    return contacts.masked(number) if masked else number


def _yuan(fen: int) -> Decimal:
    """Return an amount that a sheet adds up."""
    return Decimal(fen) / 100


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return local time without its zone: a sheet knows none."""
    return moment.astimezone(zone).replace(tzinfo=None)
