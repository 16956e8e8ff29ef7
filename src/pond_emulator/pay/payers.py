"""Who pays and is paid: a person has another openid under every appid.

An appid may be a corp's, an official account's or mini program's of this world, or one the
emulator knows nothing of; under that one any person has a face as soon as it is asked for.
"""

from pond_emulator.world import World, token_text


def known(world: World, appid: str, openid: str) -> bool:
    """Whether this openid is good under this appid."""
    store = world.store
    if store.value("select 1 from pay_face where appid = ? and openid = ?", appid, openid):
        return True
    if is_corp(world, appid):
        found = store.value(
            "select 1 from external where corpid = ? and openid = ?", appid, openid
        )
    elif store.value("select 1 from wx_account where appid = ?", appid):
        found = store.value("select 1 from wx_fan where appid = ? and openid = ?", appid, openid)
    else:
        found = store.value("select 1 from face where openid = ?", openid)
    return bool(found)


def openid_of(world: World, person_id: int, appid: str) -> str:
    """The person's openid under this appid, made when there is none. Raises LookupError."""
    store = world.store
    if not store.value("select 1 from person where id = ?", person_id):
        raise LookupError("no such person")
    found = store.value(
        "select openid from external where corpid = ?1 and person_id = ?2"
        " union all select openid from wx_fan where appid = ?1 and person_id = ?2"
        " union all select openid from pay_face where appid = ?1 and person_id = ?2",
        appid,
        person_id,
    )
    if found is None:
        found = f"o{token_text(27)}"
        store.run("insert into pay_face values (?, ?, ?)", appid, found, person_id)
    return str(found)


def person_of(world: World, openid: str) -> int | None:
    found: int | None = world.store.value("select person_id from face where openid = ?", openid)
    return found


def is_corp(world: World, appid: str) -> bool:
    return bool(world.store.value("select 1 from corp where corpid = ?", appid))
