"""Finds the other supported Pythons of this machine."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13")
MANAGERS = (".pyenv/versions/{}.*/bin/python", ".local/share/uv/python/cpython-{}.*/bin/python3")


def others() -> dict[str, str | None]:
    """Each supported version but this one, with its interpreter or None."""
    own = ".".join(map(str, sys.version_info[:2]))
    return {version: find(version) for version in SUPPORTED if version != own}


def find(version: str) -> str | None:
    """An interpreter of `version` that runs and can make environments."""
    return next((python for python in _candidates(version) if _works(python, version)), None)


def _candidates(version: str) -> Iterator[str]:
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    for pattern in MANAGERS:
        yield from map(str, sorted(Path.home().glob(pattern.format(version)), reverse=True))


def _works(python: str, version: str) -> bool:
    """Version managers leave shims on the path that only say that nothing was chosen."""
    question = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version
