"""Row-level security, as every table of one brand gets it. Used by migrations.

The nullif matters: on a pooled connection an unset variable comes back as ''. The sub-select
makes the planner evaluate it once per statement.
"""

from alembic import op

HERE = "(select nullif(current_setting('pond.workspace', true), '')::bigint)"
ME = "(select nullif(current_setting('pond.account', true), '')::bigint)"


def isolate(table: str, condition: str = f"workspace_id = {HERE}") -> None:
    """Let the application see and write only the rows of `table` that fit `condition`."""
    op.execute(f'alter table "{table}" enable row level security')
    op.execute(
        f'create policy {table}_isolation on "{table}"'
        f" using ({condition}) with check ({condition})"
    )


def grant(role: str, table: str, rights: str = "select, insert, update, delete") -> None:
    """Give the application's login rights on a table; never on its partitions."""
    op.execute(f'grant {rights} on "{table}" to "{role}"')
