"""The audit trail names what the API's handlers are called; the console has words for each."""

import json
from pathlib import Path

from litestar.handlers import HTTPRouteHandler

from pondkeeper.api.app import ROUTES
from pondkeeper.api.door import SAFE_METHODS
from pondkeeper.reactions import RUN_KINDS

LOCALES = Path(__file__).parents[2] / "web" / "console" / "src" / "locales"


def words(language: str) -> dict:
    return json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))


def test_every_verb_has_words():
    verbs = {
        route.handler_name
        for route in ROUTES
        if isinstance(route, HTTPRouteHandler) and not route.http_methods <= SAFE_METHODS
    }
    assert verbs
    assert [sorted(verbs - words(one)["audit"].keys()) for one in ("zh", "en")] == [[], []]


def test_every_kind_of_run_has_words():
    for language in ("zh", "en"):
        tree = words(language)
        for kind in RUN_KINDS:
            for root in (tree["run"], tree["value"]["run_kind"]):
                found = root
                for part in kind.split("."):
                    found = found[part]
                assert isinstance(found, str)
