"""Every /cgi-bin endpoint there is. What is not listed answers with a clear error."""

from pond_emulator.kit.door import Door
from pond_emulator.kit.web import Answer, Request, Router, answer_json
from pond_emulator.wecom import (
    acquisition,
    app_messages,
    apps,
    archive,
    contacts,
    departments,
    events,
    figures,
    group_transfers,
    groups,
    ids,
    join_ways,
    kf_accounts,
    kf_chats,
    login,
    mass,
    media,
    members,
    moments,
    shelves,
    strategies,
    tag_edits,
    tags,
    tokens,
    transfers,
    ways,
    welcome,
)
from pond_emulator.wecom.door import Endpoint, Manner, shaped
from pond_emulator.wecom.errors import error_text
from pond_emulator.world import World

EC = "externalcontact"
PEOPLE: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "user/get", members.get),
    ("GET", "user/list", members.list_all),
    ("GET", "user/simplelist", departments.members_brief),
    ("POST", "user/list_id", members.list_id),
    ("POST", "user/getuserid", departments.by_phone),
    ("POST", "user/convert_to_openid", departments.to_openid),
    ("POST", "user/convert_to_userid", departments.of_openid),
    ("GET", "department/list", departments.list_all),
    ("GET", "department/simplelist", departments.list_ids),
    ("GET", "department/get", departments.get),
    ("GET", "tag/list", departments.tags),
    ("GET", "tag/get", departments.tag),
    ("GET", "agent/get", apps.get),
    ("GET", "agent/list", apps.list_all),
    ("GET", "get_api_domain_ip", apps.addresses),
    ("GET", "getcallbackip", apps.addresses),
    ("GET", "auth/getuserinfo", login.who),
    ("GET", "user/getuserinfo", login.who),
    ("POST", "auth/getuserdetail", login.detail),
    ("GET", "miniprogram/jscode2session", login.mini_session),
    ("GET", "ticket/get", login.agent_ticket),
    ("GET", "get_jsapi_ticket", login.corp_ticket),
    ("POST", "media/upload", media.upload),
    ("POST", "media/upload_attachment", media.upload_attachment),
    ("POST", "media/uploadimg", media.upload_picture),
    ("POST", "media/upload_by_url", media.upload_by_url),
    ("POST", "media/get_upload_by_url_result", media.upload_result),
    ("GET", "media/get", media.get),
    ("POST", "message/send", app_messages.send),
    ("POST", "message/recall", app_messages.recall),
    ("POST", "message/update_template_card", app_messages.update_card),
    ("POST", "message/get_statistics", app_messages.statistics),
    ("POST", "idconvert/unionid_to_external_userid", ids.of_unionid),
    ("POST", "idconvert/batch/external_userid_to_pending_id", ids.pending_ids),
    ("POST", "idconvert/convert_tmp_external_userid", ids.of_temporary),
    ("POST", "msgaudit/get_permit_user_list", archive.permitted),
    ("POST", "msgaudit/check_single_agree", archive.agreed),
    ("POST", "msgaudit/check_room_agree", archive.agreed_in_group),
    ("POST", "msgaudit/groupchat/get", archive.group),
)
CUSTOMERS: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "get", contacts.get),
    ("GET", "list", contacts.list_of_user),
    ("GET", "get_follow_user_list", contacts.follow_user_list),
    ("POST", "batch/get_by_user", contacts.batch_get_by_user),
    ("POST", "contact_list", figures.served),
    ("POST", "remark", contacts.remark),
    ("POST", "convert_to_openid", contacts.convert_to_openid),
    ("POST", "unionid_to_external_userid", ids.of_unionid_own),
    ("POST", "close_temp_chat", figures.close_temporary),
    ("POST", "get_user_behavior_data", figures.behaviour),
    ("POST", "add_contact_way", ways.add),
    ("POST", "get_contact_way", ways.get),
    ("POST", "update_contact_way", ways.update),
    ("POST", "del_contact_way", ways.delete),
    ("POST", "list_contact_way", ways.list_ways),
    ("POST", "send_welcome_msg", welcome.send),
    ("POST", "get_corp_tag_list", tags.get_list),
    ("POST", "add_corp_tag", tags.add),
    ("POST", "edit_corp_tag", tag_edits.edit),
    ("POST", "del_corp_tag", tag_edits.delete),
    ("POST", "mark_tag", tags.mark),
    ("POST", "get_strategy_tag_list", tags.get_list),
    ("POST", "add_strategy_tag", tags.add),
    ("POST", "edit_strategy_tag", tag_edits.edit),
    ("POST", "del_strategy_tag", tag_edits.delete),
    ("POST", "get_unassigned_list", transfers.unassigned),
    ("POST", "resigned/transfer_customer", transfers.transfer_resigned),
    ("POST", "resigned/transfer_result", transfers.result),
    ("POST", "transfer_customer", transfers.transfer_on_job),
    ("POST", "transfer_result", transfers.result),
    ("POST", "groupchat/list", groups.list_groups),
    ("POST", "groupchat/get", groups.get),
    ("POST", "groupchat/statistic", groups.statistic),
    ("POST", "groupchat/statistic_group_by_day", groups.statistic_by_day),
    ("POST", "opengid_to_chatid", groups.chat_of_opengid),
    ("POST", "groupchat/transfer", group_transfers.transfer_resigned),
    ("POST", "groupchat/onjob_transfer", group_transfers.transfer_on_job),
    ("POST", "groupchat/add_join_way", join_ways.add),
    ("POST", "groupchat/get_join_way", join_ways.get),
    ("POST", "groupchat/update_join_way", join_ways.update),
    ("POST", "groupchat/del_join_way", join_ways.delete),
    ("POST", "add_msg_template", mass.add),
    ("POST", "get_groupmsg_list_v2", mass.list_tasks),
    ("POST", "get_groupmsg_task", mass.senders),
    ("POST", "get_groupmsg_send_result", mass.results),
    ("POST", "remind_groupmsg_send", mass.remind),
    ("POST", "cancel_groupmsg_send", mass.cancel),
    ("POST", "add_moment_task", moments.add),
    ("POST", "get_moment_task_result", moments.job_result),
    ("GET", "get_moment_task_result", moments.job_result),
    ("POST", "cancel_moment_task", moments.cancel),
    ("POST", "get_moment_list", moments.list_moments),
    ("POST", "get_moment_task", moments.tasks),
    ("POST", "get_moment_customer_list", moments.chosen),
    ("POST", "get_moment_send_result", moments.shown),
    ("POST", "get_moment_comments", moments.comments),
    ("POST", "group_welcome_template/add", shelves.add_welcome),
    ("POST", "group_welcome_template/get", shelves.get_welcome),
    ("POST", "group_welcome_template/edit", shelves.edit_welcome),
    ("POST", "group_welcome_template/del", shelves.delete_welcome),
    ("POST", "add_intercept_rule", shelves.add_rule),
    ("GET", "get_intercept_rule_list", shelves.list_rules),
    ("POST", "get_intercept_rule", shelves.get_rule),
    ("POST", "update_intercept_rule", shelves.update_rule),
    ("POST", "del_intercept_rule", shelves.delete_rule),
    ("POST", "add_product_album", shelves.add_product),
    ("POST", "get_product_album", shelves.get_product),
    ("POST", "get_product_album_list", shelves.list_products),
    ("POST", "update_product_album", shelves.update_product),
    ("POST", "delete_product_album", shelves.delete_product),
    ("POST", "customer_acquisition/create_link", acquisition.create),
    ("POST", "customer_acquisition/get", acquisition.get),
    ("POST", "customer_acquisition/update_link", acquisition.update),
    ("POST", "customer_acquisition/delete_link", acquisition.delete),
    ("POST", "customer_acquisition/list_link", acquisition.list_links),
    ("POST", "customer_acquisition/customer", acquisition.customers),
    ("GET", "customer_acquisition_quota", acquisition.quota),
    ("POST", "customer_acquisition/statistic", acquisition.statistic),
    ("POST", "customer_acquisition/get_chat_info", acquisition.chat_info),
)
SERVICE: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", "account/add", kf_accounts.add),
    ("POST", "account/update", kf_accounts.update),
    ("POST", "account/del", kf_accounts.delete),
    ("POST", "account/list", kf_accounts.list_all),
    ("POST", "add_contact_way", kf_accounts.add_way),
    ("GET", "servicer/list", kf_accounts.servicers),
    ("POST", "servicer/add", kf_accounts.add_servicers),
    ("POST", "servicer/del", kf_accounts.delete_servicers),
    ("GET", "customer/get_upgrade_service_config", kf_accounts.upgrade_config),
    ("POST", "customer/upgrade_service", kf_accounts.upgrade),
    ("POST", "customer/cancel_upgrade_service", kf_accounts.cancel_upgrade),
    ("POST", "sync_msg", kf_chats.sync),
    ("POST", "send_msg", kf_chats.send),
    ("POST", "send_msg_on_event", kf_chats.send_on_event),
    ("POST", "service_state/get", kf_chats.state),
    ("POST", "service_state/trans", kf_chats.change_state),
    ("POST", "customer/batchget", kf_chats.customers),
    ("POST", "get_corp_statistic", kf_chats.corp_statistic),
    ("POST", "get_servicer_statistic", kf_chats.servicer_statistic),
)
STRATEGY = (
    ("create", strategies.create),
    ("get", strategies.get),
    ("get_range", strategies.get_range),
    ("edit", strategies.edit),
    ("del", strategies.delete),
    ("list", strategies.list_all),
)
ENDPOINTS: tuple[tuple[str, str, Endpoint], ...] = (
    *PEOPLE,
    *((method, f"{EC}/{name}", endpoint) for method, name, endpoint in CUSTOMERS),
    *((method, f"kf/{name}", endpoint) for method, name, endpoint in SERVICE),
    *(
        ("POST", f"{EC}/{kind}/{verb}", make(kind))
        for kind in ("customer_strategy", "moment_strategy")
        for verb, make in STRATEGY
    ),
)
BUCKETS = {"ticket/get": "jsapi_ticket", "get_jsapi_ticket": "jsapi_ticket"}
UNKNOWN = 40001_404  # far outside WeCom's range: nobody can take it for the platform's word


def mount(router: Router, world: World) -> None:
    """Adds the endpoints and tells the notices how WeCom seals its events."""
    manner = Manner(world)
    door = Door(world, manner)
    token = door.serve(tokens.PATH, tokens.get_token, open_call=manner.open_unknown)
    router.add("GET", tokens.PATH, token)
    for method, name, endpoint in ENDPOINTS:
        path = f"/cgi-bin/{name}"
        router.add(method, path, door.serve(path, shaped(endpoint), BUCKETS.get(name, "")))
    world.notices.register("wecom", events.sealer(world))


def unknown(request: Request) -> Answer:
    """Never a made-up success: says that the emulator, not the platform, lacks this."""
    detail = f"{request.method} {request.path} is not emulated"
    text = error_text(UNKNOWN, detail, request.client)
    return answer_json({"errcode": UNKNOWN, "errmsg": text}, 404)
