"""The whole walk of this commit's code, on the database it is given, whatever schema that has.

A check runs the script of the commit before the newest migration on the new schema: while a new
release is rolled out, the old code must still work. `DATABASE_URL` and `DATABASE_OWNER_URL` name
the database, as everywhere.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.stories.test_walk import walk  # noqa: E402 - this commit's own code is what walks

from pondkeeper.runtime.cluster import Urls  # noqa: E402 - as above

if __name__ == "__main__":
    walk(Urls(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"], ""))
    print("walked")
