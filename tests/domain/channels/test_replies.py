"""Which rule answers, what can not be a rule, and how accepted prompts are counted."""

from datetime import UTC, datetime

import pytest

from pondkeeper.domain.channels.facts import account as account_facts
from pondkeeper.domain.channels.facts import people as people_facts
from pondkeeper.domain.channels.replies import (
    Answer,
    Rule,
    RuleDraft,
    add_reply,
    answering,
    by_text,
    passive,
)
from pondkeeper.kit.errors import InvalidInput

AT = datetime(2026, 3, 2, tzinfo=UTC)


def rule(number: int, occasion: str, *words: str, exact: bool = False, active: bool = True) -> Rule:
    return Rule(number, occasion, words, exact, Answer(text=str(number)), 0, active, AT)


RULES = [
    rule(1, "keyword", "发货", "快递"),
    rule(2, "keyword", "OK", exact=True),
    rule(3, "keyword", "快递单号"),
    rule(4, "default"),
    rule(5, "follow"),
]


@pytest.mark.parametrize(
    ("text", "number"),
    [("几时发货", 1), ("快递单号多少", 1), ("ok", 2), (" Ok ", 2), ("ok 了", 4), ("", 4), ("你好", 4)],
)
def test_the_first_rule_that_fits_answers(text: str, number: int) -> None:
    found = by_text(RULES, text)
    assert found is not None
    assert found.id == number


def test_every_occasion_has_its_own_rules() -> None:
    def number(fact: object) -> int | None:
        found = answering(RULES, [fact])  # type: ignore[list-item]
        return found.id if found else None

    assert number(people_facts.Followed("o1", AT)) == 5
    assert number(people_facts.Messaged("o1", "m", AT, text="发货")) == 1
    assert number(people_facts.Messaged("o1", "m", AT, kind="image", text="发货")) == 4
    assert number(people_facts.Messaged("o1", "m", AT, text="发货", group_id="g")) is None
    assert number(account_facts.MenuPressed("o1", "click", "OK", AT)) == 2
    assert number(account_facts.MenuPressed("o1", "click", "几时发货", AT)) is None
    assert number(account_facts.MenuPressed("o1", "view", "OK", AT)) is None
    assert number(people_facts.Unfollowed("o1", AT)) is None


def test_a_rule_that_is_switched_off_is_silent() -> None:
    rules = [rule(1, "keyword", "发货", active=False), rule(2, "default", active=False)]
    assert by_text(rules, "发货") is None


def test_a_card_is_one_article() -> None:
    answer = Answer("news", title="新品", url="https://pond.example/a", picture_url="https://p/1")
    [card] = passive(answer).articles
    assert (card.title, card.url, card.picture_url) == ("新品", "https://pond.example/a", "https://p/1")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (RuleDraft("keyword", Answer(text="好")), "words"),
        (RuleDraft("follow", Answer(text="好"), ["词"]), "words"),
        (RuleDraft("keyword", Answer(text="好"), ["长" * 31]), "words"),
        (RuleDraft("follow", Answer(text=" ")), "answer.text"),
        (RuleDraft("follow", Answer(text="长" * 683)), "answer.text"),
        (RuleDraft("follow", Answer("image")), "answer.media_id"),
        (RuleDraft("follow", Answer("news", title="新品", url="javascript:x")), "answer.url"),
        (RuleDraft("follow", Answer("news", url="https://a.example")), "answer.title"),
    ],
)
async def test_what_can_not_be_a_rule_is_refused_by_field(brand, draft, field) -> None:
    async with brand.tx() as tx:
        with pytest.raises(InvalidInput) as refused:
            await add_reply(tx, 1, draft)
    assert [error.field for error in refused.value.errors] == [field]
