"""The console's own words, so that a walk is written once for both languages."""

import json
from pathlib import Path

LOCALES = Path(__file__).parents[2] / "web" / "console" / "src" / "locales"


class Words:
    """`say("import.try")` in one language; slots in braces are filled by name."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._tree = {}
        for file in (f"{language}.json", f"{language}.pages.json"):
            self._tree |= json.loads((LOCALES / file).read_text(encoding="utf-8"))

    def __call__(self, key: str, **slots: object) -> str:
        found = self._tree
        for part in key.split("."):
            found = found[part]
        return str(found).format(**slots)
