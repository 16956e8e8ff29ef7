"""Bilibili (哔哩哔哩): how our account and its videos stand; it has no messages for apps."""

from pondkeeper.platforms.bilibili.adapter import build

__all__ = ["build"]
