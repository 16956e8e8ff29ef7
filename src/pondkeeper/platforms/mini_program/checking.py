"""Asks the platform what it thinks of something before others see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pondkeeper.domain.channels.facts.mini import Checked, CheckScene, Suggest
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.mini_program import endpoints as e

_VERSION = 2
_SCENES: Mapping[CheckScene, int] = {"profile": 1, "comment": 2, "forum": 3, "social": 4}
_MEDIA = {"audio": 1, "image": 2}
_SUGGESTIONS: Mapping[str, Suggest] = {"pass": "pass", "risky": "risky"}


@dataclass(frozen=True, slots=True)
class MiniContentCheck:
    """The person must have opened the program within the last two hours (from memory)."""

    caller: Caller

    async def text(
        self, access: ChannelAccess, external_id: str, content: str, scene: CheckScene
    ) -> Checked:
        """Return what the platform thinks of a text."""
        body = {
            "openid": external_id,
            "scene": _SCENES[scene],
            "version": _VERSION,
            "content": content,
        }
        answer = await self.caller.call(access, e.TEXT_CHECK, post(e.TEXT_CHECK, body))
        result: Mapping[str, Any] = told(answer, "result")
        return Checked(
            suggestion(told(result, "suggest")),
            int(result.get("label") or 0),
            str(answer.get("trace_id") or ""),
        )

    async def media(
        self,
        access: ChannelAccess,
        external_id: str,
        url: str,
        kind: Literal["image", "audio"],
        scene: CheckScene,
    ) -> str:
        """Hand in what is at `url`; the answer comes within half an hour as `MediaChecked`."""
        body = {
            "openid": external_id,
            "scene": _SCENES[scene],
            "version": _VERSION,
            "media_url": url,
            "media_type": _MEDIA[kind],
        }
        answer = await self.caller.call(access, e.MEDIA_CHECK, post(e.MEDIA_CHECK, body))
        return str(told(answer, "trace_id"))


def suggestion(word: str) -> Suggest:
    """Return the platform's word; one we do not know asks for a person's look."""
    return _SUGGESTIONS.get(word, "review")
