"""Labels on customers, and members' remarks.

Pages: https://developer.work.weixin.qq.com/document/path/92117, 92118 and 92115.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.wecom import endpoints as e


@dataclass(frozen=True, slots=True)
class WeComTagger:
    """Enterprise labels and members' remarks."""

    caller: Caller

    async def tags(self, access: ChannelAccess) -> list[facts.PlatformTag]:
        """Return every enterprise label that is not deleted."""
        answer = await self.caller.call(access, e.TAGS, post(e.TAGS, {}))
        groups = answer.get("tag_group") or ()
        return [tag for group in groups if not group.get("deleted") for tag in labels(group)]

    async def add_tag(self, access: ChannelAccess, group_name: str, name: str) -> facts.PlatformTag:
        """Make a label, in the group of that name (made when there is none)."""
        body = {"group_name": group_name, "tag": [{"name": name}]}
        answer = await self.caller.call(access, e.TAG_ADD, post(e.TAG_ADD, body))
        return named(told(answer, "tag_group"), name)

    async def mark(
        self,
        access: ChannelAccess,
        *,
        member_id: str,
        external_id: str,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> None:
        """Add and remove labels in the name of one member who follows the customer."""
        body = {
            "userid": member_id,
            "external_userid": external_id,
            "add_tag": list(add) or None,
            "remove_tag": list(remove) or None,
        }
        await self.caller.call(access, e.TAG_MARK, post(e.TAG_MARK, body))

    async def remark(
        self, access: ChannelAccess, *, member_id: str, external_id: str, remark: str
    ) -> None:
        """Set the name by which the member sees the customer."""
        body = {"userid": member_id, "external_userid": external_id, "remark": remark}
        await self.caller.call(access, e.REMARK, post(e.REMARK, body))


@dataclass(frozen=True, slots=True)
class WeComTagKeeper:
    """Changes enterprise labels; only those that this application made may be changed."""

    caller: Caller

    async def rename(self, access: ChannelAccess, tag_id: str, name: str) -> None:
        """Give a label, or a group of labels, another name."""
        await self.caller.call(access, e.TAG_EDIT, post(e.TAG_EDIT, {"id": tag_id, "name": name}))

    async def delete(
        self, access: ChannelAccess, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()
    ) -> None:
        """Remove labels and groups of labels, from all customers too."""
        body = {"tag_id": list(tag_ids) or None, "group_id": list(group_ids) or None}
        await self.caller.call(access, e.TAG_DELETE, post(e.TAG_DELETE, body))


def named(group: Mapping[str, Any], name: str) -> facts.PlatformTag:
    """Return the label of a group that has this name; raises SendRefused when there is none."""
    for tag in labels(group):
        if tag.name == name:
            return tag
    raise SendRefused("retry", "tag_not_returned", "平台没有返回新建的标签，请重新读取标签")


def labels(group: Mapping[str, Any]) -> list[facts.PlatformTag]:
    """Return the labels of a group that are not deleted."""
    group_id, group_name = str(told(group, "group_id")), str(group.get("group_name") or "")
    return [
        facts.PlatformTag(str(told(row, "id")), str(told(row, "name")), group_id, group_name)
        for row in group.get("tag") or ()
        if not row.get("deleted")
    ]
