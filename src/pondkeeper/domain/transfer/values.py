"""Cells become values: moments, days, fen, phone numbers, or a reason why they can not."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from pondkeeper.domain.contacts import PhoneSealer, SealedPhone
from pondkeeper.kit.errors import InvalidInput

MOMENT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
)
MOBILE: Final = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
MOST_FEN: Final = 10**13
FIRST_YEAR: Final = 1980

REASONS: Final = {
    "missing": "缺少必填内容 / a required value is missing",
    "no_face": "缺少手机号或编号，无法认出客户 / no phone or id to know the person by",
    "phone": "不是手机号 / not a phone number",
    "moment": "看不懂的时间，请用 2026-01-31 10:00 / not a time; write 2026-01-31 10:00",
    "future": "时间在将来 / lies in the future",
    "amount": "不是金额，最多两位小数 / not an amount with at most two decimals",
    "negative": "金额不能为负 / an amount is not negative",
    "nothing": "费用要大于 0 / a cost is more than 0",
    "refund": "退款大于实付 / more refunded than paid",
    "total": "实付大于原价 / more paid than the price",
    "whole": "不是整数 / not a whole number",
    "owner": "没有这名员工 / there is no such member of staff",
    "store": "没有这家门店 / there is no such store",
    "cost_kind": "只能是 广告、诱饵、人工、其他 / one of ads, bait, labour, other",
    "too_long": "太长 / too long",
    "too_wide": "内容比表头多，可能有多余的逗号 / more cells than headings; a stray comma?",
    "conflict": "编号分属不同客户，已归入较早的一位 / ids of two people; the older one got it",
}


class BadCell(Exception):
    """A cell that can not be used: a key of REASONS, the field and what stood there."""

    def __init__(self, reason: str, field: str | None = None, value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.value = reason, field, value


def required(cell: str, field: str) -> str:
    """Return the cell. Raises BadCell when it is empty."""
    if not cell:
        raise BadCell("missing", field)
    return cell


def short(cell: str, field: str, longest: int) -> str:
    """Return the cell. Raises BadCell when it is longer than `longest`."""
    if len(cell) > longest:
        raise BadCell("too_long", field, cell[:80])
    return cell


def phone(cell: str, field: str, sealer: PhoneSealer) -> SealedPhone:
    """Return the number in its one spelling, sealed. Raises BadCell."""
    try:
        return sealer.seal(cell)
    except InvalidInput as error:
        raise BadCell("phone", field, cell) from error


def moment(cell: str, field: str, zone: str, now: datetime) -> datetime:
    """Return a moment, UTC; without an offset it is local time of `zone`. Raises BadCell."""
    found = _moment(cell, zone)
    if found is None:
        raise BadCell("moment", field, cell)
    if found > now:
        raise BadCell("future", field, cell)
    return found


def day(cell: str, field: str, zone: str) -> date:
    """Return the local day. Raises BadCell."""
    found = _moment(cell, zone)
    if found is None:
        raise BadCell("moment", field, cell)
    return found.astimezone(ZoneInfo(zone)).date()


def fen(cell: str, field: str, *, in_fen: bool) -> int:
    """Return an amount in fen; the cell is in yuan unless `in_fen`. Raises BadCell."""
    found = _fen(cell, in_fen=in_fen)
    if found is None or abs(found) > MOST_FEN:
        raise BadCell("amount", field, cell)
    if found < 0:
        raise BadCell("negative", field, cell)
    return found


def whole(cell: str, field: str) -> int:
    """Return a whole number above 0, 1 for nothing. Raises BadCell."""
    plain = cell.removesuffix(".0").removesuffix(".00") or "1"
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 9:
        raise BadCell("whole", field, cell)
    return max(int(plain), 1)


def looks_like_a_mobile(cell: str) -> bool:
    """Say whether this is a mainland mobile number."""
    return bool(MOBILE.fullmatch(re.sub(r"[\s-]", "", cell)))


def looks_like_a_moment(cell: str) -> bool:
    """Say whether this is a day or a moment, a number being neither."""
    return not cell.isdecimal() and _moment(cell, "UTC") is not None


def counts_fen(column: str) -> bool:
    """Say whether a heading announces fen: '金额(分)', 'paid_fen'."""
    return bool(re.search(r"[(（]分[)）]|\bfen\b|_fen$", column.lower()))


@lru_cache(maxsize=1 << 16)
def _moment(cell: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        parts = MOMENT.fullmatch(cell)
        if parts is None:
            return None
        try:
            found = datetime(*(int(part or 0) for part in parts.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - its zone follows
        except ValueError:
            return None
    if found.year < FIRST_YEAR or (cell.isdecimal() and len(cell) != 8):
        return None
    local = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


@lru_cache(maxsize=1 << 14)
def _fen(cell: str, *, in_fen: bool) -> int | None:
    plain = re.sub(r"[\s,，¥￥元]|CNY|RMB", "", cell)
    try:
        amount = Decimal(plain) * (1 if in_fen else 100)
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount != amount.to_integral_value():
        return None
    return int(amount)
