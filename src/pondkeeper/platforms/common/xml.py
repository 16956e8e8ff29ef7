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

    Raises CallbackRejected for anything oversize, malformed, not in UTF-8, with a document type,
    or whose root has another name.
    """
    if len(body) > MAX_BYTES:
        raise CallbackRejected("xml_too_large")
    try:
        # As text, so that no declared encoding can hide what is looked for in the next line.
        document = body.decode()
    except UnicodeDecodeError as error:
        raise CallbackRejected("xml_encoding") from error
    if "\0" in document:
        raise CallbackRejected("xml_encoding")  # UTF-16 without a mark, which the parser would read
    # A builder of our own takes twice as long: only for what may be a document type, and may be
    # what a customer wrote, too.
    builder = _Refusing() if "<!DOCTYPE" in document else None
    try:
        # Without a document type no entity can be declared.
        root = ET.XML(document, parser=ET.XMLParser(target=builder))  # noqa: S314
    except (ET.ParseError, ValueError) as error:
        raise CallbackRejected("xml_malformed") from error
    if root.tag != "xml":
        raise CallbackRejected("xml_root")
    return root


def text(root: ET.Element, name: str) -> str:
    """Return the text of the direct child `name`, stripped, or '' when there is none."""
    return (root.findtext(name) or "").strip()
