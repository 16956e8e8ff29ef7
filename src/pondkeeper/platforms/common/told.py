"""Reading what a platform's page promises, without believing that it is always there."""

from collections.abc import Mapping
from typing import Any

from pondkeeper.domain.channels.ports import SendUnknown


def told(answer: Mapping[str, Any], name: str) -> Any:
    """Return the documented field `name`; raises SendUnknown when a good answer lacks it."""
    if name not in answer:
        raise SendUnknown(f"a good answer lacks {name}")
    return answer[name]
