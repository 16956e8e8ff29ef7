"""Who follows, and their labels."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.account import Follower
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused
from pondkeeper.platforms.common.call import Caller, Request
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.json_calls import get, post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.official_account.endpoints import followers as e

LANGUAGE = "zh_CN"


@dataclass(frozen=True, slots=True)
class OfficialFollowers:
    """Reads followers and puts labels and remarks on them."""

    caller: Caller

    async def ids(self, access: ChannelAccess) -> AsyncIterator[str]:
        """Walk the openids of all followers, the longest following first."""
        async for openid in self._walk(
            access, e.FOLLOWERS, lambda after: get(e.FOLLOWERS, next_openid=after)
        ):
            yield openid

    async def get(self, access: ChannelAccess, external_id: str) -> Follower:
        """Return one person; who does not follow has an id only."""
        request = get(e.FOLLOWER, openid=external_id, lang=LANGUAGE)
        return _follower(await self.caller.call(access, e.FOLLOWER, request))

    async def get_many(self, access: ChannelAccess, external_ids: Sequence[str]) -> list[Follower]:
        """Return many, as many in one call as the platform takes."""
        found: list[Follower] = []
        for some in self._chunks("oa.user.info.openids", external_ids):
            body = {"user_list": [{"openid": openid, "lang": LANGUAGE} for openid in some]}
            answer = await self.caller.call(access, e.FOLLOWERS_INFO, post(e.FOLLOWERS_INFO, body))
            found += [_follower(row) for row in answer.get(e.FOLLOWERS_INFO.items) or ()]
        return found

    async def remark(self, access: ChannelAccess, external_id: str, remark: str) -> None:
        """Set the name by which the account's staff see a follower."""
        body = {"openid": external_id, "remark": remark}
        await self.caller.call(access, e.REMARK, post(e.REMARK, body))

    async def tags(self, access: ChannelAccess) -> list[facts.PlatformTag]:
        """Return every label; they have no groups here."""
        answer = await self.caller.call(access, e.TAGS)
        return [_tag(row) for row in answer.get(e.TAGS.items) or ()]

    async def add_tag(self, access: ChannelAccess, name: str) -> facts.PlatformTag:
        """Make a label."""
        body = {"tag": {"name": name}}
        return _tag(told(await self.caller.call(access, e.TAG_ADD, post(e.TAG_ADD, body)), "tag"))

    async def delete_tag(self, access: ChannelAccess, tag_id: str) -> None:
        """Delete a label, from everybody who has it."""
        body = {"tag": {"id": _number(tag_id)}}
        await self.caller.call(access, e.TAG_DELETE, post(e.TAG_DELETE, body))

    async def tagged(self, access: ChannelAccess, tag_id: str) -> AsyncIterator[str]:
        """Walk who has a label."""
        number = _number(tag_id)
        async for openid in self._walk(
            access,
            e.TAGGED,
            lambda after: post(e.TAGGED, {"tagid": number, "next_openid": after}),
        ):
            yield openid

    async def mark(self, access: ChannelAccess, tag_id: str, external_ids: Sequence[str]) -> None:
        """Put a label on many."""
        await self._label(access, e.TAG_ON, tag_id, external_ids)

    async def unmark(self, access: ChannelAccess, tag_id: str, external_ids: Sequence[str]) -> None:
        """Take a label off many."""
        await self._label(access, e.TAG_OFF, tag_id, external_ids)

    async def blocked(self, access: ChannelAccess) -> AsyncIterator[str]:
        """Walk who may not follow."""
        async for openid in self._walk(
            access, e.BLACKLIST, lambda after: post(e.BLACKLIST, {"begin_openid": after})
        ):
            yield openid

    async def block(self, access: ChannelAccess, external_ids: Sequence[str]) -> None:
        """Let people follow and write no more."""
        await self._black(access, e.BLACKLIST_ADD, external_ids)

    async def unblock(self, access: ChannelAccess, external_ids: Sequence[str]) -> None:
        """Let people follow again; they have to do so themselves."""
        await self._black(access, e.BLACKLIST_REMOVE, external_ids)

    async def _black(
        self, access: ChannelAccess, endpoint: Endpoint, external_ids: Sequence[str]
    ) -> None:
        for some in self._chunks("oa.blacklist.openids", external_ids):
            await self.caller.call(access, endpoint, post(endpoint, {"openid_list": list(some)}))

    async def _label(
        self, access: ChannelAccess, endpoint: Endpoint, tag_id: str, external_ids: Sequence[str]
    ) -> None:
        for some in self._chunks("oa.tags.openids", external_ids):
            body = {"openid_list": list(some), "tagid": _number(tag_id)}
            await self.caller.call(access, endpoint, post(endpoint, body))

    async def _walk(
        self, access: ChannelAccess, endpoint: Endpoint, ask: Callable[[str], Request]
    ) -> AsyncIterator[str]:
        """Walk openids; the last page names one as next, too, so they are counted."""
        after, count, seen = "", 0, set[str]()
        while True:
            answer = await self.caller.call(access, endpoint, ask(after))
            openids = (answer.get("data") or {}).get("openid") or ()
            for openid in openids:
                yield openid
            count, after = count + len(openids), str(answer.get(endpoint.cursor) or "")
            if not openids or not after or after in seen or count >= answer.get("total", count + 1):
                return
            seen.add(after)

    def _chunks(self, rule: str, ids: Sequence[str]) -> list[Sequence[str]]:
        size = self.caller.limits.count(rule)
        return [ids[start : start + size] for start in range(0, len(ids), size)]


def _follower(row: Mapping[str, Any]) -> Follower:
    since = row.get("subscribe_time")
    return Follower(
        external_id=told(row, "openid"),
        follows=row.get("subscribe") == 1,
        unionid=(row.get("unionid") or "").strip(),
        name=row.get("nickname") or "",
        avatar=row.get("headimgurl") or "",
        remark=row.get("remark") or "",
        tag_ids=tuple(str(tag_id) for tag_id in row.get("tagid_list") or ()),
        scene=row.get("subscribe_scene") or "",
        # A code with a number tells it as qr_scene, 0 when there was none.
        state=row.get("qr_scene_str") or str(row.get("qr_scene") or ""),
        language=row.get("language") or "",
        at=datetime.fromtimestamp(since, UTC) if since else None,
    )


def _tag(row: Mapping[str, Any]) -> facts.PlatformTag:
    return facts.PlatformTag(str(told(row, "id")), str(told(row, "name")), "", "")


def _number(tag_id: str) -> int:
    if not tag_id.isdecimal():
        raise SendRefused("permanent", "tag_id", "公众号标签编号应为数字")
    return int(tag_id)
