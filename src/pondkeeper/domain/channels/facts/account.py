"""A public account that people follow: what it shows them and what it tells us.

An `external_id` is the platform's id of a person in this account. Every `at` is aware UTC, a
`day` one of the platform's zone (China).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

ReplyKind: TypeAlias = Literal["text", "image", "voice", "video", "music", "news", "service"]
OutcomeState: TypeAlias = Literal["sent", "blocked", "failed"]
PublishState: TypeAlias = Literal["done", "running", "refused", "failed", "deleted", "unknown"]
TemplateUse: TypeAlias = Literal["notice", "once", "always"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a draft. `content` is HTML whose pictures live at the platform."""

    title: str
    content: str
    cover_media_id: str
    author: str = ""
    digest: str = ""
    source_url: str = ""
    comments: bool = False
    comments_of_followers_only: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Up to eight articles that nobody sees yet."""

    draft_id: str
    articles: tuple[Article, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """How a publishing stands. `urls` are those of its articles, in order."""

    publish_id: str
    state: PublishState
    article_id: str = ""
    urls: tuple[str, ...] = ()
    failed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """One article that can be read."""

    article_id: str
    place: int
    title: str
    url: str
    deleted: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArticleTotal:
    """What became of one article up to and on `day`, since it was sent to followers.

    `article_no` is the platform's number of the message and the article's place in it.
    """

    article_no: str
    title: str
    sent_on: date
    day: date
    readers: int
    reads: int
    sharers: int
    shares: int
    keepers: int


@dataclass(frozen=True, slots=True)
class Button:
    """One button of a menu: an action, or a name with buttons below it.

    `kind` is the platform's word: click, view, miniprogram, scancode_push, scancode_waitmsg,
    pic_sysphoto, pic_photo_or_album, pic_weixin, location_select, media_id, article_id.
    """

    name: str
    kind: str = ""
    key: str = ""
    url: str = ""
    app_id: str = ""
    page: str = ""
    media_id: str = ""
    below: "tuple[Button, ...]" = ()


@dataclass(frozen=True, slots=True)
class MenuRule:
    """Who sees a conditional menu: all that is given must fit."""

    tag_id: str = ""
    client: Literal["", "ios", "android", "other"] = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu; without `rule` it is that of everybody whom no conditional one fits."""

    buttons: tuple[Button, ...]
    menu_id: str = ""
    rule: MenuRule | None = None


@dataclass(frozen=True, slots=True)
class SceneCode:
    """A code that carries a state with whoever scans it. `expires_in_s` None: for ever."""

    picture_url: str
    content: str
    ticket: str
    expires_in_s: int | None = None


@dataclass(frozen=True, slots=True)
class Follower:
    """A person who follows; name and picture are empty for those who came after 2021."""

    external_id: str
    follows: bool
    unionid: str = ""
    name: str = ""
    avatar: str = ""
    remark: str = ""
    tag_ids: tuple[str, ...] = ()
    scene: str = ""
    state: str = ""
    language: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A form of message the platform has allowed. `fields` are the names that can be filled in.

    `use`: a notice of something the person did, never advertising; one message for each prompt
    the person accepted; any number after one accepted prompt.
    """

    template_id: str
    title: str
    content: str
    example: str
    fields: tuple[str, ...]
    use: TemplateUse


@dataclass(frozen=True, slots=True)
class WebPerson:
    """Who opened one of our pages. `snapshot`: a stand-in, as the person has not agreed yet."""

    external_id: str
    unionid: str = ""
    name: str = ""
    avatar: str = ""
    snapshot: bool = False


@dataclass(frozen=True, slots=True)
class ReplyArticle:
    """A card that leads to a page."""

    title: str
    url: str
    description: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class PassiveReply:
    """What answers a person inside the callback's own answer.

    `service` hands the person to the staff; `music` names a picture in `media_id`.
    """

    kind: ReplyKind
    text: str = ""
    media_id: str = ""
    title: str = ""
    url: str = ""
    articles: tuple[ReplyArticle, ...] = ()
    service_account: str = ""


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """A follower scanned a code of the account."""

    external_id: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MenuPressed:
    """A follower pressed a button; `key` is the button's own, or the address it leads to."""

    external_id: str
    kind: str
    key: str
    at: datetime
    result: str = ""


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """What became of one message to one person."""

    external_id: str
    provider_id: str
    state: OutcomeState
    at: datetime
    template_id: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class MassFinished:
    """What became of a message to many. `state` is the platform's word, such as err(30003)."""

    provider_id: str
    ok: bool
    state: str
    total: int
    filtered: int
    sent: int
    failed: int
    at: datetime
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishFinished:
    """A publishing came to an end."""

    publication: Publication
    at: datetime


@dataclass(frozen=True, slots=True)
class PromptAnswered:
    """A person was asked for messages of a template. Each acceptance allows one message.

    `prompt` False: changed in the settings, where only a refusal counts.
    """

    external_id: str
    template_id: str
    accepted: bool
    at: datetime
    prompt: bool = True


@dataclass(frozen=True, slots=True)
class ServiceSession:
    """One of the staff began or ended to answer a follower, or handed over to `moved_to`."""

    external_id: str
    change: Literal["opened", "closed", "moved"]
    account: str
    at: datetime
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class SessionEntered:
    """A person opened the conversation without writing yet."""

    external_id: str
    state: str
    at: datetime


AccountFact: TypeAlias = (
    CodeScanned
    | MenuPressed
    | MessageOutcome
    | MassFinished
    | PublishFinished
    | PromptAnswered
    | ServiceSession
    | SessionEntered
)
