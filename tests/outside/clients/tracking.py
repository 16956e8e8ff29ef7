"""segment-analytics-python, as an app would use it: every kind of call, packed and plain."""

import json
import sys
from datetime import UTC, datetime, timedelta

from segment.analytics.client import Client

given = json.load(sys.stdin)
failed: list[str] = []


def on_error(error: Exception, items: list) -> None:
    failed.append(f"{len(items)}: {error}")


def client(write_key: str, **more: object) -> Client:
    return Client(write_key, host=given["host"], on_error=on_error, max_retries=1, **more)


app = client(given["write_key"])
app.track(anonymous_id="device-1", event="Product Viewed", properties={"sku": "A1"})
app.identify("user-1", {"name": "Ada", "email": "ada@example.com"}, anonymous_id="device-1")
app.page("user-1", "shop", "Cart", {"path": "/cart"})
app.screen("user-1", None, "Home")
app.group("user-1", "company-1", {"plan": "pro"})
app.alias("device-0", "user-1")
for _ in range(2):
    app.track("user-1", "Order Completed", {"total": 9.9}, message_id="order-1")
app.track(
    user_id=7, event="Imported", timestamp=datetime.now(UTC) - timedelta(days=300)
)
app.flush()
app.join()

packed = client(given["write_key"], gzip=True, sync_mode=True)
packed.track("user-1", "Packed", {"text": "中文 🐟"})

stranger = client("nobody-has-this-key")
stranger.track("user-1", "Stolen")
stranger.flush()
stranger.join()

json.dump({"failed": failed}, sys.stdout)
