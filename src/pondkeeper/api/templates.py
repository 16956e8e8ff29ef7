"""Message templates of an account: which there are and what each may be used for."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post

from pondkeeper.api.door import Door
from pondkeeper.domain import channels, content
from pondkeeper.domain.channels.facts.account import TemplateUse


class MessageTemplate(msgspec.Struct):
    """A form of message the platform has allowed.

    `use`: notice (only of what somebody did, never advertising), once (one message for each prompt
    accepted), always (any number after one accepted prompt).
    """

    template_id: str
    title: str
    content: str
    example: str
    fields: list[str]
    use: TemplateUse


class MessageTemplates(msgspec.Struct):
    """What an account had at `read_at`; null as long as nobody looked."""

    items: list[MessageTemplate]
    read_at: datetime | None


@get("/api/channels/{channel_id:int}/templates")
async def list_templates(door: Door, channel_id: int) -> MessageTemplates:
    """List an account's templates as they were read last."""
    async with door.tx("channels.read") as tx:
        await channels.channel(tx, channel_id)
        return _shape(await content.templates(tx, channel_id))


@post("/api/channels/{channel_id:int}/templates/reading", status_code=200)
async def read_templates(door: Door, channel_id: int) -> MessageTemplates:
    """Read an account's templates at the platform."""
    door.about("channel", channel_id)
    async with door.tx("codes.write") as tx:
        access = await channels.access(tx, channel_id)
    await content.read_templates(door.services, access)
    async with door.services.database.tx(door.workspace_id, door.actor) as tx:
        return _shape(await content.templates(tx, channel_id))


def _shape(row: content.Templates) -> MessageTemplates:
    return MessageTemplates(
        [
            MessageTemplate(
                one.template_id, one.title, one.content, one.example, list(one.fields), one.use
            )
            for one in row.items
        ],
        row.read_at,
    )


ROUTES: tuple[Any, ...] = (list_templates, read_templates)
