"""Kuaishou (快手): who opens our mini program, messages they asked for, how our videos stand."""

from pondkeeper.platforms.kuaishou.adapter import build

__all__ = ["build"]
