"""What the domain asks of a public account that people follow.

As in `ports`: every method that awaits makes outside calls and raises SendRefused or SendUnknown.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import account as account_facts
from pondkeeper.domain.channels.ports import ChannelAccess


class Articles(Protocol):
    """Drafts, their publishing, and how often they were read."""

    async def add(self, access: ChannelAccess, articles: Sequence[account_facts.Article]) -> str:
        """Keep up to eight articles as a draft; return its id."""
        ...

    async def update(
        self, access: ChannelAccess, draft_id: str, place: int, article: account_facts.Article
    ) -> None:
        """Replace the article at `place`, counted from 0."""
        ...

    async def get(self, access: ChannelAccess, draft_id: str) -> account_facts.Draft: ...

    async def delete(self, access: ChannelAccess, draft_id: str) -> None: ...

    def drafts(self, access: ChannelAccess) -> AsyncIterator[account_facts.Draft]: ...

    async def publish(self, access: ChannelAccess, draft_id: str) -> str:
        """Ask for publishing, which uses the draft up; return the publishing's id."""
        ...

    async def publication(
        self, access: ChannelAccess, publish_id: str
    ) -> account_facts.Publication: ...

    def published(self, access: ChannelAccess) -> AsyncIterator[account_facts.PublishedArticle]:
        """Walk what can be read, the newest first."""
        ...

    async def withdraw(self, access: ChannelAccess, article_id: str, *, place: int = 0) -> None:
        """Take back an article for ever; `place` counts from 1, 0 takes back all of them."""
        ...

    async def totals(
        self, access: ChannelAccess, sent_on: date
    ) -> list[account_facts.ArticleTotal]:
        """Return reads and shares, day by day, of what was sent to followers on `sent_on`."""
        ...


class ArticleFiles(Protocol):
    """Files that stay at the platform until they are deleted."""

    async def cover(self, access: ChannelAccess, *, name: str, content: bytes) -> str:
        """Keep a picture in the account's stock; return its media id."""
        ...

    async def picture(self, access: ChannelAccess, *, name: str, content: bytes) -> str:
        """Keep a picture for the inside of articles; return its address."""
        ...

    async def delete(self, access: ChannelAccess, media_id: str) -> None: ...


class Menus(Protocol):
    """The buttons at the foot of the conversation."""

    async def get(self, access: ChannelAccess) -> list[account_facts.Menu]:
        """Return the menu and the conditional ones; [] when none was made through us."""
        ...

    async def set(self, access: ChannelAccess, buttons: Sequence[account_facts.Button]) -> None: ...

    async def delete(self, access: ChannelAccess) -> None:
        """Delete the menu and all conditional ones."""
        ...

    async def add_conditional(
        self,
        access: ChannelAccess,
        buttons: Sequence[account_facts.Button],
        rule: account_facts.MenuRule,
    ) -> str: ...

    async def delete_conditional(self, access: ChannelAccess, menu_id: str) -> None: ...

    async def seen_by(
        self, access: ChannelAccess, external_id: str
    ) -> tuple[account_facts.Button, ...]:
        """Return the buttons that one follower sees."""
        ...


class SceneCodes(Protocol):
    """Codes that carry a state."""

    async def make(
        self, access: ChannelAccess, state: str, *, expires_in_s: int | None = None
    ) -> account_facts.SceneCode:
        """Make a code; without `expires_in_s` it is one of the few that live for ever.

        `state` has 1 to 64 characters. Raises SendRefused for another one.
        """
        ...


class Followers(Protocol):
    """Who follows, and their labels."""

    def ids(self, access: ChannelAccess) -> AsyncIterator[str]: ...

    async def get(self, access: ChannelAccess, external_id: str) -> account_facts.Follower: ...

    async def get_many(
        self, access: ChannelAccess, external_ids: Sequence[str]
    ) -> list[account_facts.Follower]:
        """Return up to 100 at once."""
        ...

    async def remark(self, access: ChannelAccess, external_id: str, remark: str) -> None: ...

    async def tags(self, access: ChannelAccess) -> list[facts.PlatformTag]: ...

    async def add_tag(self, access: ChannelAccess, name: str) -> facts.PlatformTag: ...

    async def delete_tag(self, access: ChannelAccess, tag_id: str) -> None: ...

    def tagged(self, access: ChannelAccess, tag_id: str) -> AsyncIterator[str]: ...

    async def mark(
        self, access: ChannelAccess, tag_id: str, external_ids: Sequence[str]
    ) -> None: ...

    async def unmark(
        self, access: ChannelAccess, tag_id: str, external_ids: Sequence[str]
    ) -> None: ...

    def blocked(self, access: ChannelAccess) -> AsyncIterator[str]: ...

    async def block(self, access: ChannelAccess, external_ids: Sequence[str]) -> None:
        """Let people follow and write no more."""
        ...

    async def unblock(self, access: ChannelAccess, external_ids: Sequence[str]) -> None: ...


class TemplateList(Protocol):
    """The forms of message that may be sent, and what each may be used for."""

    async def templates(self, access: ChannelAccess) -> list[account_facts.MessageTemplate]: ...


class WebLogin(Protocol):
    """Who opens one of our pages inside the platform's app."""

    def url(
        self, access: ChannelAccess, redirect_url: str, state: str, *, ask: bool = False
    ) -> str:
        """Return where to send the browser; `ask` shows a prompt and so gives name and picture."""
        ...

    async def person(
        self, access: ChannelAccess, code: str, *, ask: bool = False
    ) -> account_facts.WebPerson:
        """Return who came back with `code`, which serves once within five minutes."""
        ...


class Replies(Protocol):
    """Answers a person inside the callback's own answer. Makes no outside call."""

    def reply(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        plain: bytes,
        answer: account_facts.PassiveReply,
        at: datetime,
    ) -> bytes:
        """Return the body that answers the callback `plain` (opened), sealed where it was.

        `at` is machine time. Raises CallbackRejected when nobody wrote who could be answered.
        """
        ...
