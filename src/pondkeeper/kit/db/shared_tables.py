"""Tables without a workspace, each with the reason why it has none."""

SHARED_TABLES: dict[str, str] = {
    "installation": "one row: the epoch and the business clock of the whole installation",
    "account": "one login per person over all brands; row-level security by account",
    "account_session": "a session belongs to an account, which may change brand with one click",
    "login_attempt": "the login rate limit must count before anybody is known",
    "workspace": "the brands themselves; row-level security by their own id",
    "alembic_version": "kept by Alembic",
    "pgqueuer": "PgQueuer's own tables; payloads hold ids only",
    "pgqueuer_log": "PgQueuer's own tables; payloads hold ids only",
    "pgqueuer_statistics": "PgQueuer's own tables; payloads hold ids only",
    "pgqueuer_schedules": "PgQueuer's own tables; payloads hold ids only",
}
