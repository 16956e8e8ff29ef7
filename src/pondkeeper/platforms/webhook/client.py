"""One telling over the wire, and what came back."""

import time
from datetime import datetime

from pondkeeper.domain.webhooks import Heard, Letter
from pondkeeper.kit.http import Answer, BadAddress, Http, NoAnswer, NoConnection, PrivateAddress
from pondkeeper.kit.telemetry import span
from pondkeeper.platforms.webhook.signature import headers

WITHIN_S = 10.0
SHOWN = 500
"""Characters of an answer that are kept, for whoever looks for what went wrong."""
MOST_BYTES = 64 * 1024
AGENT = "Pondkeeper-Webhook/1"


async def post(http: Http, letter: Letter, now: datetime) -> Heard:
    """Send a claimed telling; never raises for what the other side does. `now` is machine time."""
    if letter.body is None:
        return Heard(error="off_or_gone")
    signed = headers(letter.secrets, letter.message_id, int(now.timestamp()), letter.body)
    started = time.monotonic()
    with span("webhook"):
        try:
            answer = await http.request(
                "POST", letter.url, content=letter.body,
                headers={"content-type": "application/json", "user-agent": AGENT, **signed},
                timeout_s=WITHIN_S, stranger=True, most_bytes=MOST_BYTES,
            )
        except PrivateAddress:
            return Heard(error="private_address", took_ms=_since(started))
        except BadAddress:
            return Heard(error="bad_address", took_ms=_since(started))
        except NoConnection:
            return Heard(error="no_connection", took_ms=_since(started))
        except NoAnswer:
            return Heard(error="no_answer", took_ms=_since(started))
    return _heard(answer, _since(started))


def _heard(answer: Answer, took_ms: int) -> Heard:
    shown = answer.content.decode("utf-8", "replace").replace("\0", "")[:SHOWN]
    wait = answer.headers.get("retry-after", "")
    return Heard(
        status=answer.status,
        error="" if 200 <= answer.status < 300 else f"http_{answer.status}",
        answer=shown,
        took_ms=took_ms,
        wait_s=int(wait) if wait.isdecimal() and len(wait) < 9 else None,
    )


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1_000)
