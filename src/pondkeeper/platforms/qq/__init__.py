"""QQ bots (QQ 机器人): people and groups write to us, and we may answer for a while."""

from pondkeeper.platforms.qq.adapter import build

__all__ = ["build"]
