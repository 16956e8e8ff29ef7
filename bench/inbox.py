"""How fast callbacks are kept and people welcomed; product, emulator and generator on one machine.

1. Encrypted callbacks as fast as they are answered: each is committed before its answer.
2. The same at 500 a second: the 99th percentile of the time from when one was due to its answer.
3. 200 people a second scan a code at the emulator: from the moment the platform has the news to
   the welcome that it accepted, by the emulator's own record.

The callbacks of 1 and 2 tell of the end of friendships that never were, so that the inbox behind
the door reads and settles them but no other room has work. `--seconds` shortens all three.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx

from pondkeeper.runtime.home import Home
from pondkeeper.runtime.product import Product, free_port
from pondkeeper.runtime.supervisor import Supervisor

TARGETS = {"callbacks_per_s": 2_000.0, "p99_ms_at_500": 50.0, "welcome_p99_s": 1.0}
SENDER = Path(__file__).with_name("_inbox_sender.py")
STEADY_RATE = 500
SCANS_PER_S = 200
SCANNERS = 16
DEADLINE_S = 60.0
WELCOME = "/cgi-bin/externalcontact/send_welcome_msg"


@dataclass
class Stage:
    """The connected brand: both addresses, the app's callback secrets, the code to scan."""

    product: str
    emulator: httpx.AsyncClient
    path: str
    app: dict[str, Any]
    config_id: str
    steer_token: str


def main() -> None:
    """Print the figures and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="pond-bench-") as folder:
        home = Home(Path(folder) / "home").make()
        Path(folder).chmod(0o711)  # as root, Postgres runs as somebody who must pass through
        with Supervisor(home) as crew:
            product = Product(crew, home, free_port(18787))
            product.prepare()
            port = free_port(19787)
            command = [sys.executable, "-m", "pond_emulator", "serve", "--port", str(port)]
            crew.start("emulator", [*command, "--home", str(Path(folder) / "world")], {})
            product.start()
            emulator = f"http://127.0.0.1:{port}"
            figures = asyncio.run(measure(product.address, emulator, home, seconds))
    met = (
        figures["callbacks_per_s"] >= TARGETS["callbacks_per_s"]
        and figures["p99_ms_at_500"] < TARGETS["p99_ms_at_500"]
        and figures["welcome_p99_s"] < TARGETS["welcome_p99_s"]
    )
    print(json.dumps({"bench": "inbox", "figures": figures, "targets": TARGETS, "met": met}))


async def measure(product: str, emulator: str, home: Home, seconds: float) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=emulator, timeout=30) as world:
        await answering(world)
        stage = await connect(product, world, home)
        most = send(stage, seconds, rate=0, first=0)
        print(f"as fast as answered: {most}")
        await drained(stage)
        steady = send(stage, seconds, rate=STEADY_RATE, first=10_000_000)
        print(f"at {STEADY_RATE}/s: {steady}")
        await drained(stage)
        waits = await welcomes(stage, seconds)
    print(f"welcomes: {len(waits)}, slowest {max(waits):.2f} s")
    return {
        "callbacks_per_s": round((most["answered"] - most["refused"]) / most["seconds"], 1),
        "p99_ms_at_500": round(steady["p99_ms"], 2),
        "welcome_p99_s": round(sorted(waits)[int(len(waits) * 0.99)], 3),
    }


async def answering(world: httpx.AsyncClient) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                await world.get("/emulator/state")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return


async def connect(product: str, world: httpx.AsyncClient, home: Home) -> Stage:
    """Set the brand up through its own doors, with one code that Mei answers."""
    corp = (await told(world, "POST", "/emulator/corps", {"name": "bench"}))["corpid"]
    app = await told(world, "POST", f"/emulator/corps/{corp}/apps", {})
    members = {"members": [{"userid": "mei", "name": "梅"}]}
    await told(world, "POST", f"/emulator/corps/{corp}/members", members)
    async with httpx.AsyncClient(base_url=product, timeout=30) as console:
        account = {"login": "bench", "name": "bench", "password": "a long enough password"}
        brand = {"name": "bench", "timezone": "Asia/Shanghai"}
        setup = await told(console, "POST", "/api/setup", {"workspace": brand, "account": account})
        console.headers["X-CSRF-Token"] = setup["csrf_token"]
        settings = {
            "corp_id": corp,
            "secret": app["secret"],
            "callback_token": app["token"],
            "encoding_aes_key": app["encoding_aes_key"],
        }
        request = {"kind": "wecom", "name": "bench", "settings": settings}
        address = {"base_url": str(world.base_url).rstrip("/")}
        channel = await told(console, "POST", "/api/channels", request | address)
        source = await told(console, "POST", "/api/sources", {"name": "bench", "kind": "other"})
        code = {
            "name": "bench",
            "source_id": source["id"],
            "channel_id": channel["id"],
            "member_ids": ["mei"],
            "strategy": "all",
            "tag_ids": [],
            "welcome_template": {"text": "你好，{link}"},
        }
        await told(console, "POST", "/api/codes", code)
    callback = f"/emulator/corps/{corp}/apps/{app['agentid']}/callback"
    await told(world, "PUT", callback, {"url": channel["callback_url"]})
    path = urlsplit(channel["callback_url"]).path
    steer_token = home.steer_token.read_text().strip()
    return Stage(product, world, path, app, await made_code(world), steer_token)


async def made_code(world: httpx.AsyncClient) -> str:
    async with asyncio.timeout(DEADLINE_S):
        while not (codes := (await told(world, "GET", "/emulator/codes"))["codes"]):  # noqa: ASYNC110 - asked
            await asyncio.sleep(0.1)
    return str(codes[0]["config_id"])


def send(stage: Stage, seconds: float, *, rate: int, first: int) -> dict[str, Any]:
    """Run the sender as a process of its own and return what it counted."""
    parts = urlsplit(stage.product)
    app = stage.app
    secrets = [app["token"], app["encoding_aes_key"], app["corpid"]]
    numbers = [str(seconds), str(rate), str(first)]
    target = [str(parts.hostname), str(parts.port), stage.path]
    done = subprocess.run(
        [sys.executable, SENDER, *target, *secrets, *numbers],
        capture_output=True,
        text=True,
        check=True,
    )
    counted: dict[str, Any] = json.loads(done.stdout)
    return counted


async def drained(stage: Stage) -> None:
    """Wait until the inbox is empty, so that one figure does not pay for another."""
    async with asyncio.timeout(DEADLINE_S * 5), httpx.AsyncClient(base_url=stage.product) as door:
        door.headers["X-Pond-Steer"] = stage.steer_token
        while (await told(door, "POST", "/steer", {}))["pending"]["inbox"]:  # noqa: ASYNC110 - asked
            await asyncio.sleep(0.5)


async def welcomes(stage: Stage, seconds: float) -> list[float]:
    """Let people scan at a fixed rate; seconds from the news to the accepted welcome, each."""
    world, total = stage.emulator, int(seconds * SCANS_PER_S)
    people = [
        (await told(world, "POST", "/emulator/people", {"name": f"客{n}"}))["person_id"]
        for n in range(total)
    ]
    took = await scan_all(str(world.base_url), people, stage.config_id)
    print(f"{total} scans in {took:.1f} s")
    await settled(stage)
    return await waited(stage)


async def scan_all(emulator: str, people: list[int], config_id: str) -> float:
    """Scan for one after the other, each when it is due; how long all of it took."""
    queue = iter(enumerate(people))
    loop = asyncio.get_running_loop()
    # The lightest client there is: what the generator takes, the product cannot have.
    async with aiohttp.ClientSession(emulator) as phone:
        begun = loop.time()

        async def scanner() -> None:
            for place, person in queue:
                await asyncio.sleep(max(begun + place / SCANS_PER_S - loop.time(), 0))
                address = f"/emulator/people/{person}/scan"
                async with phone.post(address, json={"config_id": config_id}) as answer:
                    assert answer.status < 300, await answer.text()

        await asyncio.gather(*(scanner() for _ in range(SCANNERS)))
        return loop.time() - begun


async def settled(stage: Stage) -> None:
    """Wait until all is sent or too late: nothing waits at the platform or in the product."""
    async with asyncio.timeout(DEADLINE_S), httpx.AsyncClient(base_url=stage.product) as door:
        door.headers["X-Pond-Steer"] = stage.steer_token
        while True:
            quiet = (await told(stage.emulator, "GET", "/emulator/state"))["quiet"]
            if quiet and (await told(door, "POST", "/steer", {}))["idle"]:
                return
            await asyncio.sleep(0.5)


async def waited(stage: Stage) -> list[float]:
    """Match each welcome with its news by the welcome code; one that never came counts in full."""
    calls = await walked(stage, f"/emulator/record?accepted=1&endpoint={WELCOME}", "calls")
    sent = {call["body"]["welcome_code"]: call["at_real"] for call in calls}
    news = await walked(stage, "/emulator/notices?state=", "notices")
    made = {code_in(row["body"]): row["made"] for row in news if "WelcomeCode" in row["body"]}
    return [sent.get(code, moment + DEADLINE_S) - moment for code, moment in made.items()]


async def walked(stage: Stage, path: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["id"] if found else 0
        rows = (await told(stage.emulator, "GET", f"{path}&after={after}&limit=1000"))[name]
        if not rows:
            return found
        found += rows


def code_in(body: str) -> str:
    inside = body.split("<WelcomeCode>", 1)[1].split("</WelcomeCode>", 1)[0]
    return inside.removeprefix("<![CDATA[").removesuffix("]]>")


async def told(client: httpx.AsyncClient, method: str, path: str, body: Any = None) -> Any:
    answer = await client.request(method, path, json=body)
    assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


if __name__ == "__main__":
    main()
