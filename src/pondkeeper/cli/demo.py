"""A living example: the product, the emulated platforms and half a year of a brand's customers.

Everything happens through the real doors, on steered business time that begins 26 weeks ago.
It lives in a home folder of its own and goes on where it was when it is started again.
"""

import argparse
import json
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from pondkeeper.cli.up import keep_running
from pondkeeper.kit.clock import SystemClock
from pondkeeper.runtime.home import Home, find_home, read_private, write_private
from pondkeeper.runtime.product import (
    AlreadyRunning,
    CannotStart,
    Product,
    answers,
    kept_port,
)
from pondkeeper.runtime.supervisor import Supervisor

WEEKS = 26
EMULATOR_PORT = 8790
WORKSPACE = {"name": "拾木", "timezone": "Asia/Shanghai"}
LOGIN, NAME = "mumu", "木木"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="where the product listens (first start only)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other people")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the people, 0.05 to 1")


def run(args: argparse.Namespace) -> int:
    home = Home(find_home().root / "demo").make()
    try:
        with Supervisor(home, say=_say) as crew:
            demo = Demo(crew, home, args)
            demo.start()
            if crew.stopping:
                return 0
            demo.tell()
            demo.show_progress()
            keep_running(crew, demo.product)
    except AlreadyRunning as error:
        print(f"The demo is running already: {error}")
    return 0


class Demo:
    """The product with the emulated platforms beside it, and a story for them to live."""

    def __init__(self, crew: Supervisor, home: Home, args: argparse.Namespace) -> None:
        self.crew = crew
        self.home = home
        self.args = args
        self.key_file = home.root / "api.key"
        self.product = Product(crew, home, args.port, keep_port=True)
        self.emulator_port = kept_port(home, "emulator", EMULATOR_PORT)
        self.emulator = f"http://127.0.0.1:{self.emulator_port}"

    def start(self) -> None:
        """Database, product, platforms, and the brand's first login. Raises CannotStart."""
        print("Preparing the database ...", flush=True)
        self.product.prepare(SystemClock().real() - timedelta(weeks=WEEKS))
        self.home.remember_ports(emulator=self.emulator_port)
        self._start_emulator()
        self.product.start()
        if self.crew.stopping:
            return
        login = self._first_login()
        print(f"\n  {self.product.address}\n  login {login['login']}  password {login['password']}")
        print("  Ctrl-C ends it; ./pond demo goes on from there.\n", flush=True)
        if not self.crew.wait_for(lambda: answers(self.emulator_port, "/emulator/progress"), 30):
            raise CannotStart("The emulated platforms did not start; see logs/emulator.log")

    def tell(self) -> None:
        """Hand the story to the emulator, which keeps it through any restart."""
        story = {
            "product": self.product.address,
            "api_key_file": str(self.key_file),
            "steer_token_file": str(self.home.steer_token),
            "seed": self.args.seed,
            "scale": self.args.scale,
            "weeks": WEEKS,
        }
        httpx.post(f"{self.emulator}/emulator/demo", json=story, trust_env=False).raise_for_status()

    def progress(self) -> dict[str, Any]:
        """{state, week, weeks, fraction, note}; empty while the emulator is being restarted."""
        try:
            told = httpx.get(f"{self.emulator}/emulator/progress", trust_env=False, timeout=5)
        except httpx.HTTPError:
            return {}
        answer: dict[str, Any] = told.json()
        return answer

    def show_progress(self) -> None:
        """A bar until the weeks are told."""
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - only here

        columns = (
            TextColumn("week {task.fields[week]} of {task.fields[weeks]}"),
            BarColumn(None),
            TextColumn("{task.percentage:3.0f} %  {task.fields[note]}"),
        )
        with Progress(*columns) as bar:
            task = bar.add_task("", total=1.0, week=0, weeks=WEEKS, note="")
            while self.crew.tick(0.5):
                told = self.progress()
                if told:
                    fields = {name: told[name] for name in ("week", "weeks", "note")}
                    bar.update(task, completed=told["fraction"], **fields)
                if told.get("state") == "told":
                    break
        if not self.crew.stopping:
            print("The weeks are told; from here on time runs as it does outside.", flush=True)

    def _start_emulator(self) -> None:
        folder = self.home.root / "emulator"
        folder.mkdir(mode=0o700, exist_ok=True)
        where = ["--home", str(folder), "--port", str(self.emulator_port)]
        command = [sys.executable, "-P", "-m", "pond_emulator", "serve", *where]
        self.crew.start("emulator", [*command, "--product", self.product.address], {})

    def _first_login(self) -> dict[str, str]:
        """Set the brand up through the product's own doors, once; return login and password."""
        note = self.home.root / "login.json"
        if not note.exists():
            login = {"login": LOGIN, "password": secrets.token_urlsafe(12)}
            write_private(note, json.dumps(login))
        known: dict[str, str] = json.loads(read_private(note))
        if not self.key_file.exists():
            with httpx.Client(base_url=self.product.address, trust_env=False) as client:
                _make_key(client, known, self.key_file)
        return known


def _make_key(client: httpx.Client, login: dict[str, str], key_file: Path) -> None:
    """Set up or sign in, then make the API key with which the demo's operators work."""
    if _asked(client.get("/api/setup"))["needed"]:
        account = login | {"name": NAME}
        body = {"workspace": WORKSPACE, "account": account}
        session = _asked(client.post("/api/setup", json=body))
    else:
        session = _asked(client.post("/api/sessions", json=login))
    client.headers["X-CSRF-Token"] = session["csrf_token"]
    wanted = {"name": "demo", "rights": session["me"]["rights"]}
    write_private(key_file, _asked(client.post("/api/api-keys", json=wanted))["secret"])


def _asked(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise CannotStart(
            f"The product refused to be set up for the demo ({answer.status_code}): {answer.text}\n"
            "The demo needs a database of its own."
        )
    told: dict[str, Any] = answer.json()
    return told


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
