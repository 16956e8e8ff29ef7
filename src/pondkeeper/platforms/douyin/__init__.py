"""Douyin (抖音): private messages, leads, and a mini program with its own pay."""

from pondkeeper.platforms.douyin.adapter import build

__all__ = ["build"]
