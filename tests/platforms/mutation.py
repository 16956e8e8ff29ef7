"""Posts made hostile, from a seed: what a stranger could send who has seen real ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode

from tests.platforms.callers import Post

Mutation: TypeAlias = Callable[[Random, Post, Sequence[Post]], Post]

TOKENS = (
    b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"<", b"&", b"]]>", b"<![CDATA[", b"<!--", b"?>",
    b'<!DOCTYPE xml [<!ENTITY a "aaaa">]>', b"&a;", b"&#0;", b"&#x110000;",
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x">', b'<?xml version="1.0" encoding="utf-16"?>',
    b'<?xml version="1.1" encoding="utf-7"?>', b"</xml>", b"<xml>", b'xmlns:a="b"', b"{", b"}",
    b"[", b"]", b'"', b"\\", b"\\u0000", b"\\ud800", b"null", b"NaN", b"-0", b"1e999", b"9" * 400,
    b"true", b"\r\n\r\n", b"%00", b"%", b"=", b"==", b";", b"'", b"--", b"../", b"\xf0\x9f\x90\xa0",
    b'"op":13', b'"op":0', b'{"challenge":"x"}', b"A" * 5000,
)  # fmt: skip
KEYS = (
    "msg_signature", "signature", "timestamp", "nonce", "echostr", "encrypt_type", "openid",
    "content-type", "content-length", "content-encoding", "transfer-encoding", "expect",
    "wechatpay-serial", "wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature",
    "x-signature-ed25519", "x-signature-timestamp", "x-bot-appid", "x-douyin-signature",
    "kwaisign", "msg-id", "webhook-id", "webhook-signature", "webhook-timestamp",
)  # fmt: skip
VALUES = (
    "", "0", "-1", "1", "9" * 20, "9" * 5000, "é", "\x7f", "null", "gzip", "chunked", "nope",
    "WECHATPAY/SIGNTEST/AAAA", "AAAA", "v1,AAAA", "aes", "raw", "application/json", "text/xml",
    "a" * 8000, "%", "1e5", "0x10", "٣", "2" * 12,
)  # fmt: skip


def mutated(random: Random, posts: Sequence[Post]) -> Post:
    """One of `posts`, changed one to four times."""
    post = random.choice(posts)
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        post = random.choice(MUTATIONS)(random, post, posts)
    return post


def _flip(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    if not post.body:
        return post
    place, changed = random.randrange(len(post.body)), bytearray(post.body)
    changed[place] ^= 1 << random.randrange(8)
    return replace(post, body=bytes(changed))


def _cut(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    start, end = sorted(random.choices(range(len(post.body) + 1), k=2))
    return replace(post, body=post.body[:start] + post.body[end:])


def _again(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    start, end = sorted(random.choices(range(len(post.body) + 1), k=2))
    return replace(post, body=post.body[:end] + post.body[start:])


def _insert(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    place = random.randrange(len(post.body) + 1)
    return replace(post, body=post.body[:place] + random.choice(TOKENS) + post.body[place:])


def _noise(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    return replace(post, body=random.randbytes(random.choice((0, 1, 7, 64, 999))))


def _deep(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    opening, closing = random.choice(((b"[", b"]"), (b'{"d":', b"}"), (b"<xml>", b"</xml>")))
    depth = random.choice((2, 60, 900, 5000))
    return replace(post, body=opening * depth + post.body[:200] + closing * depth)


def _encode(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    other = random.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "gb18030"))
    text = post.body.decode("utf-8", "replace")
    return replace(post, body=text.encode(other, "replace"))


def _other_body(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    return replace(post, body=random.choice(posts).body)


def _other_headers(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    return replace(post, headers=random.choice(posts).headers)


def _other_query(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    return replace(post, query=random.choice(posts).query)


def _query(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    pairs = parse_qsl(post.query, keep_blank_values=True)
    if pairs and random.random() < 0.7:
        place = random.randrange(len(pairs))
        name, value = pairs.pop(place)
        if random.random() < 0.6:
            pairs.insert(place, (name, random.choice((random.choice(VALUES), value[:-1], value * 2))))
    else:
        pairs.append((random.choice(KEYS), random.choice(VALUES)))
    return replace(post, query=urlencode(pairs))


def _raw_query(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    tail = random.choice(("&", "%", "%zz", "&&==", "&nonce", "&timestamp=%ff", "&a=%00", "&b=%F0"))
    return replace(post, query=post.query + tail)


def _header(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    changed = dict(post.headers)
    if changed and random.random() < 0.6:
        name = random.choice(sorted(changed))
        value = changed.pop(name)
        if random.random() < 0.7:
            changed[name] = random.choice((random.choice(VALUES), value[:-1], value + "A"))
    else:
        changed[random.choice(KEYS)] = random.choice(VALUES)
    return replace(post, headers=changed)


def _method(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    method = random.choice(("GET", "PUT", "HEAD", "DELETE", "OPTIONS", "BREW"))
    return replace(post, method=method)


def _tail(random: Random, post: Post, posts: Sequence[Post]) -> Post:
    del posts
    tail = random.choice(("\0", "/", "/..", "é", "\ud800", "x", "%00", "\n", " " * 300, "'"))
    return replace(post, tail=tail)


MUTATIONS: tuple[Mutation, ...] = (
    _flip, _flip, _flip, _cut, _again, _insert, _insert, _noise, _deep, _encode, _other_body,
    _other_headers, _other_query, _query, _query, _raw_query, _header, _header, _method, _tail,
)  # fmt: skip
