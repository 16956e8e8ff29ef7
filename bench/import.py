"""How fast old lists come in: a million customers; the CDNOW purchase log as orders.

The whole product runs (web, worker, its own Postgres) and is asked as the console asks. Timed is
from the first byte of the upload to the end of the run, when every row is committed and everybody
is in the customer list. Making the file is not timed, nor are the jobs of a new brand's first day
(a fit, the cut points), which are given a moment to end.
`--people` takes fewer; CDNOW lies in the wheel of `lifetimes` (a development dependency) as a data
file, nothing of it is imported.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from importlib.metadata import files
from pathlib import Path
from typing import Any

import httpx

from pondkeeper.runtime.home import Home
from pondkeeper.runtime.product import Product, free_port
from pondkeeper.runtime.supervisor import Supervisor

TARGETS = {"contacts_1m_s": 90.0, "cdnow_orders_s": 10.0}
PEOPLE = 1_000_000
PURCHASES, BUYERS = 69_659, 23_570
SEED = 20261122
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "安福平乐丽娟芳敏静燕玲红霞梅琳雪晶慧莉桂香月莺媛艳瑞凡佳嘉琼勤珍贞莎锦黛青倩婷宁"
SOURCES = ("包裹卡", "直播间", "公众号", "门店扫码", "老带新", "小红书", "短信", "广告投放")
LOOK_EVERY_S = 0.25
FIRST_DAY_S = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    people: int = parser.parse_args().people
    with tempfile.TemporaryDirectory(prefix="pond-bench-") as folder:
        home = Home(Path(folder) / "home").make()
        Path(folder).chmod(0o711)  # as root, Postgres runs as somebody who must pass through
        contacts = Path(folder) / "contacts.csv"
        write_contacts(contacts, people)
        with Supervisor(home) as crew:
            product = Product(crew, home, free_port(18787))
            product.prepare()
            product.start()
            figures = asyncio.run(measure(product.address, contacts, people))
    met = people == PEOPLE and all(figures[name] <= TARGETS[name] for name in TARGETS)
    print(json.dumps({"bench": "import", "figures": figures, "targets": TARGETS, "met": met}))


async def measure(address: str, contacts: Path, people: int) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=address, timeout=300) as console:
        await set_up(console)
        await asyncio.sleep(FIRST_DAY_S)
        cdnow_s, run = await brought(console, "orders", purchase_log())
        assert (run["done"], run["failed"]) == (PURCHASES, 0), run
        assert await listed(console) == min(BUYERS, 10_001), "not everybody is in the list"
        contacts_s, run = await brought(console, "contacts", contacts)
        assert (run["done"], run["failed"]) == (people, 0), run
    return {"contacts_1m_s": round(contacts_s, 1), "cdnow_orders_s": round(cdnow_s, 2)}


def purchase_log() -> Path:
    named = (f for f in files("lifetimes") or () if f.name == "CDNOW_master.txt")
    return Path(str(next(named).locate()))


async def set_up(console: httpx.AsyncClient) -> None:
    account = {"login": "bench", "name": "bench", "password": "a long enough password"}
    brand = {"name": "bench", "timezone": "Asia/Shanghai"}
    body = {"workspace": brand, "account": account}
    setup = await told(await console.post("/api/setup", json=body))
    console.headers["X-CSRF-Token"] = setup["csrf_token"]


async def brought(
    console: httpx.AsyncClient, kind: str, path: Path
) -> tuple[float, dict[str, Any]]:
    """Upload, take the guessed columns, import; seconds in all and the run at its end."""
    began = time.perf_counter()
    with path.open("rb") as file:
        sent = {"file": (path.name, file, "text/csv")}
        upload = await told(await console.post("/api/imports", data={"kind": kind}, files=sent))
    uploaded = time.perf_counter()
    mapping = {one["guess"]: one["name"] for one in upload["columns"] if one["guess"]}
    commit = f"/api/imports/{upload['upload_id']}/commit"
    run = await told(await console.post(commit, json={"mapping": mapping}))
    written: float | None = None
    while run["state"] in {"queued", "running"}:
        await asyncio.sleep(LOOK_EVERY_S)
        run = await told(await console.get(f"/api/runs/{run['id']}"))
        if written is None and run["done"] == run["total"]:
            written = time.perf_counter()
    ended = time.perf_counter()
    assert run["state"] == "done", run
    print(
        f"{kind}: {run['done']:,} rows; uploaded and read in "
        f"{uploaded - began:.1f} s, rows committed after {(written or ended) - began:.1f} s, "
        f"everybody in the list after {ended - began:.1f} s",
        flush=True,
    )
    return ended - began, run


async def listed(console: httpx.AsyncClient) -> int:
    page = await told(await console.get("/api/contacts", params={"limit": 1}))
    return min(int(page["count"]), 10_001)


async def told(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


def write_contacts(path: Path, people: int) -> None:
    """Write people with name, phone, source and the day they came."""
    draw = random.Random(SEED)
    with path.open("w") as file:
        file.write("姓名,手机号,渠道来源,添加时间\n")
        for one in range(people):
            name = draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2))))
            day = f"2025-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            moment = f"{day} {draw.randint(8, 22):02}:{draw.randint(0, 59):02}:{one % 60:02}"
            file.write(f"{name},{13_000_000_000 + one * 7},{draw.choice(SOURCES)},{moment}\n")


if __name__ == "__main__":
    main()
