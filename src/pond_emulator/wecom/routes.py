"""Every /cgi-bin endpoint there is. What is not listed answers with a clear error."""

from pond_emulator.kit.door import Door
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.wecom import contacts, events, members, tags, tokens, transfers, ways, welcome
from pond_emulator.wecom.door import Endpoint, Manner
from pond_emulator.wecom.errors import error_text
from pond_emulator.world import World

ENDPOINTS: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "user/get", members.get),
    ("GET", "user/list", members.list_all),
    ("POST", "user/list_id", members.list_id),
    ("POST", "media/upload", members.upload_media),
    ("GET", "externalcontact/get", contacts.get),
    ("GET", "externalcontact/list", contacts.list_of_user),
    ("GET", "externalcontact/get_follow_user_list", contacts.follow_user_list),
    ("POST", "externalcontact/batch/get_by_user", contacts.batch_get_by_user),
    ("POST", "externalcontact/remark", contacts.remark),
    ("POST", "externalcontact/convert_to_openid", contacts.convert_to_openid),
    ("POST", "externalcontact/add_contact_way", ways.add),
    ("POST", "externalcontact/get_contact_way", ways.get),
    ("POST", "externalcontact/update_contact_way", ways.update),
    ("POST", "externalcontact/del_contact_way", ways.delete),
    ("POST", "externalcontact/list_contact_way", ways.list_ways),
    ("POST", "externalcontact/send_welcome_msg", welcome.send),
    ("POST", "externalcontact/get_corp_tag_list", tags.get_list),
    ("POST", "externalcontact/add_corp_tag", tags.add),
    ("POST", "externalcontact/mark_tag", tags.mark),
    ("POST", "externalcontact/get_unassigned_list", transfers.unassigned),
    ("POST", "externalcontact/resigned/transfer_customer", transfers.transfer_resigned),
    ("POST", "externalcontact/resigned/transfer_result", transfers.result),
    ("POST", "externalcontact/transfer_customer", transfers.transfer_on_job),
    ("POST", "externalcontact/transfer_result", transfers.result),
)
UNKNOWN = 40001_404  # far outside WeCom's range: nobody can take it for the platform's word


def mount(router: Router, world: World) -> None:
    """Adds the endpoints and tells the notices how WeCom seals its events."""
    manner = Manner(world)
    door = Door(world, manner)
    token = door.serve(tokens.PATH, tokens.get_token, open_call=manner.open_unknown)
    router.add("GET", tokens.PATH, token)
    for method, name, endpoint in ENDPOINTS:
        path = f"/cgi-bin/{name}"
        router.add(method, path, door.serve(path, endpoint))
    world.notices.register("wecom", events.sealer(world))


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    detail = f"{request.method} {request.path} is not emulated"
    text = error_text(UNKNOWN, detail, request.client)
    return answer_json({"errcode": UNKNOWN, "errmsg": text}, 404)
