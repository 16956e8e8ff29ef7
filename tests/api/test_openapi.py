"""The console is built from web/console/openapi.json: it must say what the application says."""

from pathlib import Path

from pondkeeper.api.openapi import describe

COMMITTED = Path(__file__).parents[2] / "web" / "console" / "openapi.json"


def test_committed_description_is_the_applications_own():
    assert COMMITTED.read_text(encoding="utf-8") == describe(), (
        "The API changed. Run `python scripts/openapi.py`, then `npm run api` and `npm run check` "
        "in web/console, and commit what they wrote."
    )
