"""The console's pages, one function each: what is shown, from the store and the workings."""

from collections.abc import Callable
from typing import Any

import msgspec

from pond_emulator.control.workings import summary
from pond_emulator.desk.markup import Html, button, clock, mark, section, table
from pond_emulator.desk.words import word
from pond_emulator.people.walks import shown as run_data
from pond_emulator.world import World

Part = Callable[[World, str], Html]
FIGURES = (
    *(("people", "people_count"), ("relations", "relations"), ("welcomes", "welcomes")),
    *(("orders", "orders"), ("orders_paid", "orders_paid"), ("refunds", "refunds")),
    *(("calls", "calls_count"), ("notices_waiting", "notices_waiting")),
    ("notices_given_up", "notices_given_up"),
)
ACCOUNTS = (
    "select c.name, c.corpid, a.name || ' ' || a.agentid, a.callback_url from corp c"
    " left join app a on a.corpid = c.corpid"
    " union all select name, appid, kind, callback_url from wx_account"
    " union all select name, mchid, 'pay', '' from merchant"
)
STATES = {"delivered": "good", "waiting": "", "given_up": "bad", "lost": "bad"}


def dump(body: dict[str, Any]) -> str:
    return msgspec.json.encode(body).decode()


def joined(*parts: Html) -> Html:
    return Html("".join(part.text for part in parts))


def overview(world: World, language: str) -> Html:
    counts = summary(world)
    cards = "".join(
        f"<li><b>{counts[key]:,}</b> {word(language, name)}</li>" for key, name in FIGURES
    )
    head = [word(language, key) for key in ("name", "account", "app", "callback")]
    rows = [tuple(row) for row in world.store.all(ACCOUNTS)]
    none = word(language, "none")
    return joined(
        Html(f'<p class="now">{clock(counts["now"])}</p><ul class="cards">{cards}</ul>'),
        section(word(language, "corps"), table(head, rows, none)),
        section(word(language, "tasks"), tasks(world, language)),
    )


def tasks(world: World, language: str) -> Html:
    """Mass messages and Moments with the members who must press send."""
    rows = world.store.all(
        "select t.*, s.userid, s.status, s.sent, s.acts_at from mass_task t join mass_sender s"
        " on s.msgid = t.msgid order by t.number desc, s.id limit 60"
    )
    head = [word(language, key) for key in ("kind", "member", "state", "waits")]
    shown = [
        (word(language, row["kind"]), row["userid"], *task_state(row, language)) for row in rows
    ]
    return table(head, shown, word(language, "none"))


def task_state(row: Any, language: str) -> tuple[Html, Html]:
    confirm = f"/emulator/corps/{row['corpid']}/members/{row['userid']}/confirm"
    if row["status"]:
        return mark(word(language, "sent"), "good"), Html(clock(row["sent"]))
    if row["cancelled"]:
        return mark(word(language, "cancelled"), ""), Html("")
    when = clock(row["acts_at"]) or word(language, "never")
    press = button(word(language, "confirm"), "POST", confirm, dump({"msgid": row["msgid"]}))
    return mark(word(language, "unconfirmed"), "warn"), Html(f"{when} {press.text}")


def people(world: World, language: str) -> Html:
    runs = [
        run_data(world, row)
        for row in world.store.all("select * from walk order by id desc limit 20")
    ]
    keys = ("seed", "state", "day", "people", "acts")
    head = ["#", *(word(language, key) for key in keys), ""]
    rows = [run_row(run, language) for run in runs]
    steps = world.store.all(
        "select s.*, p.name from walk_step s join walker w on w.walk_id = s.walk_id"
        " and w.number = s.number join person p on p.id = w.person_id order by s.id desc limit 60"
    )
    newest = [
        (f"#{row['walk_id']}", row["day"], row["name"], word(language, row["act"]), row["detail"])
        for row in steps
    ]
    names = ["#", *(word(language, key) for key in ("day", "people", "kind", "subject"))]
    none = word(language, "none")
    return joined(
        section(word(language, "runs"), table(head, rows, none)),
        section(word(language, "newest"), table(names, newest, none)),
    )


def run_row(run: dict[str, Any], language: str) -> tuple[Any, ...]:
    told = ", ".join(f"{word(language, key)} {many}" for key, many in run["people"].items())
    did = ", ".join(f"{word(language, key)} {many}" for key, many in sorted(run["acts"].items()))
    running = run["state"] == "running"
    path = f"/emulator/people/runs/{run['id']}"
    stop = button(word(language, "stop"), "DELETE", path) if running else Html("")
    state = mark(word(language, run["state"]), "warn" if running else "good")
    return run["id"], run["seed"], state, f"{run['day']}/{run['days']}", told, did, stop


def calls(world: World, language: str) -> Html:
    rows = world.store.all("select * from record order by id desc limit 100")
    keys = ("time", "endpoint", "account", "subject", "code")
    shown = [
        (
            clock(row["at_real"]),
            row["endpoint"],
            row["account"],
            row["subject"],
            mark(row["errcode"], "good" if row["errcode"] == "0" else "bad"),
            mark(word(language, "dropped"), "bad") if row["dropped"] else "",
        )
        for row in rows
    ]
    head = [*(word(language, key) for key in keys), ""]
    return section(word(language, "calls"), table(head, shown, word(language, "none")))


def notices(world: World, language: str) -> Html:
    rows = world.store.all("select * from notice order by id desc limit 100")
    keys = ("time", "kind", "account", "event", "tries", "answer", "state")
    shown = [
        (
            clock(row["made"]),
            row["kind"],
            row["owner"],
            row["label"],
            row["tries"],
            row["last_status"],
            mark(word(language, row["state"]), STATES[row["state"]]),
        )
        for row in rows
    ]
    head = [word(language, key) for key in keys]
    return section(word(language, "notices"), table(head, shown, word(language, "none")))
