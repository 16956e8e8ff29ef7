"""Who comes when, and what each will do with the half year: drawn once, kept in the agenda."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pond_emulator.people import hours, table
from pond_emulator.people.chance import between, draw, happens, waiting, weighted, whole
from pond_emulator.people.table import HABITS, SourceRange

DAY_S = hours.DAY_S
INNER = 0.12  # figures are drawn from the inner part of a range: people scatter around them


@dataclass(frozen=True)
class SourceFigures:
    """One source's true figures under a seed."""

    source: SourceRange
    adds: int
    cash_yuan: float
    labour_yuan: float
    deletes_30d: float
    buys_30d: float


@dataclass(frozen=True)
class Arrival:
    person: int
    source: str
    at: int


@dataclass(frozen=True)
class Deed:
    """Something a person will do; kinds are those of people/life.py."""

    due: int
    kind: str
    props: dict[str, object]


def inner(seed: int, limits: tuple[float, float], *keys: object) -> float:
    low, high = limits
    edge = (high - low) * INNER
    return between(seed, low + edge, high - edge, *keys)


def figures(seed: int, source: SourceRange, scale: float) -> SourceFigures:
    return SourceFigures(
        source=source,
        adds=max(3, round(inner(seed, source.adds, source.key, "adds") * scale)),
        cash_yuan=inner(seed, source.cash, source.key, "cash"),
        labour_yuan=inner(seed, source.labour, source.key, "labour"),
        deletes_30d=inner(seed, source.deletes_30d, source.key, "deletes"),
        buys_30d=inner(seed, source.buys_30d, source.key, "buys"),
    )


def arrivals(seed: int, start: int, scale: float) -> list[Arrival]:
    """Everybody's first scan over 26 weeks from `start`, in no order; ids count from 1."""
    found: list[Arrival] = []
    for source in table.SOURCES:
        for number in range(figures(seed, source, scale).adds):
            at = arrival_time(seed, start, source, number)
            found.append(Arrival(len(found) + 1, source.key, at))
    return found


def arrival_time(seed: int, start: int, source: SourceRange, number: int) -> int:
    keys = (source.key, number, "arrival")
    first_day = hours.day_of(start)
    if source.bursts:
        return burst_time(seed, first_day, source, keys)
    index = weighted(seed, [weight for _, weight in source.weeks], *keys, "week")
    week = source.weeks[index][0]
    days = table.SHOP_WEEKDAYS if source.by_hand else table.WEEKDAYS
    monday = first_day + timedelta(weeks=week - 1)
    chosen = [days[(monday.weekday() + offset) % 7] for offset in range(7)]
    day = monday + timedelta(days=weighted(seed, chosen, *keys, "day"))
    return max(start + 1, hours.moment(seed, day, *keys, shop=source.by_hand))


def burst_time(
    seed: int, first_day: datetime, source: SourceRange, keys: tuple[object, ...]
) -> int:
    """An evening of the source; a week without one (a swap's echo) is like other weeks."""
    index = weighted(seed, [weight for _, weight in source.weeks], *keys, "week")
    week = source.weeks[index][0]
    evenings = [evening for evening in source.bursts if evening[0] == week]
    if not evenings:
        day = first_day + timedelta(weeks=week - 1, days=whole(seed, 0, 6, *keys, "day"))
        return hours.moment(seed, day, *keys)
    _, weekday, hour = evenings[weighted(seed, [1.0] * len(evenings), *keys, "evening")]
    return hours.burst(seed, burst_start(first_day, week, weekday, hour), *keys)


def burst_start(first_day: datetime, week: int, weekday: int, hour: int) -> datetime:
    """That weekday of the week which begins on first_day's weekday."""
    day = first_day + timedelta(weeks=week - 1)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    return day + timedelta(hours=hour)


def life(seed: int, person: int, source: SourceFigures, added: int) -> list[Deed]:
    """What follows a first scan at `added`: purchases, notes, a second member, a deletion.
    Buyers delete less often than the others, at the same total.
    """
    buys = happens(seed, source.buys_30d, person, "buys")
    gone = deletion(seed, person, source, added, buys=buys)
    deeds = purchases(seed, person, added, buys=buys)
    if happens(seed, inner(seed, HABITS.second_staff, "second staff"), person, "second staff"):
        later = added + (2 + 70 * draw(seed, person, "second when")) * DAY_S
        deeds.append(Deed(hours.soon(seed, later, person, "second"), "second_scan", {}))
    if happens(seed, inner(seed, HABITS.phone_noted, "phone noted"), person, "phone noted"):
        deeds.append(Deed(noted_at(seed, person, source, added), "noted", {}))
    deeds = [deed for deed in deeds if gone is None or deed.due < gone]
    if gone is not None:
        deeds.append(Deed(gone, "delete", {}))
    return deeds


def noted_at(seed: int, person: int, source: SourceFigures, added: int) -> int:
    """In the shop the assistant types while the customer stands there; else a day or two later."""
    mean = 300 if source.source.by_hand else 1.5 * DAY_S
    return hours.soon(seed, added + 60 + waiting(seed, mean, person, "noted"), person, "noted")


def deletion(
    seed: int, person: int, source: SourceFigures, added: int, *, buys: bool
) -> int | None:
    """When the person deletes the brand; early leavers mostly within days, others a slow leak."""
    kept = 0.35  # a buyer's risk against the average
    share = source.buys_30d
    rate = source.deletes_30d
    risk = rate * kept if buys else rate * (1 - share * kept) / (1 - share)
    if happens(seed, risk, person, "deletes"):
        after = min(waiting(seed, 6.5, person, "deletes when"), 29.0)
        after = max(after, 16.0 + 12 * draw(seed, person, "later")) if buys else after
        return hours.soon(seed, added + 600 + after * DAY_S, person, "deletes")
    monthly = inner(seed, HABITS.deletes_later_month, "leak")
    later = 30 + waiting(seed, 30 / monthly, person, "leak when")
    if later > 400:
        return None
    return hours.soon(seed, added + later * DAY_S, person, "leak")


def purchases(seed: int, person: int, added: int, *, buys: bool) -> list[Deed]:
    """The first within 30 days (half of them in the first three), the next ones by habit. Some
    who do not buy in the first month do later.
    """
    if buys:
        quick = happens(seed, 0.5, person, "buys quickly")
        mean = 0.12 if quick else 11.0
        first = min(waiting(seed, mean, person, "first when"), 28.0)
    elif happens(seed, 0.05, person, "buys late"):
        first = 30 + waiting(seed, 45, person, "late when")
    else:
        return []
    at = added + 240 + first * DAY_S
    deeds = []
    for number in range(12):
        due = hours.soon(seed, at, person, "buy", number)
        deeds.append(Deed(due, "buy", {"number": number}))
        again = inner(seed, HABITS.buys_again, "again")
        # a second purchase makes a third likelier: habit
        if not happens(seed, min(again * (1 + 0.18 * number), 0.7), person, "again", number):
            break
        at = due + (9 + waiting(seed, 34, person, "gap", number)) * DAY_S
    return deeds
