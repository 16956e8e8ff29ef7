"""standardwebhooks, as whoever receives our webhooks would use it."""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def verdict(secret: str, body: str, headers: dict[str, str]) -> object:
    try:
        return Webhook(secret).verify(body, headers)
    except WebhookVerificationError as error:
        return str(error)


asked = json.load(sys.stdin)["letters"]
json.dump([verdict(one["secret"], one["body"], one["headers"]) for one in asked], sys.stdout)
