"""What the domain asks of a platform, and the two errors a platform may answer with.

Nothing here knows a platform. The doors and jobs get a `Platform` per kind from
`channels.registry`; a capability that is None is one that this kind of channel does not have.
Every method makes outside calls and so must run between two transactions, never in one.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.limits import NO_LIMITS, Limits

if TYPE_CHECKING:
    from pondkeeper.domain.channels.ports.account import (
        ArticleFiles,
        Articles,
        Followers,
        Menus,
        Replies,
        SceneCodes,
        TemplateList,
        WebLogin,
    )
    from pondkeeper.domain.channels.ports.group import GroupHandover, GroupReader, JoinWays
    from pondkeeper.domain.channels.ports.inside import (
        Archive,
        Directory,
        IdConverter,
        Scripts,
        StaffLogin,
        StaffMessages,
    )
    from pondkeeper.domain.channels.ports.link import AcquisitionLinks
    from pondkeeper.domain.channels.ports.mini import (
        ContentCheck,
        MiniCodes,
        Sessions,
        Shipping,
    )
    from pondkeeper.domain.channels.ports.pay import Bills, CombinedPay, Payouts, PayWays, Renewal
    from pondkeeper.domain.channels.ports.reach import (
        Attachments,
        GroupWelcomes,
        MassTasks,
        Moments,
    )
    from pondkeeper.domain.channels.ports.rule import (
        Album,
        InterceptRules,
        StaffDays,
        Strategies,
        TagKeeper,
    )
    from pondkeeper.domain.channels.ports.service import FileReader, ServiceDesk
    from pondkeeper.domain.channels.ports.social import (
        AccountLogin,
        AuthorisedPeople,
        Figures,
        LeadCards,
        PlatformCoupons,
        ProgramLinks,
        ProgramLogin,
        ProgramPay,
        TradeOrders,
    )

RefusalKind: TypeAlias = Literal["permanent", "retry", "quota", "done"]


class SendRefused(Exception):
    """A platform said no, or could not be reached before the request left.

    permanent: the same request never helps. retry: the same request may help later.
    quota: a limit is reached, wait. done: what was asked for is already so.
    `wait_s` is the shortest wait that can help, where the platform's rules tell one.
    """

    def __init__(
        self, kind: RefusalKind, code: str, hint: str, *, wait_s: int | None = None
    ) -> None:
        """Keep the platform's own code beside what to do about it."""
        super().__init__(f"{kind} {code}: {hint}")
        self.kind = kind
        self.code = code
        self.hint = hint
        self.wait_s = wait_s


class SendUnknown(Exception):
    """The request may have been received, and no answer that can be trusted came back."""

    def __init__(self, hint: str) -> None:
        """Say what was lost."""
        super().__init__(hint)
        self.hint = hint


class CallbackRejected(Exception):
    """A callback that is not from the platform, is stale, or is not meant for this channel."""

    def __init__(self, reason: str) -> None:
        """`reason` is one of our own words; it never repeats what the stranger sent."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ChannelAccess:
    """One account of ours on a platform: where it is and what opens it (never logged)."""

    workspace_id: int
    channel_id: int
    kind: str
    base_url: str
    public_key: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """A platform's access token and for how many seconds from now it is good."""

    value: str
    expires_in_s: int


class TokenStore(Protocol):
    """Keeps platform tokens; one refresh at a time over all processes."""

    async def get(
        self, access: ChannelAccess, token_kind: str, fetch: Callable[[], Awaitable[Token]]
    ) -> str:
        """Return a live token, calling `fetch` when there is none; raises what `fetch` raises."""
        ...

    async def drop(self, access: ChannelAccess, token_kind: str, token: str) -> None:
        """Forget `token` if it is still the kept one; a newer one stays."""
        ...


@dataclass(frozen=True, slots=True)
class Demand:
    """One call about to be made: what the limits count. `subject` is its recipient, if any."""

    endpoint: str
    bucket: str
    subject: str = ""


class Quota(Protocol):
    """What may still be called; one count over all processes, never passed by one."""

    async def take(self, access: ChannelAccess, limits: Limits, demand: Demand) -> None:
        """Take one call from every limit it counts in. Raises SendRefused (quota)."""
        ...

    async def hold(
        self, access: ChannelAccess, limits: Limits, demand: Demand, refused: SendRefused
    ) -> None:
        """Make no more such calls for `refused.wait_s`: the platform said a limit is passed."""
        ...


@dataclass(frozen=True, slots=True)
class Wire:
    """One thing to send. `kind` names the shape of `body`, see the platform's README."""

    kind: str
    body: Mapping[str, Any]
    client_key: str


@dataclass(frozen=True, slots=True)
class SendResult:
    """The platform took it. `provider_id` is empty where the platform names nothing.

    `refused` are the recipients of one call for many whom the platform left out, by its ids.
    """

    provider_id: str
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestStep:
    """One thing `test` tried; `detail` says what to do when it failed."""

    __test__ = False  # the name makes pytest look inside otherwise

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class SettingField:
    """One thing an operator must give for a channel of this kind."""

    name: str
    secret: bool
    required: bool
    multiline: bool
    label_zh: str
    label_en: str
    where_zh: str
    where_en: str


@dataclass(frozen=True, slots=True)
class ConnectStep:
    """One thing to do to connect an account: what, in two languages, and what to paste over there.

    `copies`: callback_url, or the name of a setting that both sides must know.
    """

    zh: str
    en: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """What operators call a platform, and how an account of it is connected, step by step."""

    zh: str
    en: str
    steps: tuple[ConnectStep, ...] = ()


class Adapter(Protocol):
    """The part every platform has."""

    async def test(self, access: ChannelAccess) -> list[TestStep]:
        """Try what can be tried without an effect; never raises a refusal, it reports it."""
        ...

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        """Send one thing. Raises SendRefused or SendUnknown."""
        ...


class CallbackDoor(Protocol):
    """Reads what a platform sends us. None of it makes an outside call."""

    @property
    def accepted(self) -> bytes:
        """The body that tells the platform to stop repeating, with status 200."""
        ...

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Answer the platform's check of our address. Raises CallbackRejected."""
        ...

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Verify and decrypt; the result is equal for every repeat. Raises CallbackRejected."""
        ...

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Say what happened. Raises CallbackRejected when the text is not one of the platform."""
        ...


class PostedCheck(Protocol):
    """Answers a platform's check of our address that comes like a callback."""

    def __call__(
        self, access: ChannelAccess, headers: Mapping[str, str], body: bytes
    ) -> bytes | None:
        """Return the JSON to answer with, None when it is no check. Raises CallbackRejected."""
        ...


class ContactReader(Protocol):
    """Reads customers."""

    async def get_external_contact(
        self, access: ChannelAccess, external_id: str
    ) -> facts.ExternalContact: ...

    def of_members(
        self, access: ChannelAccess, member_ids: Sequence[str]
    ) -> AsyncIterator[facts.ExternalContact]:
        """Walk the customers of up to 100 members; each item carries one follow."""
        ...

    async def ids_of(self, access: ChannelAccess, member_id: str) -> list[str]: ...

    async def openid(self, access: ChannelAccess, external_id: str) -> str:
        """Return the openid under which this customer pays."""
        ...


class ContactWays(Protocol):
    """Makes trackable codes."""

    async def add(self, access: ChannelAccess, way: facts.ContactWay) -> facts.ContactWayMade: ...

    async def update(
        self, access: ChannelAccess, config_id: str, way: facts.ContactWay
    ) -> None: ...

    async def delete(self, access: ChannelAccess, config_id: str) -> None: ...


class Tagger(Protocol):
    """Puts the platform's labels and remarks on customers."""

    async def tags(self, access: ChannelAccess) -> list[facts.PlatformTag]: ...

    async def add_tag(
        self, access: ChannelAccess, group_name: str, name: str
    ) -> facts.PlatformTag: ...

    async def mark(
        self,
        access: ChannelAccess,
        *,
        member_id: str,
        external_id: str,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> None:
        """Add and remove labels (platform tag ids) in the name of one member."""
        ...

    async def remark(
        self, access: ChannelAccess, *, member_id: str, external_id: str, remark: str
    ) -> None: ...


class Handover(Protocol):
    """Moves customers from one member of staff to another, at most 100 at a time."""

    def unassigned(self, access: ChannelAccess) -> AsyncIterator[facts.Unassigned]: ...

    async def transfer(
        self,
        access: ChannelAccess,
        *,
        from_member_id: str,
        to_member_id: str,
        external_ids: Sequence[str],
        left: bool,
        message: str = "",
    ) -> list[facts.HandoverStep]:
        """Ask for it. `left`: the giver has left; else both work here, and `message` is told."""
        ...

    def result(
        self, access: ChannelAccess, *, from_member_id: str, to_member_id: str, left: bool
    ) -> AsyncIterator[facts.HandoverStep]: ...


class MemberReader(Protocol):
    """Reads our staff as the platform knows them."""

    async def list(self, access: ChannelAccess) -> list[facts.Member]:
        """Return those who may have customers, without names."""
        ...

    async def get(self, access: ChannelAccess, member_id: str) -> facts.Member: ...


class Media(Protocol):
    """Puts files on the platform so that messages can carry them."""

    async def upload(
        self, access: ChannelAccess, *, name: str, content: bytes, kind: str = "image"
    ) -> str: ...


class Pay(Protocol):
    """Takes and gives back money."""

    async def jsapi(self, access: ChannelAccess, order: facts.PayOrder) -> facts.JsapiPay: ...

    async def query(self, access: ChannelAccess, out_trade_no: str) -> facts.Payment | None:
        """Return how an order stands, None when the platform never heard of it."""
        ...

    async def close(self, access: ChannelAccess, out_trade_no: str) -> None: ...

    async def refund(self, access: ChannelAccess, order: facts.RefundOrder) -> facts.Refunding: ...

    async def query_refund(
        self, access: ChannelAccess, out_refund_no: str
    ) -> facts.Refunding | None: ...


class Named(Protocol):
    """What a page shows of an endpoint: `platforms.common.endpoint.Endpoint`."""

    @property
    def name(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def quota(self) -> str: ...


class Meaning(Protocol):
    """What a page shows of a refusal's code: `platforms.common.errors.Verdict`."""

    @property
    def kind(self) -> RefusalKind: ...
    @property
    def zh(self) -> str: ...
    @property
    def act(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """All that one kind of channel can do; None where it cannot."""

    kind: str
    default_base_url: str
    settings_schema: tuple[SettingField, ...]
    adapter: Adapter
    door: CallbackDoor
    guide: Guide | None = None
    posted_check: PostedCheck | None = None
    contacts: ContactReader | None = None
    ways: ContactWays | None = None
    tagger: Tagger | None = None
    handover: Handover | None = None
    members: MemberReader | None = None
    media: Media | None = None
    pay: Pay | None = None
    pay_ways: "PayWays | None" = None
    combined_pay: "CombinedPay | None" = None
    payouts: "Payouts | None" = None
    bills: "Bills | None" = None
    renewal: "Renewal | None" = None
    masses: "MassTasks | None" = None
    moments: "Moments | None" = None
    group_welcomes: "GroupWelcomes | None" = None
    attachments: "Attachments | None" = None
    groups: "GroupReader | None" = None
    join_ways: "JoinWays | None" = None
    group_handover: "GroupHandover | None" = None
    links: "AcquisitionLinks | None" = None
    service: "ServiceDesk | None" = None
    files: "FileReader | None" = None
    directory: "Directory | None" = None
    login: "StaffLogin | None" = None
    scripts: "Scripts | None" = None
    converter: "IdConverter | None" = None
    archive: "Archive | None" = None
    staff_messages: "StaffMessages | None" = None
    intercepts: "InterceptRules | None" = None
    strategies: "Strategies | None" = None
    tag_keeper: "TagKeeper | None" = None
    album: "Album | None" = None
    staff_days: "StaffDays | None" = None
    articles: "Articles | None" = None
    article_files: "ArticleFiles | None" = None
    menus: "Menus | None" = None
    scene_codes: "SceneCodes | None" = None
    followers: "Followers | None" = None
    templates: "TemplateList | None" = None
    web_login: "WebLogin | None" = None
    replies: "Replies | None" = None
    sessions: "Sessions | None" = None
    mini_codes: "MiniCodes | None" = None
    content_check: "ContentCheck | None" = None
    shipping: "Shipping | None" = None
    account_login: "AccountLogin | None" = None
    program_login: "ProgramLogin | None" = None
    program_links: "ProgramLinks | None" = None
    program_pay: "ProgramPay | None" = None
    trade_orders: "TradeOrders | None" = None
    platform_coupons: "PlatformCoupons | None" = None
    authorised: "AuthorisedPeople | None" = None
    lead_cards: "LeadCards | None" = None
    figures: "Figures | None" = None
    endpoints: tuple[Named, ...] = ()
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    limits: Limits = NO_LIMITS
