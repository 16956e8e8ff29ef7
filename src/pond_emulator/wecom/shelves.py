"""What is kept for members to use: group welcomes, forbidden words, products
(document/path/92366, 95097, 95096).
"""

import secrets
from typing import Any

from pond_emulator.wecom import things
from pond_emulator.wecom.content import check_media, check_words
from pond_emulator.wecom.door import Call
from pond_emulator.wecom.errors import Refused
from pond_emulator.world import token_text

WELCOME, RULE, PRODUCT = "group_welcome", "intercept_rule", "product"
CONTENTS = ("image", "link", "miniprogram", "file", "video")
MAX_RULES, MAX_WORDS = 100, 300


def add_welcome(call: Call) -> dict[str, Any]:
    if things.count(call, WELCOME) >= call.size("group_welcome.templates"):
        raise Refused(41055)
    template_id = f"msg{token_text(32)}"
    things.add(call, WELCOME, template_id, welcome_body(call))
    return {"template_id": template_id}


def welcome_body(call: Call) -> dict[str, Any]:
    body = {name: call.body[name] for name in ("text", *CONTENTS) if name in call.body}
    if not body:
        raise Refused(40063, "text and attachment both empty")
    for name in CONTENTS:
        media_id = (body.get(name) or {}).get("media_id")
        if media_id:
            check_media(call, media_id)
    check_words(call)
    return body


def get_welcome(call: Call) -> dict[str, Any]:
    body = things.find(call, WELCOME, call.need("template_id"), 40058)
    body.pop("created")
    return body


def edit_welcome(call: Call) -> dict[str, Any]:
    name = call.need("template_id")
    things.find(call, WELCOME, name, 40058)
    things.change(call, WELCOME, name, welcome_body(call))
    return {}


def delete_welcome(call: Call) -> dict[str, Any]:
    things.delete(call, WELCOME, call.need("template_id"), 40058)
    return {}


def add_rule(call: Call) -> dict[str, Any]:
    if things.count(call, RULE) >= MAX_RULES:
        raise Refused(41069)
    rule_id = f"rule{secrets.token_hex(8)}"
    words, semantics = call.body.get("word_list") or [], call.body.get("semantics_list") or []
    body = {
        "rule_name": call.need("rule_name"),
        "word_list": words,
        "extra_rule": {"semantics_list": semantics},
        "intercept_type": call.need("intercept_type"),
        "applicable_range": call.need("applicable_range"),
    }
    check_rule(body)
    things.add(call, RULE, rule_id, body)
    return {"rule_id": rule_id}


def check_rule(body: dict[str, Any]) -> None:
    words, semantics = body["word_list"], body["extra_rule"].get("semantics_list") or []
    if not words and not semantics:
        raise Refused(40058, "word_list and semantics_list both empty")
    if len(words) > MAX_WORDS:
        raise Refused(41068)
    if not set(semantics) <= {1, 2, 3}:  # phone numbers, e-mail addresses, red packets
        raise Refused(41084)


def list_rules(call: Call) -> dict[str, Any]:
    found, _ = things.page(call, RULE, MAX_RULES)
    keys = (("rule_id", "id"), ("rule_name", "rule_name"), ("create_time", "created"))
    return {"rule_list": [{name: one[key] for name, key in keys} for one in found]}


def get_rule(call: Call) -> dict[str, Any]:
    name = call.need("rule_id")
    body = things.find(call, RULE, name, 41070)
    body.pop("created")
    return {"rule": {"rule_id": name, **body}}


def update_rule(call: Call) -> dict[str, Any]:
    name = call.need("rule_id")
    body = things.find(call, RULE, name, 41070)
    for field in ("rule_name", "word_list", "extra_rule", "intercept_type"):
        body[field] = call.body.get(field, body[field])
    plus, minus = (call.body.get(f"{verb}_applicable_range") or {} for verb in ("add", "remove"))
    for key in ("user_list", "department_list"):
        kept = [x for x in body["applicable_range"].get(key) or [] if x not in minus.get(key, [])]
        body["applicable_range"][key] = [*kept, *(x for x in plus.get(key, []) if x not in kept)]
    check_rule(body)
    things.change(call, RULE, name, body)
    return {}


def delete_rule(call: Call) -> dict[str, Any]:
    things.delete(call, RULE, call.need("rule_id"), 41070)
    return {}


def add_product(call: Call) -> dict[str, Any]:
    product_id = token_text(32)
    things.add(call, PRODUCT, product_id, product_body(call))
    return {"product_id": product_id}


def product_body(call: Call) -> dict[str, Any]:
    if not isinstance(call.need("price"), int):
        raise Refused(41086)
    if not str(call.need("description")).strip():
        raise Refused(41087)
    body = {name: call.body.get(name) for name in ("product_sn", "description", "price")}
    return body | {"attachments": call.need("attachments", 41088)}


def get_product(call: Call) -> dict[str, Any]:
    name = call.need("product_id")
    return {"product": product_data(things.find(call, PRODUCT, name, 40058) | {"id": name})}


def product_data(body: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in body.items() if key not in ("id", "created")}
    return {"product_id": body["id"], "create_time": body["created"], **kept}


def list_products(call: Call) -> dict[str, Any]:
    found, cursor = things.page(call, PRODUCT, 100)
    return {"product_list": [product_data(one) for one in found], "next_cursor": cursor}


def update_product(call: Call) -> dict[str, Any]:
    name = call.need("product_id")
    body = things.find(call, PRODUCT, name, 40058)
    call.body = body | call.body
    things.change(call, PRODUCT, name, product_body(call))
    return {}


def delete_product(call: Call) -> dict[str, Any]:
    things.delete(call, PRODUCT, call.need("product_id"), 40058)
    return {}
