"""Programs of others, each in an environment of its own, run unmodified against our servers.

What each needs is locked beside this file (`<name>.lock`, written by scripts/lock). The first test
that asks for an environment makes it in `.venv-outside/<name>`; it is made anew when its lock or
the Python has changed.
"""

import asyncio
import fcntl
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1] / ".venv-outside"
DEADLINE_S = 120.0


async def run(name: str, given: dict[str, Any], *, script: str = "") -> Any:
    """What `clients/<script>.py` writes, as JSON, when it is run in the environment `name` with
    `given` as JSON on its standard input. It fails the test when the script fails.
    """
    python = await asyncio.to_thread(python_of, name)
    child = await asyncio.create_subprocess_exec(
        python,
        "-Es",
        str(HERE / "clients" / f"{script or name}.py"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            out, err = await child.communicate(json.dumps(given).encode())
    finally:
        if child.returncode is None:
            child.kill()
    assert child.returncode == 0, err.decode(errors="replace")
    return json.loads(out)


def python_of(name: str) -> Path:
    """The Python of the environment, which is made here if it does not stand yet."""
    lock, folder = HERE / f"{name}.lock", ROOT / name
    python, stamp = folder / "bin" / "python", folder / "made-of"
    wanted = hashlib.sha256(sys.version.encode() + lock.read_bytes()).hexdigest()
    ROOT.mkdir(exist_ok=True)
    with (ROOT / f"{name}.making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            _command("-m", "venv", "--clear", "--without-pip", str(folder))
            _command(
                *("-m", "pip", "--python", str(python), "install", "--require-hashes"),
                *("--only-binary", ":all:", "--no-deps", "--quiet", "-r", str(lock)),
            )
            stamp.write_text(wanted)
    return python


def _command(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
