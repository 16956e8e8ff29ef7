"""What people do with money and what the platform does to a merchant: the emulator's own doors."""

from typing import Any
from urllib.parse import quote

from pond_emulator.control.people import person_of, refusing
from pond_emulator.kit.web import Answer, Request, Router, answer_error, answer_json
from pond_emulator.pay import funds, notifies, paying, transfers
from pond_emulator.pay.door import Door
from pond_emulator.world import World


class Hands:
    def __init__(self, world: World, door: Door) -> None:
        self._world = world
        self._door = door

    def mount(self, router: Router) -> None:
        router.add("POST", "/emulator/people/{person}/pay", refusing(self.pay))
        router.add("GET", "/emulator/people/{person}/transfers", refusing(self.transfers))
        router.add("POST", "/emulator/people/{person}/confirm", refusing(self.confirm))
        router.add("POST", "/emulator/pay/certificates", self.issue)
        router.add("PUT", "/emulator/pay/certificates", self.use_newest)
        router.add("POST", "/emulator/merchants/{mchid}/coupon", self.coupon)
        router.add("GET", "/emulator/merchants/{mchid}/funds", self.funds)
        router.add("GET", "/cgi-bin/mmpayweb-bin/checkmweb", self.browser)

    def pay(self, request: Request) -> Answer:
        """{code}: a code_url that is scanned, an h5_url that is opened or a prepay_id ->
        {out_trade_no, total}
        """
        person, code = person_of(request), str(request.json().get("code"))
        with self._world.store.transaction():
            paid = paying.pay_by_code(self._world, person, code, self._world.clock.world())
        self._world.ring(f"person:{person}")
        return answer_json({"out_trade_no": paid["out_trade_no"], "total": paid["total"]})

    def transfers(self, request: Request) -> Answer:
        """What a person was given or may take -> {transfers: [{package, amount, state, ...}]}"""
        found = transfers.of_person(self._world, person_of(request))
        return answer_json({"transfers": found})

    def confirm(self, request: Request) -> Answer:
        """{package, name?} -> {state}: the person takes the money; who does not lets it expire."""
        body, now = request.json(), self._world.clock.world()
        with self._world.store.transaction():
            row = transfers.confirm(
                self._world,
                person_of(request),
                str(body.get("package")),
                now,
                str(body.get("name") or ""),
            )
        return answer_json({"state": row["state"], "fail_reason": row["fail_reason"]})

    def issue(self, _request: Request) -> Answer:
        """The platform makes a certificate that will sign some day -> {serial_no}"""
        return answer_json({"serial_no": self._door.keys.issue().serial}, 201)

    def use_newest(self, _request: Request) -> Answer:
        """The newest certificate signs from now on -> {serial_no}"""
        return answer_json({"serial_no": self._door.keys.use_newest().serial})

    def coupon(self, request: Request) -> Answer:
        """{url, transaction_id, coupon_id?, stock_id?}: a wallet coupon was spent on a payment."""
        mchid, body = request.params["mchid"], request.json()
        told: dict[str, Any] = {
            "stock_creator_mchid": mchid,
            "stock_id": str(body.get("stock_id") or "1000"),
            "coupon_id": str(body.get("coupon_id") or "2000"),
            "status": "USED",
            "consume_information": {
                "consume_time": notifies.moment(self._world),
                "consume_mchid": mchid,
                "transaction_id": str(body.get("transaction_id") or ""),
            },
        }
        if not self._world.store.value("select 1 from merchant where mchid = ?", mchid):
            return answer_error(404, "no such merchant")
        notifies.queue(self._world, mchid, "COUPON.USE", str(body.get("url")), told)
        return answer_json({}, 202)

    def funds(self, request: Request) -> Answer:
        """-> {balance} in fen"""
        return answer_json({"balance": funds.balance(self._world, request.params["mchid"])})

    def browser(self, request: Request) -> Answer:
        """Where an H5 order's address leads: the phone, with this order before its eyes."""
        code = f"weixin://wxpay/bizpayurl?pr={request.query.get('package', '')}"
        return Answer(302, b"", [("location", f"/phone#pay={quote(code, safe='')}")])
