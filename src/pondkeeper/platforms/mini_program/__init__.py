"""Mini program (小程序): who opens it, its codes and links, its messages and parcels."""

from pondkeeper.platforms.mini_program.adapter import build

__all__ = ["build"]
