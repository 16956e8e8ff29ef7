"""Our own apps and sites: they send events in the shape of Segment's HTTP API, and nothing else."""

from pondkeeper.platforms.own_app.adapter import build

__all__ = ["build"]
