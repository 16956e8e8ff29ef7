"""Reading customers and staff, into our own terms."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.platforms.wecom.errcodes import NO_RELATION

_GENDERS: Mapping[Any, facts.Gender] = {1: "male", 2: "female", "1": "male", "2": "female"}
_FOLLOW_PAGES = 40
"""A page holds 500 members; 40 pages are more members than may follow one customer."""


@dataclass(frozen=True, slots=True)
class WeComContacts:
    """Customers our staff have as friends."""

    caller: Caller

    async def get_external_contact(
        self, access: ChannelAccess, external_id: str
    ) -> facts.ExternalContact:
        """Read one customer with every member who follows them."""
        cursor, follows, person = "", list[facts.Follow](), dict[str, Any]()
        for _ in range(_FOLLOW_PAGES):
            request = get(e.CONTACT_GET, external_userid=external_id, cursor=cursor)
            answer = await self.caller.call(access, e.CONTACT_GET, request)
            person = told(answer, "external_contact")
            follows += [_follow(row) for row in answer.get("follow_user") or ()]
            cursor = answer.get("next_cursor") or ""
            if not cursor:
                break
        return _contact(person, follows)

    async def of_members(
        self, access: ChannelAccess, member_ids: Sequence[str]
    ) -> AsyncIterator[facts.ExternalContact]:
        """Walk the customers of up to 100 members; each item carries one follow."""
        members, read = list(member_ids), 0
        rows = self.caller.pages(
            access,
            e.CONTACTS_OF,
            lambda cursor: post(
                e.CONTACTS_OF, {"userid_list": members, "cursor": cursor, "limit": 100}
            ),
        )
        try:
            async for row in rows:
                read += 1
                yield _contact(told(row, "external_contact"), [_follow(told(row, "follow_info"))])
        except SendRefused as refused:
            if read or refused.code != NO_RELATION:
                raise  # a walk that breaks off is never taken for a whole one

    async def ids_of(self, access: ChannelAccess, member_id: str) -> list[str]:
        """Return the external ids of one member's customers."""
        answer = await self.caller.call(access, e.CONTACT_IDS, get(e.CONTACT_IDS, userid=member_id))
        return list(answer.get("external_userid") or ())

    async def openid(self, access: ChannelAccess, external_id: str) -> str:
        """Return the openid under which this customer pays."""
        request = post(e.OPENID, {"external_userid": external_id})
        answer = await self.caller.call(access, e.OPENID, request)
        return str(told(answer, "openid"))


@dataclass(frozen=True, slots=True)
class WeComMembers:
    """Our staff, as far as the application may see them."""

    caller: Caller

    async def list(self, access: ChannelAccess) -> list[facts.Member]:
        """Return those who may have customers; the platform gives no names here."""
        answer = await self.caller.call(access, e.FOLLOWERS)
        return [facts.Member(str(userid)) for userid in answer.get("follow_user") or ()]

    async def get(self, access: ChannelAccess, member_id: str) -> facts.Member:
        """Read one member."""
        row = await self.caller.call(access, e.USER_GET, get(e.USER_GET, userid=member_id))
        return member({"userid": member_id, **row})


def member(row: Mapping[str, Any]) -> facts.Member:
    """Return a member; status 1 is active, others are disabled, not joined or gone."""
    return facts.Member(
        member_id=str(told(row, "userid")),
        name=row.get("name") or "",
        avatar=row.get("avatar") or "",
        department_ids=tuple(row.get("department") or ()),
        active=row.get("status", 1) == 1,
    )


def _contact(person: Mapping[str, Any], follows: Sequence[facts.Follow]) -> facts.ExternalContact:
    return facts.ExternalContact(
        external_id=told(person, "external_userid"),
        name=person.get("name") or "",
        avatar=person.get("avatar") or "",
        gender=_GENDERS.get(person.get("gender"), "unknown"),
        unionid=person.get("unionid") or "",
        follows=tuple(follows),
    )


def _follow(row: Mapping[str, Any]) -> facts.Follow:
    # One endpoint gives whole labels, the other their ids; a label made by a member has no id.
    tags = row.get("tag_id") or [tag.get("tag_id") for tag in row.get("tags") or ()]
    created = row.get("createtime")
    return facts.Follow(
        member_id=told(row, "userid"),
        state=row.get("state") or "",
        remark=row.get("remark") or "",
        description=row.get("description") or "",
        tag_ids=tuple(tag for tag in tags if tag),
        phones=tuple(row.get("remark_mobiles") or ()),
        add_way=row.get("add_way"),
        at=datetime.fromtimestamp(created, UTC) if created else None,
    )
