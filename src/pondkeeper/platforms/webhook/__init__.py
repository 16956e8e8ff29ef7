"""Telling other systems what happened: signed as Standard Webhooks, never into private networks."""

from pondkeeper.platforms.webhook.client import post
from pondkeeper.platforms.webhook.courier import consume

__all__ = ["consume", "post"]
