"""The console's door to webhooks: the secret once, a test that is answered, a log, a replay."""

from tests.domain.webhooks.conftest import Ear
from tests.support.pond import served

from pondkeeper.domain import timeline
from pondkeeper.platforms import webhook

ERP = {"name": "订单系统", "kinds": ["order.*"]}


async def test_from_adding_to_replaying(owner, services):
    brand = int(owner.me["workspace"]["id"])
    services.http.private = True
    async with served(ear := Ear()) as address:
        body = ERP | {"url": f"{address}/hook"}
        made = (await owner.send("POST", "/api/webhooks", body)).json()
        path = f"/api/webhooks/{made['webhook']['id']}"
        assert made["secret"].startswith("whsec_")
        assert made["webhook"]["state"] == "new"
        assert made["secret"] not in (await owner.get("/api/webhooks")).text

        tested = (await owner.send("POST", f"{path}/test")).json()
        assert (tested["state"], tested["status"], tested["answer"]) == ("sent", 200, "thanks")
        assert tested["kind"] == "webhook.ping"

        async with services.database.tx(brand) as tx:
            await timeline.record(tx, "order.paid", order_id="7")
        ear.status = 500
        await webhook.consume(services, brand)
        [waiting] = (await owner.get(f"{path}/deliveries", state="waiting")).json()["items"]
        assert (waiting["error"], waiting["attempts"]) == ("http_500", 1)
        assert waiting["next_at"] is not None
        assert (await owner.get("/api/webhooks")).json()["items"][0]["state"] == "failing"

        off = body | {"active": False}
        assert (await owner.send("PUT", path, off)).json()["state"] == "off"
        replay = f"/api/webhook-deliveries/{waiting['id']}/replay"
        assert (await owner.send("POST", replay)).status_code == 409
        assert (await owner.send("PUT", path, body)).json()["state"] == "new"
        ear.status = 200
        assert (await owner.send("POST", replay)).json()["state"] == "waiting"
        await webhook.consume(services, brand)
        newest = (await owner.get(f"{path}/deliveries")).json()["items"][0]
        assert (newest["state"], newest["status"]) == ("sent", 200)

        renewed = (await owner.send("POST", f"{path}/secrets")).json()["secret"]
        assert renewed != made["secret"]
        assert (await owner.send("DELETE", path)).status_code == 204
        assert (await owner.get("/api/webhooks")).json()["items"] == []


async def test_what_cannot_be_called_is_said_beside_its_field(owner):
    for url in ("http://erp.example/", "https://127.0.0.1/", "https://a:b@erp.example/"):
        answer = await owner.send("POST", "/api/webhooks", ERP | {"url": url})
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == ["url"]
