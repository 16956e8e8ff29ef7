"""Reads the small XML documents platforms send: flat, bounded, no document type, no entities."""

from xml.etree import ElementTree as ET

from pondkeeper.domain.channels.ports import CallbackRejected

MAX_BYTES = 256 * 1024
"""Far above any documented event; the longest known (a member with attributes) is under 8 KB."""


class _Refusing(ET.TreeBuilder):
    """Builds a tree and refuses a document type, the only way to declare an entity."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse before the declarations inside are used."""
        del name, pubid, system
        raise CallbackRejected("xml_doctype")


def read(body: bytes) -> ET.Element:
    """Parse `body` into an element named xml.

    Raises CallbackRejected for anything oversize, malformed, with a document type, or whose
    root has another name.
    """
    if len(body) > MAX_BYTES:
        raise CallbackRejected("xml_too_large")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise CallbackRejected("xml_doctype")
    try:
        # The builder refuses a document type in any encoding, so no entity can be declared.
        root = ET.XML(body, parser=ET.XMLParser(target=_Refusing()))  # noqa: S314
    except (ET.ParseError, ValueError, LookupError) as error:
        raise CallbackRejected("xml_malformed") from error
    if root.tag != "xml":
        raise CallbackRejected("xml_root")
    return root


def text(root: ET.Element, name: str) -> str:
    """Return the text of the direct child `name`, stripped, or '' when there is none."""
    return (root.findtext(name) or "").strip()
