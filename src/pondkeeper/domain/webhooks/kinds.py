"""What an address may ask to hear of: a kind of event, a family ('order.*') or all ('*')."""

import re

PING = "webhook.ping"
"""What a test sends; nobody subscribes to it."""

FAMILIES = ("contact", "account", "order", "coupon", "touch", "message", "page", "app")
"""Families of events as the product records them; `app` is what our own apps send."""

WANTED = re.compile(r"\*|[a-z_]+\.(\*|\S.{0,199})")


def is_kind(text: str) -> bool:
    """Whether a text can name what an address wants to hear of."""
    return WANTED.fullmatch(text) is not None and text != PING
