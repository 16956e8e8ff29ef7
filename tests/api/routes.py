"""Every route of the console's API: the right it asks for, and a body that makes sense to it.

A route that is not here fails a test: whoever adds one says here who may use it.
"""

from typing import Any

ANYBODY_HERE = ""
RIGHTS: dict[str, str] = {
    "GET /api/me": ANYBODY_HERE,
    "PUT /api/me": ANYBODY_HERE,
    "PUT /api/me/password": ANYBODY_HERE,
    "POST /api/me/workspace": ANYBODY_HERE,
    "POST /api/me/totp": ANYBODY_HERE,
    "POST /api/me/totp/confirmation": ANYBODY_HERE,
    "DELETE /api/me/totp": ANYBODY_HERE,
    "GET /api/notifications": ANYBODY_HERE,
    "POST /api/notifications/read": ANYBODY_HERE,
    "GET /api/saved-views": ANYBODY_HERE,
    "POST /api/saved-views": ANYBODY_HERE,
    "DELETE /api/saved-views/{view_id}": ANYBODY_HERE,
    "GET /api/products": ANYBODY_HERE,
    "GET /api/offers": ANYBODY_HERE,
    "GET /api/approvals": ANYBODY_HERE,
    "POST /api/approvals": "approvals.decide",
    "PUT /api/workspace": "settings.write",
    "GET /api/stores": "staff.read",
    "POST /api/stores": "staff.write",
    "PUT /api/stores/{store_id}": "staff.write",
    "GET /api/departments": "staff.read",
    "POST /api/departments": "staff.write",
    "GET /api/staff": "staff.read",
    "POST /api/staff": "staff.write",
    "PUT /api/staff/{staff_id}": "staff.write",
    "GET /api/api-keys": "keys.write",
    "POST /api/api-keys": "keys.write",
    "DELETE /api/api-keys/{key_id}": "keys.write",
    "GET /api/audit": "audit.read",
    "GET /api/runs": "runs.read",
    "GET /api/runs/{run_id}": "runs.read",
    "GET /api/runs/{run_id}/artefact": "runs.read",
    "POST /api/runs/{run_id}/cancellation": "imports.write",
    "GET /api/contacts": "contacts.read",
    "GET /api/contacts/{contact_id}": "contacts.read",
    "PUT /api/contacts/{contact_id}": "contacts.write",
    "GET /api/contacts/{contact_id}/timeline": "contacts.read",
    "POST /api/contacts/{contact_id}/tags": "contacts.write",
    "POST /api/contacts/tags": "contacts.write",
    "POST /api/contacts/merges": "contacts.merge",
    "DELETE /api/contacts/merges/{merge_id}": "contacts.merge",
    "POST /api/contacts/{contact_id}/phone-readings": "contacts.phone",
    "POST /api/contacts/exports": "contacts.export",
    "POST /api/contacts/{contact_id}/export": "contacts.export",
    "POST /api/contacts/{contact_id}/erasure": "contacts.erase",
    "GET /api/privacy/erasures": "contacts.erase",
    "GET /api/sources": "contacts.read",
    "POST /api/sources": "sources.write",
    "PUT /api/sources/{source_id}": "sources.write",
    "GET /api/sources/{source_id}/costs": "insight.read",
    "POST /api/sources/{source_id}/costs": "sources.write",
    "GET /api/tags": "contacts.read",
    "POST /api/tags": "tags.write",
    "GET /api/tasks": "contacts.read",
    "POST /api/tasks/{task_id}/completion": "contacts.write",
    "GET /api/insight/today": "insight.read",
    "GET /api/insight/sources": "insight.read",
    "GET /api/insight/cohorts": "insight.read",
    "GET /api/insight/ltv": "insight.read",
    "POST /api/products": "products.write",
    "PUT /api/products/{product_id}": "products.write",
    "POST /api/offers": "offers.write",
    "PUT /api/offers/{offer_id}": "offers.write",
    "GET /api/orders": "orders.read",
    "GET /api/orders/{order_id}": "orders.read",
    "POST /api/orders/{order_id}/refunds": "orders.refund",
    "POST /api/orders/{order_id}/refunds/{refund_no}/refusal": "orders.refund",
    "GET /api/channels": "channels.read",
    "POST /api/channels": "channels.write",
    "PUT /api/channels/{channel_id}": "channels.write",
    "POST /api/channels/{channel_id}/test": "channels.write",
    "POST /api/channels/{channel_id}/sync": "channels.write",
    "GET /api/channels/{channel_id}/sync": "channels.read",
    "GET /api/channels/{channel_id}/callbacks": "channels.read",
    "GET /api/channels/{channel_id}/limits": "channels.read",
    "PUT /api/channels/{channel_id}/limits": "channels.write",
    "GET /api/channels/{channel_id}/answers": "channels.read",
    "POST /api/callbacks/{callback_id}/replay": "channels.write",
    "GET /api/codes": "codes.read",
    "POST /api/codes": "codes.write",
    "GET /api/codes/{code_id}": "codes.read",
    "PUT /api/codes/{code_id}": "codes.write",
    "DELETE /api/codes/{code_id}": "codes.write",
    "GET /api/codes/{code_id}/qr.png": "codes.read",
    "GET /api/codes/{code_id}/poster.png": "codes.read",
    "GET /api/codes/{code_id}/results": "codes.read",
    "GET /api/handovers": "staff.read",
    "POST /api/handovers": "handover.write",
    "POST /api/imports": "imports.write",
    "POST /api/imports/{upload_id}/dry-run": "imports.write",
    "POST /api/imports/{upload_id}/commit": "imports.write",
    "GET /api/deliveries/unknown": "contacts.read",
    "POST /api/deliveries/{delivery_id}/settlement": "contacts.write",
    "POST /api/deliveries/{delivery_id}/resend": "contacts.write",
    "GET /api/members": "codes.read",
    "GET /api/restore-hold": "restore.release",
    "POST /api/restore-hold/release": "restore.release",
    "GET /api/webhooks": "keys.write",
    "POST /api/webhooks": "keys.write",
    "PUT /api/webhooks/{webhook_id}": "keys.write",
    "DELETE /api/webhooks/{webhook_id}": "keys.write",
    "POST /api/webhooks/{webhook_id}/test": "keys.write",
    "POST /api/webhooks/{webhook_id}/secrets": "keys.write",
    "GET /api/webhooks/{webhook_id}/deliveries": "keys.write",
    "POST /api/webhook-deliveries/{webhook_delivery_id}/replay": "keys.write",
}
WITHOUT_SESSION = {
    "GET /api/setup": "says only whether the installation is new",
    "POST /api/setup": "the first start, once",
    "POST /api/sessions": "signing in",
    "DELETE /api/sessions/current": "signing out: the session, whichever brand",
    "GET /api/store/{channel_key}/home": "a customer with a personal link",
    "POST /api/store/{channel_key}/orders": "a customer with a personal link",
    "POST /api/store/{channel_key}/orders/{order_no}/refunds": "a customer with a personal link",
}
NOT_DESCRIBED = {
    "GET /healthz", "GET /readyz", "GET /metrics", "POST /steer",
    "GET /l/{channel_key}/{token}", "POST /l/{channel_key}/{token}/orders",
    "POST /l/{channel_key}/{token}/orders/{order_no}/refunds",
}  # fmt: skip
"""The customers' pages and the machine's own doors, each with tests of its own."""


def body_of(route: str, ids: dict[str, Any]) -> Any:
    """Return a JSON body that names a brand's things by `ids`; None where none is wanted."""
    one = {name: str(value) for name, value in ids.items()}
    code = {
        "name": "改过的码", "source_id": one["source_id"], "channel_id": one["channel_id"],
        "member_ids": ["mei"], "strategy": "all", "tag_ids": [one["tag_id"]],
        "welcome_template": {"text": "你好", "offer_id": one["offer_id"]},
    }
    product = {
        "name": "新品", "state": "on_sale",
        "skus": [{"id": one["sku_id"], "name": "大", "price_fen": 100}],
    }
    offer = {
        "title": "新券", "value_fen": 100, "threshold_fen": 0, "valid_days": 7, "per_contact": 1,
        "state": "draft",
    }
    channel = {
        "kind": "wecom", "name": "改过的号", "base_url": "http://127.0.0.1:9",
        "settings": {
            "corp_id": "ww2", "secret": "s", "callback_token": "t", "encoding_aes_key": "a" * 43,
        },
    }
    webhook = {"name": "新订阅", "url": "https://erp.example/hook", "kinds": ["order.*"]}
    tags = {"add": [one["tag_id"]], "remove": []}
    source = {"name": "新来源", "kind": "ads"}
    store = {"name": "新店", "department_id": one["department_id"]}
    mapping = {"mapping": {"name": "姓名", "added_at": "添加时间"}}
    bodies: dict[str, Any] = {
        "PUT /api/me": {},
        "PUT /api/me/password": {"current_password": "not mine", "new_password": "a longer one 1"},
        "POST /api/me/workspace": {"workspace_id": one["workspace_id"]},
        "POST /api/me/totp/confirmation": {"code": "000000"},
        "POST /api/notifications/read": {"ids": [one["notification_id"]]},
        "POST /api/saved-views": {"page": "contacts", "name": "新", "query": ""},
        "POST /api/approvals": {"approval_id": one["approval_id"], "decision": "approve"},
        "PUT /api/workspace": {},
        "POST /api/stores": store,
        "PUT /api/stores/{store_id}": store,
        "POST /api/departments": {"name": "新部", "parent_id": one["department_id"]},
        "POST /api/staff": {
            "login": "new", "name": "新人", "role": "service", "scope": "own",
            "store_id": one["store_id"],
        },
        "PUT /api/staff/{staff_id}": {"name": "改名", "store_id": one["store_id"]},
        "POST /api/api-keys": {"name": "新钥匙", "rights": ["contacts.read"]},
        "PUT /api/contacts/{contact_id}": {"remark": "改过", "store_id": one["store_id"]},
        "POST /api/contacts/{contact_id}/tags": tags,
        "POST /api/contacts/tags": tags | {"ids": [one["contact_id"]]},
        "POST /api/contacts/merges": {
            "into_id": one["contact_id"], "from_id": one["other_contact_id"], "evidence": "同一人",
        },
        "POST /api/contacts/{contact_id}/phone-readings": {"reason": "回电"},
        "POST /api/contacts/exports": {
            "filter": {"source_id": one["source_id"]}, "columns": ["name"],
        },
        "POST /api/contacts/{contact_id}/erasure": {"reason": "来信"},
        "POST /api/sources": source,
        "PUT /api/sources/{source_id}": source | {"name": "改过的来源"},
        "POST /api/sources/{source_id}/costs": {
            "amount_fen": 100, "day": "2026-03-01", "kind": "ads",
        },
        "POST /api/tags": {"name": "新标签"},
        "POST /api/products": product | {"skus": [{"name": "小", "price_fen": 100}]},
        "PUT /api/products/{product_id}": product,
        "POST /api/offers": offer,
        "PUT /api/offers/{offer_id}": offer | {"title": "改过的券", "state": "active"},
        "POST /api/orders/{order_id}/refunds": {"amount_fen": 100, "reason": "不合适"},
        "POST /api/orders/{order_id}/refunds/{refund_no}/refusal": {"reason": "太迟"},
        "POST /api/channels": channel | {"name": "新号"},
        "PUT /api/channels/{channel_id}": channel,
        "PUT /api/channels/{channel_id}/limits": {
            "preset": "current", "own": [{"rule": "wecom.rate.cgi.minute", "count": 100}],
        },
        "POST /api/codes": code | {"name": "新码"},
        "PUT /api/codes/{code_id}": code,
        "POST /api/handovers": {
            "from_member_id": "mei", "to_member_ids": ["bo"], "channel_id": one["channel_id"],
        },
        "POST /api/imports/{upload_id}/dry-run": mapping,
        "POST /api/imports/{upload_id}/commit": mapping,
        "POST /api/restore-hold/release": {"touch_ids": []},
        "POST /api/deliveries/{delivery_id}/settlement": {"outcome": "sent"},
        "POST /api/webhooks": webhook,
        "PUT /api/webhooks/{webhook_id}": webhook | {"name": "改过的订阅"},
    }
    return bodies.get(route)
