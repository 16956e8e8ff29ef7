import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.runtime.helpers import children, runs, until

from pondkeeper.runtime.supervisor import Supervisor

WAITER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=1); time.sleep(99)",
]
PARENT = [
    sys.executable,
    "-c",
    "import subprocess as s, time; print(s.Popen(['sleep', '99']).pid, flush=True); time.sleep(99)",
]
SHORT = [sys.executable, "-c", "import sys; print('I cannot', flush=True); sys.exit(3)"]
CREW = """
import sys
from pathlib import Path
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.supervisor import Supervisor
with Supervisor(Home(Path(sys.argv[1]))) as crew:
    for name in ("one", "two"):
        crew.start(name, [sys.executable, "-c", "import time; time.sleep(600)"], {})
    print("up", flush=True)
    crew.run()
"""


@pytest.fixture
def said():
    return []


def test_a_program_that_died_is_started_again(home, said):
    with Supervisor(home, said.append) as crew:
        program = crew.start("waiter", WAITER, {})
        first = program.child.pid
        os.kill(first, signal.SIGKILL)
        assert crew.wait_for(lambda: program.child.pid != first and runs(program.child.pid), 60)
    assert "waiter ended with code -9" in said[0]
    assert not runs(program.child.pid)


def test_pauses_grow_while_a_program_keeps_dying_and_its_last_words_are_told(home, said):
    with Supervisor(home, said.append) as crew:
        program = crew.start("short", SHORT, {})
        assert crew.wait_for(lambda: program.deaths == 3, 60)
        assert program.pause == pytest.approx(0.8)
    assert "I cannot" in said[0]
    assert "code 3" in said[0]


def test_leaving_ends_what_was_started_with_its_children_and_nothing_else(home, said):
    stranger = subprocess.Popen(["sleep", "600"])
    with Supervisor(home, said.append) as crew:
        program = crew.start("parent", PARENT, {})
        log = crew.log_of("parent")
        assert crew.wait_for(lambda: log.read_text().strip(), 60)
        grandchild = int(log.read_text())
        child = program.child.pid
        assert runs(grandchild)
    until(lambda: not runs(grandchild))
    assert not runs(child)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_one_that_will_not_end_is_killed(home, said, monkeypatch):
    monkeypatch.setattr("pondkeeper.runtime.supervisor.STOP_SECONDS", 0.5)
    with Supervisor(home, said.append) as crew:
        program = crew.start("stubborn", STUBBORN, {})
        assert crew.wait_for(lambda: crew.log_of("stubborn").read_text(), 60)
        child = program.child
    assert child.returncode == -signal.SIGKILL


def crew_in_a_process(folder: Path) -> tuple[subprocess.Popen, list[int]]:
    crew = subprocess.Popen(
        [sys.executable, "-c", CREW, str(folder)], stdout=subprocess.PIPE, text=True
    )
    with crew.stdout:
        assert crew.stdout.readline() == "up\n"
    return crew, children(crew.pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_supervisor_ends_everything_in_order(home, number):
    crew, programs = crew_in_a_process(home.root)
    assert len(programs) == 2
    crew.send_signal(number)
    assert crew.wait(60) == 0
    assert not any(runs(pid) for pid in programs)


def test_a_killed_supervisor_leaves_no_orphans(home):
    crew, programs = crew_in_a_process(home.root)
    assert len(programs) == 2
    crew.kill()
    crew.wait()
    until(lambda: not any(runs(pid) for pid in programs))


def test_ctrl_c_in_the_terminal_does_not_reach_the_programs(home, said):
    with Supervisor(home, said.append) as crew:
        child = crew.start("waiter", WAITER, {}).child
        assert os.getpgid(child.pid) == child.pid
        assert os.getsid(child.pid) == child.pid
