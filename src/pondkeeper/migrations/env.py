"""How Alembic runs here: on a connection that `migrate.py` hands over."""

from alembic import context

from pondkeeper.domain.tables import METADATA
from pondkeeper.migrations.compare import ours

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    include_object=ours,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
