"""Sends sealed callbacks at a fixed rate (or as fast as they are answered) and times the answers.

`python bench/_inbox_sender.py HOST PORT PATH TOKEN AES_KEY CORP SECONDS RATE FIRST`; rate 0 is as
fast as possible. Prints one line of JSON. A process of its own, so that its work is counted apart.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign

LINES = 48
"""Connections kept open, as a platform's own senders do."""
PREPARED = 30_000
PLAIN = (
    "<xml><ToUserName>{corp}</ToUserName><FromUserName>sys</FromUserName>"
    "<CreateTime>{at}</CreateTime><MsgType>event</MsgType>"
    "<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType>"
    "<UserID>bench</UserID><ExternalUserID>wm-nobody-{number}</ExternalUserID></xml>"
)


@dataclass
class Sent:
    """What came back: seconds per answer, and how many were not accepted."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0


def main() -> None:
    host, port, path, token, key, corp, seconds, rate, first = sys.argv[1:]
    crypt = WxCrypt(token, key, corp)
    wanted = int(float(seconds) * float(rate)) or PREPARED
    at = int(time.time())
    requests = [request(crypt, host, path, corp, at, int(first) + n) for n in range(wanted)]
    begun, sent = asyncio.run(send(host, int(port), requests, float(seconds), float(rate)))
    figures = {
        "answered": len(sent.seconds),
        "refused": sent.refused,
        "seconds": begun,
        "p99_ms": percentile(sent.seconds, 0.99) * 1000,
    }
    print(json.dumps(figures))


def request(crypt: WxCrypt, host: str, path: str, corp: str, at: int, number: int) -> bytes:
    encrypted = crypt.encrypt(PLAIN.format(corp=corp, at=at, number=number).encode())
    query = {
        "msg_signature": sign(crypt.token, str(at), str(number), encrypted),
        "timestamp": at,
        "nonce": number,
    }
    body = f"<xml><ToUserName>{corp}</ToUserName><Encrypt>{encrypted}</Encrypt></xml>".encode()
    head = (
        f"POST {path}?{urlencode(query)} HTTP/1.1\r\nHost: {host}\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def send(
    host: str, port: int, requests: list[bytes], seconds: float, rate: float
) -> tuple[float, Sent]:
    sent = Sent()
    queue = iter(enumerate(requests))
    begun = time.perf_counter()

    async def line() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for place, content in queue:
            due = begun + place / rate if rate else time.perf_counter()
            if rate:
                await asyncio.sleep(max(due - time.perf_counter(), 0))
            elif due > begun + seconds:
                break
            writer.write(content)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            # Counted from when it was due: waiting for a free line is the door's slowness too.
            sent.seconds.append(time.perf_counter() - due)
            sent.refused += b" 200 " not in head.split(b"\r\n")[0]
        writer.close()

    await asyncio.gather(*(line() for _ in range(LINES)))
    return time.perf_counter() - begun, sent


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0.0


if __name__ == "__main__":
    main()
