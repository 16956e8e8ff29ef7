"""What official accounts and mini programs send, as XML or as JSON, read into one shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import msgspec

from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.kit import strict_json
from pondkeeper.platforms.common import xml

DEPTH = 6
"""Deeper than any documented event; what lies below is not looked at."""


class Missing(Exception):
    """A documented field is not there."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one message; every value is a text, a list or further fields."""

    values: Mapping[str, Any]

    def get(self, name: str) -> str:
        """Return a text, '' when there is none."""
        value = self.values.get(name)
        if value is None or isinstance(value, dict | list | bool):
            return ""
        return str(value).strip()

    def need(self, name: str) -> str:
        """Return a text. Raises Missing."""
        if not (value := self.get(name)):
            raise Missing(name)
        return value

    def number(self, name: str) -> int:
        """Return a whole number, 0 when there is none."""
        text = self.get(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0

    def below(self, name: str) -> "Fields":
        """Return the fields under `name`, without any when there are none."""
        value = self.values.get(name)
        return Fields(value if isinstance(value, dict) else {})

    def rows(self, name: str) -> "list[Fields]":
        """Return what repeats under `name`; the platform writes one alone without a list."""
        value = self.values.get(name)
        found = value if isinstance(value, list) else [value]
        return [Fields(row) for row in found if isinstance(row, dict)]

    def texts(self, name: str) -> list[str]:
        """Return the texts that repeat under `name`."""
        value = self.values.get(name)
        found = value if isinstance(value, list) else [value]
        return [str(row).strip() for row in found if isinstance(row, str | int) and str(row)]

    @property
    def at(self) -> datetime | None:
        """When it happened, None when that is not told."""
        seconds = self.get("CreateTime")
        if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > 11:
            return None
        return datetime.fromtimestamp(int(seconds), UTC)

    @property
    def kind(self) -> str:
        """What the platform calls it."""
        parts = self.get("MsgType"), self.get("Event")
        return ".".join(part for part in parts if part)[:120] or "nameless"


def read(body: bytes) -> Fields:
    """Read XML or a JSON object. Raises CallbackRejected for anything else."""
    if body.lstrip()[:1] == b"{":
        return Fields(_json(body))
    tree = _tree(xml.read(body), DEPTH)
    return Fields(tree if isinstance(tree, dict) else {})


def _json(body: bytes) -> dict[str, Any]:
    if len(body) > xml.MAX_BYTES:
        raise CallbackRejected("json_too_large")
    try:
        return strict_json.read(body, dict[str, Any])
    except msgspec.DecodeError as error:
        raise CallbackRejected("json_malformed") from error


def _tree(node: ET.Element, depth: int) -> dict[str, Any] | str:
    if not len(node) or not depth:
        return (node.text or "").strip()
    found: dict[str, Any] = {}
    for child in node:
        value = _tree(child, depth - 1)
        if child.tag in found:
            before = found[child.tag]
            found[child.tag] = [*(before if isinstance(before, list) else [before]), value]
        else:
            found[child.tag] = value
    return found
