"""While a release is rolled out, the code before it works on the schema after it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERSIONS = ROOT / "src" / "pondkeeper" / "migrations" / "versions"


def git(*words: str) -> str:
    return subprocess.check_output(["git", *words], cwd=ROOT, text=True).strip()


async def test_the_commit_before_the_newest_migration_walks_on_its_schema(urls, tmp_path):
    migrations = sorted(VERSIONS.glob("[0-9]*.py"))
    if len(migrations) < 2:
        pytest.skip("one migration only: there is no earlier code to walk on its schema")
    newest = migrations[-1].relative_to(ROOT)
    made_by = git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(newest))
    earlier = tmp_path / "earlier"
    git("worktree", "add", "--detach", str(earlier), f"{made_by}~1")
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(earlier / "scripts" / "walk.py")],
            env=os.environ
            | {
                "DATABASE_URL": urls.app,
                "DATABASE_OWNER_URL": urls.owner,
                "PYTHONPATH": str(earlier / "src"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        git("worktree", "remove", "--force", str(earlier))
    assert done.returncode == 0, done.stdout + done.stderr
