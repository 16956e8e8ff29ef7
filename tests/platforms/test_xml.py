"""Callback XML: what is small and flat is read, everything clever is refused."""

import time

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


LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 10)
)
CLEVER = {
    "a billion laughs": f'<!DOCTYPE xml [<!ENTITY l0 "ha">{LAUGHS}]><xml><A>&l9;</A></xml>',
    "one long entity, often": '<!DOCTYPE xml [<!ENTITY a "'
    + "a" * 50_000
    + '">]><xml>'
    + "&a;" * 20_000
    + "</xml>",
    "a parameter entity": '<!DOCTYPE xml [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><xml/>',
    "an outside subset": '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>',
    "defaults for attributes": '<!DOCTYPE xml [<!ATTLIST xml a CDATA "b">]><xml/>',
    "a document type after a comment": "<!-- x --><?pi?><!DOCTYPE xml><xml/>",
    "a document type in small letters": "<!doctype xml><xml/>",
    "an entity without a type": "<xml><A>&laugh;</A></xml>",
    "a number that is no character": "<xml><A>&#0;&#xD800;</A></xml>",
    "a second root": "<xml/><xml/>",
    "text after the root": "<xml/>more",
    "an open CDATA": "<xml><A><![CDATA[x]]</A></xml>",
    "a tag that never closes": "<xml " + "a" * 100_000,
    "the same attribute twice": '<xml a="1" a="2"/>',
}


@pytest.mark.parametrize("document", CLEVER.values(), ids=CLEVER.keys())
def test_what_is_clever_is_refused_at_once(document: str) -> None:
    began = time.process_time()
    with pytest.raises(CallbackRejected):
        xml.read(document.encode())
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("nul", [b"\0", b"&#0;", b"\xc0\x80"])
@pytest.mark.parametrize("place", [0, 5, 8, 12])
def test_a_nul_is_refused_wherever_it_stands(nul: bytes, place: int) -> None:
    document = b"<xml><A>text</A></xml>"
    with pytest.raises(CallbackRejected):
        xml.read(document[:place] + nul + document[place:])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"])
def test_another_encoding_is_refused_or_read_as_what_it_is(encoding: str) -> None:
    body = "<xml><A>+ADw-B+AD4-</A></xml>".encode(encoding)
    if encoding == "utf-7":  # is ASCII: nothing in it may be taken for a tag
        assert xml.text(xml.read(body), "B") == ""
        return
    with pytest.raises(CallbackRejected, match="xml_"):
        xml.read(body)


def test_cdata_hides_no_tags_and_ends_where_it_ends() -> None:
    root = xml.read(
        b"<xml><A><![CDATA[</A><Encrypt>no</Encrypt>]]></A>"
        b"<B><![CDATA[x]]]]><![CDATA[>y]]></B><C><![CDATA[]]></C><D><![CDATA[ ]]> </D></xml>"
    )
    assert xml.text(root, "Encrypt") == ""
    assert xml.text(root, "A") == "</A><Encrypt>no</Encrypt>"
    assert [xml.text(root, name) for name in "BCD"] == ["x]]>y", "", ""]


def test_only_direct_children_count() -> None:
    root = xml.read(
        b"<xml><In><Encrypt>deep</Encrypt></In><a:Encrypt xmlns:a='b'>x</a:Encrypt></xml>"
    )
    assert xml.text(root, "Encrypt") == ""


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_whatever_a_customer_writes_is_read_back(words: str) -> None:
    safe = words.replace("]]>", "]]]]><![CDATA[>")
    safe = safe.replace("\ufffe", "").replace("\uffff", "")
    wanted = words.replace("\ufffe", "").replace("\uffff", "").strip()
    root = xml.read(f"<xml><Content><![CDATA[{safe}]]></Content></xml>".encode())
    assert xml.text(root, "Content") == wanted


@given(st.binary(max_size=300))
def test_noise_never_raises_anything_else(noise: bytes) -> None:
    with pytest.raises(CallbackRejected):
        xml.read(noise)
