"""Official account (公众号、服务号): followers, articles, menus, scene codes and messages."""

from pondkeeper.platforms.official_account.adapter import build

__all__ = ["build"]
