"""Bodies that fit nothing are refused by every endpoint in the platform's words."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.stage import open_test_world
from tests.emulator.weixin_stage import Wx, account_on

from pond_emulator.mini_program import routes as mini
from pond_emulator.official_account import routes as official

VALUES = ["", "x", "\x00", 0, -1, 2**70, 1.5, True, None, [], [1], ["o"], {}, {"id": []}, "9" * 400]
ROUTES = {"official_account": official.ROUTES, "mini_program": mini.ROUTES}
NAMES = (
    *("openid", "touser", "tag", "tagid", "openid_list", "user_list", "button", "matchrule"),
    *("action_name", "action_info", "expire_seconds", "articles", "media_id", "index", "filter"),
    *("msgtype", "text", "news", "template_id", "data", "scene", "order_key", "shipping_list"),
    *("begin_date", "end_date", "count", "offset", "type", "path", "content", "kidList", "tid"),
    *("logistics_type", "pay_time_range", "last_index", "expire_type", "expire_time", "code"),
)


def hostile(dice: random.Random) -> dict[str, Any]:
    return {name: dice.choice(VALUES) for name in dice.sample(NAMES, 20)}


@pytest.mark.parametrize("kind", list(ROUTES))
async def test_nothing_breaks(tmp_path: Path, kind: str) -> None:
    dice = random.Random(7)
    async with account_on(open_test_world(tmp_path), kind) as wx:
        for route in ROUTES[kind]:
            for _ in range(4):
                answer = await ask(wx, route.method, route.path, hostile(dice))
                assert answer < 500, (route.path, answer)


async def ask(wx: Wx, method: str, path: str, body: dict[str, Any]) -> int:
    query = {k: str(v)[:50] for k, v in body.items()} | {"access_token": wx.token}
    content = json.dumps(body) if method == "POST" else None
    answer = await wx.client.request(method, path, params=query, content=content)
    return answer.status_code
