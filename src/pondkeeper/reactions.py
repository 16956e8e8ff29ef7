"""What follows what: the automation of the product, on one page.

An action records an event; the jobs named here are enqueued in the same transaction. Nobody
registers a reaction anywhere else. A reaction answers live events only, unless it names others.
"""

from pondkeeper.kit.jobs import Reactions

REACTIONS: Reactions = {}
