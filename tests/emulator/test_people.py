"""The population's figures lie in their ranges, whatever the seed; nobody acts at three."""

from collections import Counter
from datetime import datetime

import pytest

from pond_emulator.kit.clock import CHINA
from pond_emulator.people import names, plan, table
from pond_emulator.people.chance import draw, weighted

DAY_S = 86400
START = int(datetime(2026, 5, 25, tzinfo=CHINA).timestamp())
END = START + 26 * 7 * DAY_S
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS)
def lives(request: pytest.FixtureRequest) -> list[tuple[plan.Arrival, list[plan.Deed]]]:
    seed = request.param
    figures = {source.key: plan.figures(seed, source, 1.0) for source in table.SOURCES}
    return [
        (arrival, plan.life(seed, arrival.person, figures[arrival.source], arrival.at))
        for arrival in plan.arrivals(seed, START, 1.0)
    ]


def by_source(lives: list, key: str) -> list:
    return [(arrival, deeds) for arrival, deeds in lives if arrival.source == key]


def within(arrival: plan.Arrival, deeds: list[plan.Deed], kind: str, days: float) -> bool:
    limit = arrival.at + days * DAY_S
    return any(deed.kind == kind and deed.due <= limit for deed in deeds)


@pytest.mark.parametrize("source", table.SOURCES, ids=lambda source: source.key)
def test_each_source_keeps_to_its_ranges(lives: list, source: table.SourceRange) -> None:
    people = by_source(lives, source.key)
    count = len(people)
    assert source.adds[0] <= count <= source.adds[1]
    deleted = sum(within(a, deeds, "delete", 30.1) for a, deeds in people) / count
    bought = sum(within(a, deeds, "buy", 30.1) for a, deeds in people) / count
    for share, (low, high) in ((deleted, source.deletes_30d), (bought, source.buys_30d)):
        # people scatter around the true rate: three standard errors at the range's ends
        slack = 3 * (high * (1 - high) / count) ** 0.5
        assert low - slack <= share <= high + slack


def test_red_packets_bring_people_who_leave_and_articles_those_who_stay(lives: list) -> None:
    def share(key: str, kind: str) -> float:
        people = by_source(lives, key)
        return sum(within(a, deeds, kind, 30.1) for a, deeds in people) / len(people)

    assert share("redpacket", "delete") > 3 * share("article", "delete")
    assert share("redpacket", "buy") < share("article", "buy") < share("store", "buy") * 1.2
    assert share("store", "buy") > share("parcel", "buy")


def test_the_red_packet_evenings_are_bursts(lives: list) -> None:
    hours = Counter(
        datetime.fromtimestamp(a.at, CHINA).strftime("%m-%d %H")
        for a, _ in by_source(lives, "redpacket")
    )
    rush = sum(count for _, count in hours.most_common(8))
    assert rush > 0.7 * sum(hours.values())


def test_people_sleep_and_have_peaks(lives: list) -> None:
    moments = [a.at for a, _ in lives] + [d.due for _, deeds in lives for d in deeds]
    hours = Counter(datetime.fromtimestamp(moment, CHINA).hour for moment in moments)
    night = sum(hours[hour] for hour in (1, 2, 3, 4, 5))
    assert night < 0.003 * len(moments)
    assert hours[12] > hours[10]
    assert min(hours[20], hours[21]) > max(hours[14], hours[16])


def test_weekends_are_not_like_other_days_in_the_shops(lives: list) -> None:
    days = Counter(
        datetime.fromtimestamp(a.at, CHINA).weekday() for a, _ in by_source(lives, "store")
    )
    assert days[5] + days[6] > 1.5 * (days[0] + days[1])


def test_gaps_in_what_is_known(lives: list) -> None:
    noted = sum(any(d.kind == "noted" for d in deeds) for _, deeds in lives) / len(lives)
    second = sum(any(d.kind == "second_scan" for d in deeds) for _, deeds in lives) / len(lives)
    # some leave before either could happen
    assert 0.22 <= noted <= 0.50
    assert 0.09 <= second <= 0.25


def test_nobody_acts_after_deleting(lives: list) -> None:
    for _, deeds in lives:
        gone = [deed.due for deed in deeds if deed.kind == "delete"]
        assert len(gone) <= 1
        assert all(deed.due <= gone[0] for deed in deeds if gone)


def test_arrivals_lie_in_the_half_year(lives: list) -> None:
    assert all(START < arrival.at < END + DAY_S for arrival, _ in lives)


def test_the_same_seed_lives_the_same_life_and_another_does_not() -> None:
    first, again = plan.arrivals(7, START, 0.1), plan.arrivals(7, START, 0.1)
    assert first == again
    assert plan.arrivals(8, START, 0.1) != first
    assert draw(1, "a", 2) == draw(1, "a", 2) != draw(1, "a", 3)


def test_names_are_like_real_ones() -> None:
    given = [names.nickname(1, person) for person in range(2000)]
    assert "momo" in given
    assert len(set(given)) > 900
    assert any(ord(letter) > 0x1F000 for name in given for letter in name)
    assert not any(name.startswith(("张三", "User", "用户")) for name in given)
    assert all(names.phone(1, person).isdigit() for person in range(50))
    assert len(names.phone(1, 1)) == 11


def test_baskets_lie_between_79_and_129_yuan() -> None:
    weights = [row.weight for row in table.PRODUCTS]
    prices = [table.PRODUCTS[weighted(1, weights, n)].price_fen for n in range(4000)]
    assert min(prices) >= 7900
    assert max(prices) <= 12900
    assert 10000 <= sum(prices) / len(prices) <= 11200
    for row in table.PRODUCTS:
        assert 0.60 <= 1 - row.cost_fen / row.price_fen <= 0.65


def test_every_figure_of_the_table_has_a_source_note() -> None:
    assert all(source.note.startswith(("E", "P", "M")) for source in table.SOURCES)
