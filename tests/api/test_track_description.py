"""What the description says of the tracking door is what the door reads and answers."""

import json

import msgspec
from tests.api.test_track import App, app

from pondkeeper.api import track
from pondkeeper.api.openapi import describe
from pondkeeper.platforms.own_app.shapes import Accepted, Batch, Call

__all__ = ["app"]
DOCUMENT = json.loads(describe())


def test_every_call_is_described_by_its_long_name():
    described = {path.removeprefix("/v1/") for path in DOCUMENT["paths"] if path.startswith("/v1/")}
    assert described == set(track.CALLS.values())
    assert {f"/v1/{kind}" for kind in described} <= track.PATHS.keys()


def test_the_shapes_are_those_that_read_the_bodies():
    shapes = DOCUMENT["components"]["schemas"]
    for struct in (Call, Batch, Accepted):
        described = shapes[f"Tracking{struct.__name__}"]["properties"]
        assert described.keys() == {one.encode_name for one in msgspec.structs.fields(struct)}


async def test_a_call_with_every_described_property_is_taken(app: App):
    samples = {
        "type": "track", "timestamp": "2026-01-02T03:04:05Z", "originalTimestamp": None,
        "sentAt": None, "properties": {"a": 1}, "traits": {}, "context": {"locale": "zh"},
    }
    described = DOCUMENT["components"]["schemas"]["TrackingCall"]["properties"]
    call = {name: samples.get(name, "x") for name in described}
    answer = await app.send("/v1/batch", {"batch": [call]})
    assert answer.json() == msgspec.to_builtins(Accepted())
    [event] = await app.events()
    assert (event["kind"], event["props"]["properties"]) == ("app.x", {"a": 1})
