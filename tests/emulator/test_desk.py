"""The emulator's own console: every page in both languages, and what is shown is escaped."""

from tests.emulator.stage import Corp

from pond_emulator.desk.pages import PAGES


async def test_every_page_is_served_in_both_languages(corp: Corp) -> None:
    await corp.code()
    await corp.control("POST", "faults", {"kind": "reorder", "prefix": "x<b>"})
    ban = {"platform": "wecom", "account": "ww&1", "subject": "add lan", "why": "<i>"}
    await corp.control("POST", "bans", ban)
    made = {"corpid": corp.app["corpid"], "count": 2, "days": 1}
    await corp.control("POST", "people/run", made)
    for page in PAGES:
        for language in ("zh", "en"):
            answer = await corp.client.get(f"/emulator/desk/{page}?lang={language}")
            assert answer.status_code == 200
            assert "<html" in answer.text
            assert "<i>" not in answer.text
            assert "x<b>" not in answer.text
            part = await corp.client.get(f"/emulator/desk/{page}?lang={language}&part=1")
            assert "<html" not in part.text
    assert "拾木" in (await corp.client.get("/emulator")).text
    faults = (await corp.client.get("/emulator/desk/faults")).text
    assert "account=ww%261&amp;subject=add+lan" in faults


async def test_unknown_pages_and_files_are_not_there(corp: Corp) -> None:
    for path in ("secrets", "static/desk.py", "static/..%2Fpages.py"):
        assert (await corp.client.get(f"/emulator/desk/{path}")).status_code == 404
    script = await corp.client.get("/emulator/desk/static/desk.js")
    assert script.headers["content-type"].startswith("text/javascript")


async def test_a_page_elsewhere_cannot_press_the_switches(corp: Corp) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    answer = await corp.client.post("/emulator/faults", json={"kind": "busy"}, headers=headers)
    assert answer.status_code == 403
    assert (await corp.control("GET", "faults")) == {"faults": []}


async def test_what_makes_no_sense_at_our_own_doors_is_told(corp: Corp) -> None:
    for path, body in (
        ("faults", {"kind": "busy", "rate": "often"}),
        (f"corps/{corp.app['corpid']}/members", {"members": [{"name": "无名"}]}),
        ("limits", {"platform": "wecom", "count": [1]}),
    ):
        answer = await corp.client.post(f"/emulator/{path}", json=body)
        assert answer.status_code == 422
        assert answer.json()["error"]
