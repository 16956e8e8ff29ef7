"""Callback XML: what is small and flat is read, everything clever is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.platforms.common import xml

BOMB = (
    '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<xml><Content>&b;</Content></xml>"
)
OUTSIDE = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/hostname">]><xml><A>&x;</A></xml>'


def test_text_and_cdata_are_read() -> None:
    root = xml.read("<xml><A> 1 </A><B><![CDATA[客户<&>]]></B><C/></xml>".encode())
    assert [xml.text(root, name) for name in "ABCD"] == ["1", "客户<&>", "", ""]


def test_what_a_customer_writes_is_no_document_type() -> None:
    root = xml.read(b"<xml><Content><![CDATA[<!DOCTYPE html>]]></Content></xml>")
    assert xml.text(root, "Content") == "<!DOCTYPE html>"


@pytest.mark.parametrize("document", [BOMB, OUTSIDE, "<!DOCTYPE xml><xml/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_document_types_are_refused_in_any_encoding(document: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    with pytest.raises(CallbackRejected, match=r"xml_(doctype|encoding)"):
        xml.read((head + document).encode(encoding))


@pytest.mark.parametrize(
    "body, reason",
    [
        (b"", "xml_malformed"),
        (b"<xml>", "xml_malformed"),
        (b"<xml>&nope;</xml>", "xml_malformed"),
        (b"\xff\xfe\x00", "xml_encoding"),
        ("<xml><A>客户</A></xml>".encode("gbk"), "xml_encoding"),
        (b"<other/>", "xml_root"),
        (b"<xml>" + b" " * xml.MAX_BYTES + b"</xml>", "xml_too_large"),
    ],
)
def test_malformed_and_oversize_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(CallbackRejected, match=reason):
        xml.read(body)


def test_depth_within_the_size_limit_is_survived() -> None:
    deep = b"<xml>" + b"<a>" * 30_000 + b"</a>" * 30_000 + b"</xml>"
    assert xml.text(xml.read(deep), "missing") == ""


@given(st.binary(max_size=300))
def test_noise_never_raises_anything_else(noise: bytes) -> None:
    with pytest.raises(CallbackRejected):
        xml.read(noise)
