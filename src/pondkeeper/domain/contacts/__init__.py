"""People, once over all carriers: identities, sources, tags, consent, merges that can be undone,
erasure. Facts never move between contacts; reads join through the canonical one.
"""

from pondkeeper.domain.contacts.actions.adding import add, add_many, faces
from pondkeeper.domain.contacts.actions.agreeing import (
    LinkHolder,
    consent,
    find_link,
    make_link,
)
from pondkeeper.domain.contacts.actions.erasing import erase, wipe
from pondkeeper.domain.contacts.actions.exporting import export
from pondkeeper.domain.contacts.actions.following import (
    agree_account,
    follow_accounts,
    leave_accounts,
    meet,
)
from pondkeeper.domain.contacts.actions.forgetting import forget_again, journal_line
from pondkeeper.domain.contacts.actions.holding import hold
from pondkeeper.domain.contacts.actions.importing import import_many
from pondkeeper.domain.contacts.actions.knowing import detail, detail_many, edit
from pondkeeper.domain.contacts.actions.labels import Label, LabelsKept, keep_labels
from pondkeeper.domain.contacts.actions.leaving import hand_over, lose, lose_many
from pondkeeper.domain.contacts.actions.linking import link, link_email, link_phone, visit
from pondkeeper.domain.contacts.actions.merging import merge, unmerge
from pondkeeper.domain.contacts.actions.recognising import Seen, Sighting, recognise
from pondkeeper.domain.contacts.actions.sources import change_source, make_source
from pondkeeper.domain.contacts.actions.tagging import make_tag, retag, tag, untag
from pondkeeper.domain.contacts.actions.views import drop_view, save_view, saved_views
from pondkeeper.domain.contacts.given import (
    AccountLeft,
    Added,
    Details,
    Evidence,
    Face,
    ImportedContact,
    ImportResult,
    Known,
    Lost,
    NewContact,
    NewFollower,
)
from pondkeeper.domain.contacts.holders import Holder, holders
from pondkeeper.domain.contacts.names import grams, wanted_grams
from pondkeeper.domain.contacts.phones import (
    PhoneSealer,
    SealedPhone,
    masked,
    one_spelling,
    open_phone,
    phone_keys,
    phone_tails,
    seal_phone,
)
from pondkeeper.domain.contacts.queries import (
    Whole,
    all_sources,
    all_tags,
    erasures,
    first_phone,
    read_phone,
    tags_of,
    visitors,
    whole,
)
from pondkeeper.domain.contacts.scope import (
    canonical,
    canonicals,
    members,
    scope_parameters,
    seen_by,
)

__all__ = [
    "AccountLeft", "Added", "Details", "Evidence", "Face", "Holder", "ImportResult",
    "ImportedContact", "Known", "Label", "LabelsKept", "LinkHolder", "Lost", "NewContact",
    "NewFollower", "PhoneSealer", "SealedPhone", "Seen", "Sighting", "Whole", "add", "add_many",
    "agree_account", "all_sources", "all_tags", "canonical", "canonicals", "change_source",
    "consent", "detail", "detail_many", "drop_view", "edit", "erase", "erasures", "export",
    "faces", "find_link", "first_phone", "follow_accounts", "forget_again", "grams", "hand_over",
    "hold", "holders", "import_many", "journal_line", "keep_labels", "leave_accounts", "link",
    "link_email", "link_phone", "lose", "lose_many", "make_link", "make_source", "make_tag",
    "masked", "meet", "members", "merge", "one_spelling", "open_phone", "phone_keys",
    "phone_tails", "read_phone", "recognise", "retag", "save_view", "saved_views",
    "scope_parameters", "seal_phone", "seen_by", "tag", "tags_of", "unmerge", "untag", "visit",
    "visitors", "wanted_grams", "whole", "wipe",
]
