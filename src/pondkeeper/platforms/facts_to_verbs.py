"""What platforms tell, turned into the verbs of the domain, as sets and in order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from pondkeeper.domain import channels, contacts, content, groups, shop, staff
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import account as account_facts
from pondkeeper.domain.channels.facts import group as group_facts
from pondkeeper.domain.channels.facts import inside as inside_facts
from pondkeeper.domain.channels.facts import link as link_facts
from pondkeeper.domain.channels.facts import mini as mini_facts
from pondkeeper.domain.channels.facts import pay as pay_facts
from pondkeeper.domain.channels.facts import people as people_facts
from pondkeeper.domain.channels.facts import service as service_facts
from pondkeeper.kit.db import Tx
from pondkeeper.platforms import link_verbs, people_verbs
from pondkeeper.platforms.told import People, Told, Verb, face_of

WELCOME_LIFE = timedelta(seconds=20)
"""How long a welcome code lives, counted from when its callback arrived here (document 92137)."""


async def act(tx: Tx, told: Sequence[Told]) -> People:
    """Do what the facts ask for. Facts of one kind are one set, unless that would change the
    order in which things happened to one friendship.
    """
    people: People = [None] * len(told)
    for wave in _waves(told):
        for kind in dict.fromkeys(type(told[place].fact) for place in wave):
            verb = VERBS.get(kind)
            if verb is None:
                continue
            places = [place for place in wave if type(told[place].fact) is kind]
            found = await verb(tx, [told[place] for place in places])
            for place, identity_id in zip(places, found, strict=True):
                people[place] = identity_id
    return people


def name(fact: facts.Fact) -> str:
    """Return what the callback log calls a fact; an unknown one by the platform's words."""
    return fact.kind if isinstance(fact, facts.UnknownFact) else NAMES[type(fact)]


def _waves(told: Sequence[Told]) -> list[list[int]]:
    """Cut where a friendship, or a member, is spoken of in a second way."""
    waves: list[list[int]] = [[]]
    spoken: dict[tuple[int, str, str], type] = {}
    for place, one in enumerate(told):
        key = (
            one.access.channel_id,
            getattr(one.fact, "external_id", ""),
            getattr(one.fact, "member_id", ""),
        )
        if any(key[1:]) and spoken.get(key, type(one.fact)) is not type(one.fact):
            waves.append([])
            spoken.clear()
        spoken[key] = type(one.fact)
        waves[-1].append(place)
    return waves


async def _added(tx: Tx, told: Sequence[Told]) -> People:
    came = [(one, one.fact) for one in told if isinstance(one.fact, _ADDED)]
    codes = await channels.find_codes_by_state(
        tx, sorted({fact.state for _, fact in came if fact.state})
    )
    given = [_new_contact(one, fact, codes.get(fact.state)) for one, fact in came]
    return [added.identity_id for added in await contacts.add_many(tx, given)]


def _new_contact(
    one: Told,
    fact: facts.ContactAdded | facts.ContactAddedHalf,
    code: channels.FoundCode | None,
) -> contacts.NewContact:
    return contacts.NewContact(
        face=face_of(one.access, fact.external_id),
        channel_id=one.access.channel_id,
        member_id=fact.member_id,
        at=fact.at,
        source_id=code.source_id if code else None,
        code_id=code.id if code else None,
        store_id=code.store_id if code else None,
        welcome_code=fact.welcome_code,
        welcome_until=one.arrived_at + WELCOME_LIFE if fact.welcome_code else None,
    )


async def _ended(tx: Tx, told: Sequence[Told]) -> People:
    lost = [
        contacts.Lost(
            face_of(one.access, one.fact.external_id), one.fact.member_id, one.fact.by, one.fact.at
        )
        for one in told
        if isinstance(one.fact, facts.FollowEnded)
    ]
    await contacts.lose_many(tx, lost)
    return await _people(tx, told)


async def _edited(tx: Tx, told: Sequence[Told]) -> People:
    people = await _people(tx, told)
    await channels.send_on(
        tx,
        [
            channels.NewErrand("detail", identity_id, one.fact.member_id, one.access.channel_id)
            for one, identity_id in zip(told, people, strict=True)
            if identity_id is not None and isinstance(one.fact, facts.ContactEdited)
        ],
    )
    return people


async def _transfer_failed(tx: Tx, told: Sequence[Told]) -> People:
    for one in told:
        if isinstance(one.fact, facts.TransferFailed):
            await channels.handover_failed(tx, one.access.channel_id, one.fact)
    return await _people(tx, told)


async def _member_left(tx: Tx, told: Sequence[Told]) -> People:
    left = [one.fact.member_id for one in told if isinstance(one.fact, facts.MemberLeft)]
    for member_id in left:
        await staff.leave(tx, member_id)
    await channels.drop_members(tx, left)
    return [None] * len(told)


async def _group_changed(tx: Tx, told: Sequence[Told]) -> People:
    """Read groups again; of a dismissed one nothing more can be read."""
    changed: dict[int, list[str]] = defaultdict(list)
    for one in told:
        if isinstance(one.fact, group_facts.GroupChanged) and one.fact.change != "dismissed":
            changed[one.access.channel_id].append(one.fact.group_id)
    for channel_id, chat_ids in changed.items():
        await groups.read_soon(tx, channel_id, chat_ids)
    for one in told:
        if isinstance(one.fact, group_facts.GroupChanged) and one.fact.change == "dismissed":
            await groups.let_go(tx, one.access.channel_id, [one.fact.group_id], one.fact.at)
    return [None] * len(told)


async def _published(tx: Tx, told: Sequence[Told]) -> People:
    for one in told:
        if isinstance(one.fact, account_facts.PublishFinished):
            await content.publishings_ended(tx, one.access.channel_id, [one.fact])
    return [None] * len(told)


async def _paid(tx: Tx, told: Sequence[Told]) -> People:
    for one in told:
        if isinstance(one.fact, facts.Paid):
            await shop.mark_paid(tx, one.fact, channel_id=one.access.channel_id)
    return [None] * len(told)


async def _refunded(tx: Tx, told: Sequence[Told]) -> People:
    for one in told:
        if isinstance(one.fact, facts.Refunded):
            await shop.mark_refunded(tx, one.fact, channel_id=one.access.channel_id)
    return [None] * len(told)


async def _people(tx: Tx, told: Sequence[Told]) -> People:
    wanted = [face_of(one.access, getattr(one.fact, "external_id", "")) for one in told]
    known = await contacts.faces(tx, wanted)
    return [known[face]["identity_id"] if face in known else None for face in wanted]


_ADDED = (facts.ContactAdded, facts.ContactAddedHalf)

VERBS: dict[type, Verb] = {
    facts.ContactAdded: _added,
    facts.ContactAddedHalf: _added,
    facts.FollowEnded: _ended,
    facts.ContactEdited: _edited,
    facts.TransferFailed: _transfer_failed,
    facts.MemberLeft: _member_left,
    group_facts.GroupChanged: _group_changed,
    account_facts.PublishFinished: _published,
    facts.Paid: _paid,
    facts.Refunded: _refunded,
    **people_verbs.VERBS,
    **link_verbs.VERBS,
}
"""A fact that is not here asks for nothing."""

NAMES: dict[type, str] = {
    facts.ContactAdded: "contact.added",
    facts.ContactAddedHalf: "contact.added",
    facts.FollowEnded: "contact.lost",
    facts.ContactEdited: "contact.edited",
    facts.TransferFailed: "handover.failed",
    facts.MemberChanged: "member.changed",
    facts.MemberLeft: "member.left",
    facts.Paid: "order.paid",
    facts.Refunded: "order.refunded",
    people_facts.Followed: "person.followed",
    people_facts.Unfollowed: "person.unfollowed",
    people_facts.Messaged: "person.messaged",
    people_facts.LeadLeft: "person.lead",
    people_facts.ConsentChanged: "person.consent",
    pay_facts.TransferEnded: "transfer.ended",
    pay_facts.WalletCouponUsed: "wallet_coupon.used",
    group_facts.GroupChanged: "group.changed",
    inside_facts.LabelChanged: "label.changed",
    link_facts.LinkTold: "link.told",
    service_facts.ServiceCalled: "service.called",
    inside_facts.DepartmentChanged: "department.changed",
    inside_facts.CardTapped: "card.tapped",
    inside_facts.ArchiveReady: "archive.ready",
    inside_facts.ArchiveAgreed: "archive.agreed",
    account_facts.CodeScanned: "code.scanned",
    account_facts.MenuPressed: "menu.pressed",
    account_facts.MessageOutcome: "message.outcome",
    account_facts.MassFinished: "mass.finished",
    account_facts.PublishFinished: "article.published",
    account_facts.PromptAnswered: "prompt.answered",
    account_facts.ServiceSession: "service.session",
    account_facts.SessionEntered: "session.entered",
    mini_facts.MediaChecked: "media.checked",
}
