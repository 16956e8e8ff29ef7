"""One line per platform."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pondkeeper.domain.channels.ports import Platform, TokenStore
from pondkeeper.kit.clock import Clock
from pondkeeper.platforms import wechat_pay, wecom
from pondkeeper.platforms.common.call import HttpClient


@dataclass(frozen=True, slots=True)
class Ground:
    """What a process lends to its platforms. Only `clock.real()` is read."""

    http: HttpClient
    tokens: TokenStore
    clock: Clock


PLATFORMS: Mapping[str, Callable[[Ground], Platform]] = {
    "wecom": lambda ground: wecom.build(ground.http, ground.tokens),
    "wechat_pay": lambda ground: wechat_pay.build(ground.http, ground.clock),
}


def build(ground: Ground) -> dict[str, Platform]:
    """Return every platform by kind, for `channels.registry`."""
    return {kind: make(ground) for kind, make in PLATFORMS.items()}
