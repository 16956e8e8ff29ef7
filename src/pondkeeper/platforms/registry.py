"""One line per platform."""

from collections.abc import Callable, Mapping

from pondkeeper.domain.channels.ports import Platform
from pondkeeper.platforms import (
    bilibili,
    douyin,
    kuaishou,
    mini_program,
    official_account,
    own_app,
    qq,
    wechat_pay,
    wecom,
)
from pondkeeper.platforms.common.ground import Ground

__all__ = ["PLATFORMS", "Ground", "build"]

PLATFORMS: Mapping[str, Callable[[Ground], Platform]] = {
    "wecom": wecom.build,
    "official_account": official_account.build,
    "mini_program": mini_program.build,
    "wechat_pay": wechat_pay.build,
    "qq": qq.build,
    "douyin": douyin.build,
    "kuaishou": kuaishou.build,
    "bilibili": bilibili.build,
    "own_app": own_app.build,
}


def build(ground: Ground) -> dict[str, Platform]:
    """Return every platform by kind, for `channels.registry`."""
    return {kind: make(ground) for kind, make in PLATFORMS.items()}
