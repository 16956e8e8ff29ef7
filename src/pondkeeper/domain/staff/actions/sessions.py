"""Sessions on the server: a random token in a cookie, its digest in the table."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from pondkeeper.domain.staff.models import AccountSession
from pondkeeper.kit.crypto import digest
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder("pondkeeper.domain.staff")
LIFETIME = timedelta(days=14)
IDLE = timedelta(days=3)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    id: int
    account_id: int
    workspace_id: int | None
    csrf_token: str
    last_seen_at: datetime
    expires_at: datetime


async def open_session(
    tx: Tx, account_id: int, workspace_id: int | None, *, ip: str, agent: str
) -> tuple[str, str]:
    """Return a new session's token and CSRF token."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    now = tx.clock.real()
    await tx.execute(
        insert(AccountSession).values(
            token_digest=digest(token),
            account_id=account_id,
            workspace_id=workspace_id,
            csrf_token=csrf,
            created_at=now,
            last_seen_at=now,
            expires_at=now + LIFETIME,
            ip=ip,
            agent=agent[:200],
        )
    )
    return token, csrf


async def find_session(tx: Tx, token: str) -> tuple[int, int, int | None] | None:
    """Return (session, account, workspace) ids of a token, before anybody is known."""
    row = await tx.row(SQL.find_session, digest=digest(token))
    return None if row is None else (row["session_id"], row["account_id"], row["workspace_id"])


async def load_session(tx: Tx, session_id: int) -> Session | None:
    """Return the session when it still stands, and note that it was seen."""
    now = tx.clock.real()
    found = (
        await tx.execute(
            select(
                AccountSession.id,
                AccountSession.account_id,
                AccountSession.workspace_id,
                AccountSession.csrf_token,
                AccountSession.last_seen_at,
                AccountSession.expires_at,
            ).where(AccountSession.id == session_id)
        )
    ).one_or_none()
    if found is None:
        return None
    session = Session(**found._asdict())
    if session.expires_at <= now or session.last_seen_at + IDLE <= now:
        return None
    if session.last_seen_at + SEEN_EVERY <= now:
        await _change(tx, session_id, last_seen_at=now)
    return session


async def close_session(tx: Tx, session_id: int) -> None:
    """Sign out of one browser."""
    await tx.execute(delete(AccountSession).where(AccountSession.id == session_id))


async def close_other_sessions(tx: Tx, account_id: int, keep: int | None) -> None:
    """Sign out everywhere else, e.g. after a new password."""
    await tx.execute(
        delete(AccountSession).where(
            AccountSession.account_id == account_id, AccountSession.id != (keep or 0)
        )
    )


async def choose_workspace(tx: Tx, session_id: int, workspace_id: int) -> None:
    """Make a workspace the one that this browser works in."""
    await _change(tx, session_id, workspace_id=workspace_id)


async def _change(tx: Tx, session_id: int, **values: object) -> None:
    await tx.execute(update(AccountSession).where(AccountSession.id == session_id).values(**values))
