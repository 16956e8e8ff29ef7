"""segment-analytics-python, as it is published, sends its events to the tracking door."""

from tests.api.conftest import services
from tests.api.test_track import App, app
from tests.outside import environments

__all__ = ["app", "services"]


async def test_a_segment_client_sends_every_kind_of_event(app: App) -> None:
    host = str(app.http.base_url)
    given = {"host": host, "write_key": app.key}
    did = await environments.run("segment", given, script="tracking")
    [refused] = did["failed"]
    assert "write_key" in refused
    events = await app.events()
    live = [event for event in events if event["origin"] == "live"]
    assert [event["kind"].removeprefix("app.") for event in live] == [
        "Product Viewed", "identify", "page", "screen", "group", "alias", "Order Completed",
        "Packed",
    ]
    [late] = [event for event in events if event["origin"] == "backfill"]
    assert 299 <= (late["received_at"] - late["at"]).days <= 300
    people = {row["name"]: row["id"] for row in await app.rows("select id, name from contact")}
    assert people.keys() == {"Ada", ""}
    assert {event["contact_id"] for event in live[1:]} == {people["Ada"]}
    faces = await app.rows("select kind, key, contact_id from identity order by kind, key")
    assert [(row["kind"], row["key"]) for row in faces if row["kind"] != "email"] == [
        ("app_user", "7"), ("app_user", "user-1"),
        ("app_visitor", "device-0"), ("app_visitor", "device-1"),
    ]
    [packed] = [event for event in events if event["kind"] == "app.Packed"]
    assert packed["props"]["properties"] == {"text": "中文 🐟"}
    assert packed["props"]["context"]["library"]["name"] == "analytics-python"
