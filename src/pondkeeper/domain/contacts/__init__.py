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
from pondkeeper.domain.contacts.actions.importing import import_many
from pondkeeper.domain.contacts.actions.knowing import detail, edit
from pondkeeper.domain.contacts.actions.leaving import hand_over, lose, lose_many
from pondkeeper.domain.contacts.actions.linking import link, link_phone, visit
from pondkeeper.domain.contacts.actions.merging import merge, unmerge
from pondkeeper.domain.contacts.actions.sources import change_source, make_source
from pondkeeper.domain.contacts.actions.tagging import make_tag, retag, tag, untag
from pondkeeper.domain.contacts.given import (
    Added,
    Details,
    Evidence,
    Face,
    ImportedContact,
    ImportResult,
    Lost,
    NewContact,
)
from pondkeeper.domain.contacts.names import grams, wanted_grams
from pondkeeper.domain.contacts.phones import masked, open_phone, phone_keys, phone_tails
from pondkeeper.domain.contacts.scope import (
    canonical,
    canonicals,
    members,
    scope_parameters,
    seen_by,
)

__all__ = [
    "Added", "Details", "Evidence", "Face", "ImportResult", "ImportedContact", "LinkHolder",
    "Lost", "NewContact", "add", "add_many", "canonical", "canonicals", "change_source",
    "consent", "detail", "edit", "erase", "export", "faces", "find_link", "grams", "hand_over",
    "import_many", "link", "link_phone", "lose", "lose_many", "make_link", "make_source",
    "make_tag", "masked", "members", "merge", "open_phone", "phone_keys", "phone_tails", "retag",
    "scope_parameters", "seen_by", "tag", "unmerge", "untag", "visit", "wanted_grams", "wipe",
]
