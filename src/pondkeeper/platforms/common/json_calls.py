"""What platforms that speak JSON over HTTP have in common."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pondkeeper.domain.channels.ports import SendRefused
from pondkeeper.kit import strict_json
from pondkeeper.kit.http import Answer
from pondkeeper.platforms.common.call import Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.errors import AnswerLost

JSON = {"content-type": "application/json; charset=utf-8"}


def post(endpoint: Endpoint, body: Mapping[str, Any], *, subject: str = "") -> Request:
    """Return a request with a JSON body; keys whose value is None are left out.

    `subject` is the recipient, where a limit counts each of them by itself.
    """
    kept = {key: value for key, value in body.items() if value is not None}
    content = msgspec.json.encode(kept)
    return Request(endpoint.path, content=content, headers=JSON, subject=subject)


def get(endpoint: Endpoint, **query: str) -> Request:
    """Return a request with a query; empty values are left out."""
    return Request(endpoint.path, query={key: value for key, value in query.items() if value})


def check_status(answer: Answer, platform_zh: str) -> None:
    """Let 200 pass. Raises SendRefused or AnswerLost for any other status."""
    if answer.status == 429:
        raise SendRefused("quota", "http_429", "调用过快", wait_s=60)
    if answer.status >= 500:
        raise AnswerLost(f"HTTP {answer.status}")
    if answer.status != 200:
        hint = f"这个地址不是{platform_zh}接口，请检查接口地址"
        raise SendRefused("permanent", f"http_{answer.status}", hint)


def json_object(content: bytes) -> dict[str, Any]:
    """Decode a JSON object. Raises AnswerLost for anything else."""
    try:
        return strict_json.read(content, dict[str, Any])
    except msgspec.DecodeError as error:
        raise AnswerLost("the answer is not a JSON object") from error


def bytes_or_object(answer: Answer) -> dict[str, Any]:
    """Return what a `raw` endpoint said: {content, content_type}, or the JSON of a refusal."""
    content_type = answer.headers.get("content-type", "")
    if answer.content.lstrip()[:1] == b"{" and "image" not in content_type:
        return json_object(answer.content)
    return {"content": answer.content, "content_type": content_type}
