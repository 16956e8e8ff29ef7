"""Templates of messages: which there are, what can be filled in, what each may be used for."""

import re
from collections.abc import Mapping
from typing import Any

from pondkeeper.domain.channels.facts.account import MessageTemplate, TemplateUse
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.told import told

_FIELD = re.compile(r"\{\s*\{\s*(\w+)\.DATA\s*\}\s*\}")
_USES: Mapping[Any, TemplateUse] = {2: "once", 3: "always"}


def fields_of(content: str) -> tuple[str, ...]:
    """Return the names of a template's fields, in order."""
    return tuple(_FIELD.findall(content))


async def prompted(
    caller: Caller, access: ChannelAccess, endpoint: Endpoint
) -> list[MessageTemplate]:
    """Return the templates that a person must be asked for."""
    answer = await caller.call(access, endpoint)
    return [
        MessageTemplate(
            template_id=str(told(row, "priTmplId")),
            title=row.get("title") or "",
            content=row.get("content") or "",
            example=row.get("example") or "",
            fields=fields_of(row.get("content") or ""),
            use=_USES.get(row.get("type"), "once"),
        )
        for row in answer.get(endpoint.items) or ()
    ]
