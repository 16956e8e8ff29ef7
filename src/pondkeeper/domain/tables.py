"""Every table of the product, imported in one place so that migrations can see them all."""

from pondkeeper.domain.channels import models as channels
from pondkeeper.domain.contacts import models as contacts
from pondkeeper.domain.content import models as content
from pondkeeper.domain.groups import models as groups
from pondkeeper.domain.ledger import models as ledger
from pondkeeper.domain.messaging import models as messaging
from pondkeeper.domain.offers import models as offers
from pondkeeper.domain.profiles import models as profiles
from pondkeeper.domain.runs import models as runs
from pondkeeper.domain.shop import models as shop
from pondkeeper.domain.staff import models as staff
from pondkeeper.domain.tasks import models as tasks
from pondkeeper.domain.timeline import models as timeline
from pondkeeper.domain.transfer import models as transfer
from pondkeeper.domain.webhooks import models as webhooks
from pondkeeper.kit.db import Base

ROOMS = (
    staff, runs, timeline, contacts, tasks, ledger, channels, profiles, offers, messaging, shop,
    transfer, webhooks, groups, content,
)
METADATA = Base.metadata
