"""One hand-written callback of every kind that WeCom documents, and what it means to us.

Pages: https://developer.work.weixin.qq.com/document/path/92130 (customers, groups, labels), 90970
and 90971 (staff), 97299 (acquisition links), 94670 (customer service), 90239 (messages), 90240
(other events), 92277 (third-party applications).
"""

from datetime import UTC, datetime

from tests.platforms.cast import CORP

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts.group import GroupChanged
from pondkeeper.domain.channels.facts.inside import (
    ArchiveAgreed,
    ArchiveReady,
    CardTapped,
    DepartmentChanged,
    LabelChanged,
)
from pondkeeper.domain.channels.facts.link import LinkTold
from pondkeeper.domain.channels.facts.service import ServiceCalled

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CUSTOMER, MEI = "wmPond0000000000000000000000001", "mei"
PAIR = f"<UserID><![CDATA[{MEI}]]></UserID><ExternalUserID>{CUSTOMER}</ExternalUserID>"


def event(inner: str, *, kind: str = "event", sender: str = "sys") -> bytes:
    """A decrypted callback of a self-built application."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName>"
        f"<FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{int(AT.timestamp())}</CreateTime>"
        f"<MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>"
    ).encode()


def change(name: str, change_type: str, inner: str = "") -> bytes:
    return event(f"<Event>{name}</Event><ChangeType>{change_type}</ChangeType>{inner}")


def customer(change_type: str, inner: str = PAIR) -> bytes:
    return change("change_external_contact", change_type, inner)


def suite(info: str, change_type: str) -> bytes:
    """The form in which a third-party application hears the same."""
    told = f"<ChangeType>{change_type}</ChangeType>" if change_type else ""
    return (
        f"<xml><SuiteId>ww4a</SuiteId><AuthCorpId>{CORP}</AuthCorpId><InfoType>{info}</InfoType>"
        f"<TimeStamp>{int(AT.timestamp())}</TimeStamp>{told}{PAIR}</xml>"
    ).encode()


def group(change_type: str, inner: str = "") -> bytes:
    return change("change_external_chat", change_type, f"<ChatId>wr1</ChatId>{inner}")


ARRIVAL = "<State><![CDATA[pond-a1]]></State><WelcomeCode><![CDATA[WC-1]]></WelcomeCode>"

ACTED_ON: list[tuple[bytes, f.Fact]] = [
    (
        customer("add_external_contact", PAIR + ARRIVAL),
        f.ContactAdded(CUSTOMER, MEI, "pond-a1", "WC-1", AT),
    ),
    (customer("add_external_contact"), f.ContactAdded(CUSTOMER, MEI, "", "", AT)),
    (
        customer("add_half_external_contact", PAIR + ARRIVAL),
        f.ContactAddedHalf(CUSTOMER, MEI, "pond-a1", "WC-1", AT),
    ),
    (customer("edit_external_contact"), f.ContactEdited(CUSTOMER, MEI, AT)),
    (customer("del_external_contact"), f.FollowEnded(CUSTOMER, MEI, "staff", AT)),
    (
        customer("del_external_contact", PAIR + "<Source>DELETE_BY_TRANSFER</Source>"),
        f.FollowEnded(CUSTOMER, MEI, "transfer", AT),
    ),
    (customer("del_follow_user"), f.FollowEnded(CUSTOMER, MEI, "customer", AT)),
    (
        customer("transfer_fail", PAIR + "<FailReason>customer_refused</FailReason>"),
        f.TransferFailed(CUSTOMER, MEI, "refused", AT),
    ),
    (
        customer("transfer_fail", PAIR + "<FailReason>customer_limit_exceed</FailReason>"),
        f.TransferFailed(CUSTOMER, MEI, "taker_full", AT),
    ),
    (customer("transfer_fail"), f.TransferFailed(CUSTOMER, MEI, "other", AT)),
    (change("change_contact", "create_user", "<UserID>an</UserID>"), f.MemberChanged("an", AT)),
    (
        change(
            "change_contact",
            "update_user",
            "<UserID>an</UserID><NewUserID>anna</NewUserID><Department>1,2</Department>"
            "<ExtAttr><Item><Name>爱好</Name><Type>0</Type></Item></ExtAttr>",
        ),
        f.MemberChanged("an", AT, "anna"),
    ),
    (change("change_contact", "delete_user", "<UserID>an</UserID>"), f.MemberLeft("an", AT)),
    (
        customer("msg_audit_approved", PAIR + "<WelcomeCode>WC-1</WelcomeCode>"),
        ArchiveAgreed(CUSTOMER, MEI, AT, "WC-1"),
    ),
    (group("create"), GroupChanged("wr1", "created", AT)),
    (group("dismiss"), GroupChanged("wr1", "dismissed", AT)),
    (
        group(
            "update",
            "<UpdateDetail>add_member</UpdateDetail><JoinScene>3</JoinScene><QuitScene>0</QuitScene>"
            "<MemChangeCnt>2</MemChangeCnt><MemChangeList><Item>wm1</Item><Item>wm2</Item>"
            "</MemChangeList><LastMemVer>a</LastMemVer><CurMemVer>b</CurMemVer>",
        ),
        GroupChanged("wr1", "joined", AT, ("wm1", "wm2"), 2, 3),
    ),
    (
        group(
            "update",
            "<UpdateDetail>del_member</UpdateDetail><JoinScene>0</JoinScene><QuitScene>1</QuitScene>"
            "<MemChangeCnt>1</MemChangeCnt>",
        ),
        GroupChanged("wr1", "left", AT, (), 1, 1),
    ),
    *(
        (group("update", f"<UpdateDetail>{told}</UpdateDetail>"), GroupChanged("wr1", change, AT))
        for told, change in (
            ("change_owner", "owner"),
            ("change_name", "name"),
            ("change_notice", "notice"),
            ("change_weather", "other"),
        )
    ),
    *(
        (
            change("change_external_tag", told, "<Id>et1</Id><TagType>tag</TagType>"),
            LabelChanged("et1", "tag", meant, AT),
        )
        for told, meant in (("create", "created"), ("update", "changed"), ("delete", "deleted"))
    ),
    (
        change("change_external_tag", "shuffle", "<Id>eg1</Id><StrategyId>1</StrategyId>"),
        LabelChanged("eg1", "", "sorted", AT),
    ),
    (change("change_external_tag", "shuffle"), LabelChanged("", "", "sorted", AT)),
    *(
        (change("customer_acquisition", told), LinkTold(meant, AT))
        for told, meant in (
            ("balance_low", "quota_low"),
            ("balance_exhausted", "quota_out"),
            ("quota_expire_soon", "quota_expires"),
            ("balance_changed", "quota_changed"),
        )
    ),
    *(
        (change("customer_acquisition", told, "<LinkId>ca1</LinkId>"), LinkTold(meant, AT, "ca1"))
        for told, meant in (
            ("link_unavailable", "unavailable"),
            ("delete_link", "deleted"),
            ("open_profile", "profile_opened"),
        )
    ),
    *(
        (
            change("customer_acquisition", told, f"<LinkId>ca1</LinkId>{PAIR}<State>a1</State>"),
            LinkTold(meant, AT, "ca1", CUSTOMER, MEI, "a1"),
        )
        for told, meant in (("friend_request", "asked"), ("customer_start_chat", "chat_started"))
    ),
    (
        event("<Event>kf_msg_or_event</Event><Token>ENC</Token><OpenKfId>wk1</OpenKfId>"),
        ServiceCalled("wk1", "ENC", AT),
    ),
    (event("<AgentID>2000004</AgentID><Event>msgaudit_notify</Event>"), ArchiveReady(AT)),
    *(
        (change("change_contact", told, "<Id>2</Id>"), DepartmentChanged(2, meant, AT))
        for told, meant in (
            ("create_party", "created"),
            ("update_party", "changed"),
            ("delete_party", "deleted"),
        )
    ),
    (
        event(
            "<Event>template_card_event</Event><EventKey>yes</EventKey><TaskId>task-1</TaskId>"
            "<CardType>button_interaction</CardType><ResponseCode>RC-1</ResponseCode>",
            sender=MEI,
        ),
        CardTapped(MEI, "task-1", "yes", "RC-1", AT),
    ),
]

STORED_ONLY: dict[str, bytes] = {
    "event.change_contact.update_tag": change(
        "change_contact", "update_tag", "<TagId>1</TagId><AddUserItems>mei,bo</AddUserItems>"
    ),
    "event.kf_account_auth_change": event("<Event>kf_account_auth_change</Event>"),
    "event.batch_job_result": event(
        "<Event>batch_job_result</Event><BatchJob><JobId>j</JobId><ErrCode>0</ErrCode></BatchJob>"
    ),
    "event.upload_media_job_finish": event(
        "<Event>upload_media_job_finish</Event><JobId>j</JobId>"
    ),
    **{
        f"event.{name}": event(f"<Event>{name}</Event><AgentID>1</AgentID><EventKey>k</EventKey>")
        for name in (
            "enter_agent",
            "click",
            "CLICK",
            "view",
            "VIEW",
            "subscribe",
            "unsubscribe",
            "taskcard_click",
            "switch_workbench_mode",
            "close_inactive_agent",
            "reopen_inactive_agent",
            "living_status_change",
            "book_meeting_room",
            "cancel_meeting_room",
            "add_schedule",
            "modify_schedule",
            "delete_schedule",
            "modify_calendar",
            "delete_calendar",
        )
    },
    "event.LOCATION": event(
        "<Event>LOCATION</Event><Latitude>31.2</Latitude><Longitude>121.4</Longitude>"
        "<Precision>65.0</Precision><AppType>wxwork</AppType>",
        sender=MEI,
    ),
    "event.scancode_push": event(
        "<Event>scancode_push</Event><EventKey>6</EventKey><ScanCodeInfo>"
        "<ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>",
        sender=MEI,
    ),
    "event.pic_weixin": event(
        "<Event>pic_weixin</Event><SendPicsInfo><Count>1</Count><PicList><item>"
        "<PicMd5Sum>5a75</PicMd5Sum></item></PicList></SendPicsInfo>",
        sender=MEI,
    ),
    "event.open_approval_change": event(
        "<Event>open_approval_change</Event><ApprovalInfo><ThirdNo>20260301</ThirdNo>"
        "<ApprovalNodes><ApprovalNode><Items><Item><ItemName>bo</ItemName></Item></Items>"
        "</ApprovalNode></ApprovalNodes></ApprovalInfo>"
    ),
    **{
        f"event.change_school_contact.{name}": change("change_school_contact", name, "<Id>x</Id>")
        for name in ("create_student", "create_deparmtment", "delete_deparmtment", "unsubscribe")
    },
    "text": event(
        "<Content>你好</Content><MsgId>1</MsgId><AgentID>1</AgentID>", kind="text", sender=MEI
    ),
    "image": event(
        "<PicUrl>u</PicUrl><MediaId>m</MediaId><MsgId>1</MsgId>", kind="image", sender=MEI
    ),
    "voice": event("<MediaId>m</MediaId><Format>amr</Format>", kind="voice", sender=MEI),
    "video": event("<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>", kind="video", sender=MEI),
    "location": event(
        "<Location_X>31.2</Location_X><Location_Y>121.4</Location_Y><Label>店</Label>",
        kind="location",
        sender=MEI,
    ),
    "link": event("<Title>t</Title><Url>http://127.0.0.1</Url>", kind="link", sender=MEI),
    "news": event(
        "<ArticleCount>1</ArticleCount><Articles><item><Title>t</Title></item></Articles>",
        kind="news",
    ),
    "update_button": event("<Button><ReplaceName>好</ReplaceName></Button>", kind="update_button"),
    "update_taskcard": event(
        "<TaskCard><ReplaceName>好</ReplaceName></TaskCard>", kind="update_taskcard"
    ),
    **{
        f"suite.{info}{'.' + told if told else ''}": suite(info, told)
        for info, told in (
            *(
                ("change_external_contact", kind)
                for kind in (
                    "add_external_contact",
                    "add_half_external_contact",
                    "edit_external_contact",
                    "del_external_contact",
                    "del_follow_user",
                    "transfer_fail",
                )
            ),
            *(("change_external_chat", kind) for kind in ("create", "update", "dismiss")),
            *(("change_external_tag", kind) for kind in ("create", "update", "delete")),
            ("advanced_api_expired", ""),
            ("advanced_api_trial_expired", ""),
            ("chat_archive_audit_approved_single", ""),
            ("chat_archive_export_finished", ""),
            ("conversation_new_message", ""),
            ("hit_keyword", ""),
        )
    },
}
"""By the name under which the callback log keeps them. Those of a suite are for third parties."""
