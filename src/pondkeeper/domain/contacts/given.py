"""What the verbs of this room are given and what they answer, as plain frozen values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from pondkeeper.domain.contacts.phones import SealedPhone

FollowEnder: TypeAlias = Literal["customer", "staff", "transfer"]
TagOrigin: TypeAlias = Literal["hand", "rule", "code", "platform", "import"]


class Face(NamedTuple):
    """How one carrier names a person. Realms: a corp id, an app id, or '' where there is one."""

    kind: str
    realm: str
    key: str


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person who became the friend of a member of staff.

    `at` is the platform's time, `welcome_until` machine time (the code lives 20 seconds).
    """

    face: Face
    channel_id: int
    member_id: str
    at: datetime
    source_id: int | None = None
    code_id: int | None = None
    store_id: int | None = None
    name: str = ""
    welcome_code: str = ""
    welcome_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a NewContact. `event` is None when the friendship was known already."""

    contact_id: int
    canonical_id: int
    identity_id: int
    first: bool
    event: str | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A friendship that ended, by whom and when."""

    face: Face
    member_id: str
    by: FollowEnder
    at: datetime


@dataclass(frozen=True, slots=True)
class NewFollower:
    """A person whom an account of ours knows, without a member of staff between."""

    face: Face
    channel_id: int
    at: datetime
    source_id: int | None = None
    code_id: int | None = None
    store_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class AccountLeft:
    """A person who no longer follows an account of ours."""

    face: Face
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """Who a face is; `first` says that the contact was made for it just now."""

    contact_id: int
    identity_id: int
    first: bool


@dataclass(frozen=True, slots=True)
class Details:
    """A person as the platform describes them; None and empty leave what is known alone.

    Gender: 0 unknown, 1 male, 2 female. `verified_phones` were proven by the person, `phones`
    were noted by staff or told by an app: only the former join two contacts, as no `emails` do.
    """

    name: str = ""
    avatar_url: str = ""
    gender: int | None = None
    remark: str = ""
    unionid: str = ""
    unionid_realm: str = ""
    phones: tuple[str, ...] = ()
    verified_phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


class ImportedContact(msgspec.Struct, frozen=True, gc=False):
    """One row of somebody's old list. At least one face or a phone makes it findable again.

    (Rows come by the million: these structs are made twenty times faster than dataclasses.)
    """

    name: str
    added_at: datetime
    faces: tuple[Face, ...] = ()
    phone: SealedPhone | None = None
    source_id: int | None = None
    owner_id: int | None = None
    store_id: int | None = None
    remark: str = ""
    gender: int = 0
    tag_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """One contact id per row, in order; which of them are new; rows whose faces disagree."""

    contact_ids: list[int]
    created: set[int]
    conflicts: list[int]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a member of staff changes by hand; a field that is UNSET stays as it is."""

    values: dict[str, str | int | date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two contacts are one person: kind is unionid, phone, hand or import."""

    kind: Literal["unionid", "phone", "hand", "import"]
    note: str = ""
    identity_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what is kept in the merge's row: never the number itself."""
        return {"kind": self.kind, "note": self.note, "identity_id": self.identity_id}
