"""Imports and exports as the console asks for them: over HTTP, with rights, twice if need be."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
from openpyxl import load_workbook
from tests.api.conftest import Person, address, owner, services, stranger
from tests.support import net

from pondkeeper.domain import contacts, profiles, runs
from pondkeeper.domain.contacts import Face, ImportedContact

__all__ = ["address", "owner", "services", "stranger"]

LIST = "姓名,手机号,渠道\n=1+1,13800138001,直播\n王二,13800138002,\n没号,,\n"


async def upload(person: Person, kind: str, text: str) -> httpx.Response:
    return await person.http.post(
        "/api/imports", data={"kind": kind}, headers={"X-CSRF-Token": person.csrf},
        files={"file": ("../../老 客户.csv", text.encode("gb18030"), "text/csv")},
    )


async def work(services) -> None:
    brands = [1]
    for brand in brands:
        while await runs.consume(services, brand):
            pass


@asynccontextmanager
async def colleague(owner: Person, address: str, login: str, role: str) -> AsyncIterator[Person]:
    invited = await owner.send(
        "POST", "/api/staff", {"login": login, "name": login, "role": role, "scope": "all"}
    )
    assert invited.status_code == 201, invited.text
    async with net.client(address) as http:
        person = Person(http)
        signed = await person.sign_in(login, invited.json()["initial_password"])
        assert signed.status_code == 201, signed.text
        yield person


async def test_a_list_goes_from_the_upload_to_the_customers(owner, services):
    kept = await upload(owner, "contacts", LIST)
    assert kept.status_code == 201, kept.text
    seen = kept.json()
    assert (seen["file_name"], seen["rows"]) == ("老 客户.csv", 3)
    guesses = {column["name"]: column["guess"] for column in seen["columns"]}
    assert guesses == {"姓名": "name", "手机号": "phone", "渠道": "source"}
    assert seen["columns"][1]["samples"] == ["13800138001", "13800138002"]
    assert {"key": "phone", "required": False} in seen["fields"]
    assert seen["preview"][2] == ["没号", "", ""]

    mapping = {"mapping": {guess: name for name, guess in guesses.items()}}
    trial = await owner.send("POST", f"/api/imports/{seen['upload_id']}/dry-run", mapping)
    assert trial.status_code == 200, trial.text
    counts = {key: value for key, value in trial.json().items() if key != "errors"}
    assert counts == {"rows": 3, "creates": 2, "updates": 0, "skips": 0, "failed": 1}
    assert trial.json()["errors"][0]["row"] == 4

    begun = await owner.send("POST", f"/api/imports/{seen['upload_id']}/commit", mapping)
    assert begun.status_code == 202, begun.text
    assert begun.json()["kind"] == "import.contacts"
    await work(services)
    ended = (await owner.get(f"/api/runs/{begun.json()['id']}")).json()
    assert (ended["state"], ended["done"], ended["failed"]) == ("done", 3, 1)
    assert ended["artefact"]["kind"] == "errors"
    listed = (await owner.get("/api/contacts")).json()["items"]
    assert sorted(row["name"] for row in listed) == ["=1+1", "王二"]


async def test_a_wrong_file_or_mapping_is_a_problem_with_its_field(owner):
    wrong = await upload(owner, "shoes", LIST)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "kind")
    empty = await upload(owner, "orders", "")
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "file")
    kept = (await upload(owner, "orders", "手机,金额\n13800138001,1\n")).json()
    refused = await owner.send(
        "POST", f"/api/imports/{kept['upload_id']}/commit", {"mapping": {"phone": "手机"}}
    )
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["errors"]} == {"paid", "paid_at"}
    assert (await owner.send("POST", "/api/imports/99/commit", {"mapping": {}})).status_code == 404


async def test_who_may_not_import_or_export_is_refused(owner, stranger, address):
    assert (await upload(stranger, "contacts", LIST)).status_code == 401
    async with colleague(owner, address, "ann", "analyst") as ann:
        assert (await upload(ann, "contacts", LIST)).status_code == 403
        with_phone = {"filter": {}, "columns": ["name", "phone"]}
        assert (await ann.send("POST", "/api/contacts/exports", with_phone)).status_code == 422
    async with colleague(owner, address, "eve", "auditor") as eve:
        wanted = {"filter": {}, "columns": ["name"]}
        assert (await eve.send("POST", "/api/contacts/exports", wanted)).status_code == 403


async def fill(services, count: int) -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    async with services.database.tx(1) as tx:
        people = [
            ImportedContact(
                f"=客户{one}", when, (Face("custom", "", str(one)),),
                contacts.seal_phone(tx, f"{13_900_000_000 + one}"),
            )
            for one in range(count)
        ]
        await contacts.import_many(tx, people)
    await profiles.rebuild(services.database, 1)


async def exported(person: Person, services, columns: list[str], **filters) -> list[tuple]:
    body = {"filter": filters, "columns": columns}
    begun = await person.send("POST", "/api/contacts/exports", body)
    assert begun.status_code == 202, begun.text
    assert begun.json()["state"] == "queued"
    await work(services)
    file = await person.get(f"/api/runs/{begun.json()['id']}/artefact")
    assert file.status_code == 200, file.text
    book = load_workbook(io.BytesIO(file.content))
    return list(book.worksheets[0].iter_rows(values_only=True))


async def test_a_sheet_masks_phones_and_says_who_took_it(owner, services):
    await fill(services, 3)
    rows = await exported(owner, services, ["name", "phone_masked", "orders", "added_at"])
    assert rows[0] == ("姓名 (name)", "手机号 (phone, masked)", "订单数 (orders)", "添加时间 (added)")
    assert rows[1] == ("=客户0", "139****0000", 0, datetime(2026, 1, 1, 8))
    mark = rows[-1][0]
    assert mark.startswith("拾木 · 林 · ")
    assert " · 3 · #" in mark
    open_rows = await exported(owner, services, ["phone"], phone_tail="0002")
    assert open_rows[1] == ("13900000002",)


async def test_a_long_list_leaves_only_with_a_second_yes(owner, services, address):
    await fill(services, 5_001)
    begun = await owner.send("POST", "/api/contacts/exports", {"filter": {}, "columns": ["name"]})
    run = begun.json()
    assert (run["state"], run["total"]) == ("waiting_approval", 5_001)
    await work(services)
    assert (await owner.get(f"/api/runs/{run['id']}")).json()["state"] == "waiting_approval"
    asked = (await owner.get("/api/approvals")).json()["items"][0]
    assert (asked["kind"], asked["params"]["count"], asked["decidable"]) == (
        "export.contacts", 5_001, False,
    )
    yes = {"approval_id": asked["id"], "decision": "approve"}
    assert (await owner.send("POST", "/api/approvals", yes)).status_code == 403
    async with colleague(owner, address, "bo", "operator") as bo:
        assert (await bo.send("POST", "/api/approvals", yes)).status_code == 200
    await work(services)
    ended = (await owner.get(f"/api/runs/{run['id']}")).json()
    assert (ended["state"], ended["done"]) == ("done", 5_001)


async def test_a_run_exports_no_more_than_its_asker_may_see(owner, services, address):
    await fill(services, 3)
    async with colleague(owner, address, "mei", "operator") as mei:
        listed = (await owner.get("/api/staff")).json()["items"]
        staff_id = next(row["id"] for row in listed if row["login"] == "mei")
        changed = await owner.send("PUT", f"/api/staff/{staff_id}", {"scope": "own"})
        assert changed.status_code == 200, changed.text
        rows = await exported(mei, services, ["name"])
    assert len(rows) == 3  # headings, an empty row, the watermark
    assert rows[-1][0].startswith("拾木 · mei")
