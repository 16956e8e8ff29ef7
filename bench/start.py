"""How fast `pond up` answers when warm, and what it costs while nothing happens.

Figures: `ready_s` from the command to the first 200 (median of five warm starts), `idle_pss_mb`
the sum of the proportional set sizes of all its processes, `idle_cpu_pct` their CPU time over a
minute of idleness, in per cent of one core.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

STARTS = 5
SETTLE_S, IDLE_S = 20, 60
PORT = 8899
TARGETS = {"ready_s": 3.0, "idle_pss_mb": 400, "idle_cpu_pct": 2.0}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="pond-bench-") as folder:
        Path(folder).chmod(0o711)
        home = Path(folder) / "home"
        with running(home):  # the first start makes the database; it is not what is measured
            pass
        seconds = []
        for _ in range(STARTS):
            with running(home) as (_, took):
                seconds.append(took)
        with running(home) as (pid, _):
            pss, cpu = idle(pid)
    figures = {
        "ready_s": round(statistics.median(seconds), 2),
        "idle_pss_mb": round(pss),
        "idle_cpu_pct": round(cpu, 2),
    }
    print(f"{os.cpu_count()} cores; starts {', '.join(f'{one:.2f}' for one in seconds)} s")
    print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    met = all(figures[name] <= limit for name, limit in TARGETS.items())
    print(json.dumps({"bench": "start", "figures": figures, "targets": TARGETS, "met": met}))


@contextmanager
def running(home: Path) -> Iterator[tuple[int, float]]:
    """The product, answering: its process id and the seconds until its first answer."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pondkeeper.cli.main", "up", "--port", str(PORT)],
        env=os.environ | {"POND_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not answers():
            assert process.poll() is None, "the product ended instead of answering"
            time.sleep(0.01)
        yield process.pid, time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def idle(pid: int) -> tuple[float, float]:
    """PSS in MB after settling, and CPU in per cent of a core over a minute, children included."""
    time.sleep(SETTLE_S)
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    before = sum(seconds_of(one) for one in family)
    time.sleep(IDLE_S)
    used = sum(seconds_of(one) for one in family) - before
    pss = sum(one.memory_full_info().pss for one in family if one.is_running())
    return pss / 1e6, used / IDLE_S * 100


def seconds_of(process: psutil.Process) -> float:
    if not process.is_running():
        return 0.0
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    main()
