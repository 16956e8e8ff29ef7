"""What a process tells of itself: structured lines, JSON in production, never a person's data."""

import logging
import os
import sys

import structlog


def configure_logging(process: str) -> None:
    """Write one JSON object per line to standard output (`POND_LOG=text` for people)."""
    as_text = os.environ.get("POND_LOG") == "text"
    renderer = structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer(
        ensure_ascii=False
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(name)s %(message)s")
    hush()


def hush() -> None:
    """Keep libraries quiet that would write whole addresses, with tokens in them."""
    for name in ("httpx", "httpcore", "aiohttp.client"):
        logging.getLogger(name).setLevel(logging.WARNING)
