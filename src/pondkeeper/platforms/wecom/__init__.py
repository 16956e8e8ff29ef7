"""WeCom (企业微信): customers our staff have as friends, codes, welcomes, labels and handovers."""

from pondkeeper.platforms.wecom.adapter import build

__all__ = ["build"]
