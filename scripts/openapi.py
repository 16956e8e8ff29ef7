#!/usr/bin/env python3
"""Write the API's own description to web/console/openapi.json, from which the console's types come.

No server and no database are needed: `python scripts/openapi.py`, then `npm run api` in the
console's folder. A test fails while the committed file differs from the application's.
"""

from pathlib import Path

from pondkeeper.api.openapi import describe

PLACE = Path(__file__).resolve().parent.parent / "web" / "console" / "openapi.json"


def main() -> None:
    PLACE.write_text(describe(), encoding="utf-8")
    print(f"wrote {PLACE.name}")


if __name__ == "__main__":
    main()
