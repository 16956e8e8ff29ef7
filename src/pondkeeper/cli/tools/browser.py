"""Chromium and a Chinese font for the browser tests: found, or installed, or named as missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pondkeeper.runtime.home import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk", "fontconfig")


def provide() -> str:
    """Return Chromium's path, installing what is missing. Raises Trouble with the reason."""
    if find() is None or not has_chinese_font():
        if os.geteuid() == 0 and shutil.which("apt-get"):
            _install_as_root()
        elif find() is None:
            _download()
    found = find()
    if found is None:
        raise Trouble("no Chromium")
    if not has_chinese_font():
        raise Trouble("no Chinese font; on Debian and Ubuntu: apt-get install fonts-noto-cjk")
    return found


def find() -> str | None:
    """Chromium as `POND_CHROMIUM` names it, on the path, or where Playwright downloads it."""
    given = os.environ.get("POND_CHROMIUM")
    if given and Path(given).exists():
        return given
    on_path = next((path for path in map(shutil.which, NAMES) if path), None)
    return on_path or _playwrights()


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese; without one pages show empty boxes."""
    if not shutil.which("fc-list"):
        return sys.platform == "darwin"
    done = subprocess.run(
        ["fc-list", ":lang=zh", "family"],  # noqa: S607 - the system's own program
        capture_output=True,
        text=True,
        check=False,
    )
    return bool(done.stdout.strip())


def _playwrights() -> str | None:
    base = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    found = sorted(Path(base).glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def _install_as_root() -> None:
    print(f"installing {', '.join(PACKAGES)} with apt-get ...", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            ["apt-get", "-qq", *words],  # noqa: S607 - the system's own program
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(f"apt-get {words[0]} failed: {_last_line(done.stderr)}")


def _download() -> None:
    """Playwright brings its own Chromium from its makers' servers, for any user."""
    print("downloading Chromium with Playwright ...", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Trouble(f"Playwright could not download it: {_last_line(done.stderr)}")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
