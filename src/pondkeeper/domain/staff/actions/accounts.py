"""Logins: made, signed in, changed."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlalchemy import insert, select, update

from pondkeeper.domain.staff import passwords
from pondkeeper.domain.staff.models import Account
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotAuthenticated, TooMany

SQL = SqlFolder("pondkeeper.domain.staff")
ATTEMPTS = 10
ATTEMPT_WINDOW = timedelta(minutes=15)
TOTP_ABOUT = "account.totp"


@dataclass(frozen=True, slots=True)
class Login:
    """An account as it is needed to check who signs in."""

    id: int
    name: str
    login: str
    password_hash: str
    totp_sealed: bytes | None
    totp_confirmed: bool
    totp_last_step: int
    language: str


async def find_account(tx: Tx, login: str) -> int | None:
    """Return the id of the account with this login, before anybody is known."""
    found: int | None = await tx.value(SQL.find_account, login=normal(login))
    return found


async def create_account(tx: Tx, *, login: str, name: str, password: str) -> int:
    """Make a login. Raises InvalidInput on a weak password and Conflict when it is taken."""
    passwords.check_strength(password)
    if not normal(login):
        raise InvalidInput("A login is needed.", errors=[FieldError("login", "Fill this in.")])
    if await find_account(tx, login) is not None:
        raise Conflict("This login is taken.", errors=[FieldError("login", "Choose another.")])
    account_id: int = await tx.value(SQL.next_account)
    await tx.value(SQL.act_as, account=str(account_id))
    await tx.execute(
        insert(Account).values(
            id=account_id,
            login=normal(login),
            name=name.strip() or normal(login),
            password_hash=await passwords.hash_password(password),
            created_at=tx.clock.real(),
        )
    )
    return account_id


async def count_attempt(tx: Tx, keys: list[str]) -> None:
    """Count a try at signing in. Raises TooMany when one of `keys` failed too often lately."""
    now = tx.clock.real()
    worst = await tx.value(SQL.count_attempt, keys=keys, now=now, window_start=now - ATTEMPT_WINDOW)
    if worst > ATTEMPTS:
        raise TooMany(
            "Too many tries.", hint="Wait 15 minutes, or ask an owner to set a new password."
        )


async def forget_attempts(tx: Tx, keys: list[str]) -> None:
    """Forget the tries after a sign-in that fits."""
    await tx.run(SQL.forget_attempts, keys=keys)


async def check_login(tx: Tx, login: Login | None, password: str, totp: str | None) -> Login:
    """Return the login when password and second factor fit. Raises NotAuthenticated.

    A second-factor code works once: the step it belongs to must be later than the last one used.
    """
    if not await passwords.fits(login.password_hash if login else None, password) or login is None:
        raise NotAuthenticated("Login or password is wrong.", hint="Check both and try again.")
    await check_second(tx, login, totp)
    return login


async def check_second(tx: Tx, login: Login, totp: str | None) -> None:
    """Raise NotAuthenticated unless the second factor fits, where the login has one."""
    if login.totp_confirmed and login.totp_sealed:
        if not totp:
            raise NotAuthenticated(
                "The code of your authenticator app is needed.", code="totp_required"
            )
        await _use_code(tx, login, totp)


async def _use_code(tx: Tx, login: Login, code: str) -> None:
    secret = tx.keyring.open_text(login.totp_sealed or b"", about=TOTP_ABOUT)
    step = passwords.totp_step(secret, code, int(tx.clock.real().timestamp()))
    used = (
        step is not None
        and (
            await tx.execute(
                update(Account)
                .where(Account.id == login.id, Account.totp_last_step < step)
                .values(totp_last_step=step)
            )
        ).rowcount
    )
    if not used:
        raise NotAuthenticated(
            "The code does not fit or was used already.",
            hint="Wait for the next one.",
            code="totp_required",
        )


async def load_login(tx: Tx, account_id: int) -> Login | None:
    """Return the account that this transaction acts as."""
    row = (
        await tx.execute(
            select(
                Account.id,
                Account.name,
                Account.login,
                Account.password_hash,
                Account.totp_sealed,
                Account.totp_confirmed_at.is_not(None).label("totp_confirmed"),
                Account.totp_last_step,
                Account.language,
            ).where(Account.id == account_id)
        )
    ).one_or_none()
    return None if row is None else Login(**row._asdict())


async def change_account(tx: Tx, account_id: int, **values: str) -> None:
    """Change name or language."""
    if values:
        await tx.execute(update(Account).where(Account.id == account_id).values(**values))


async def change_password(tx: Tx, account_id: int, current: str, new: str) -> None:
    """Set a new password when the current one fits."""
    login = await load_login(tx, account_id)
    if login is None or not await passwords.fits(login.password_hash, current):
        raise InvalidInput(
            "The current password is wrong.",
            errors=[FieldError("current_password", "This is not your password.")],
        )
    passwords.check_strength(new, field="new_password")
    await tx.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(password_hash=await passwords.hash_password(new))
    )


async def begin_totp(tx: Tx, account_id: int) -> tuple[str, str]:
    """Return a new secret and its otpauth address; it counts once it is confirmed."""
    login = await load_login(tx, account_id)
    if login is None or login.totp_confirmed:
        raise Conflict("A second factor is set already.", hint="Remove it first.")
    secret = pyotp.random_base32()
    sealed = tx.keyring.seal_text(secret, about=TOTP_ABOUT)
    await tx.execute(update(Account).where(Account.id == account_id).values(totp_sealed=sealed))
    return secret, pyotp.TOTP(secret).provisioning_uri(name=login.login, issuer_name="Pondkeeper")


async def confirm_totp(tx: Tx, account_id: int, code: str) -> None:
    """Switch the second factor on when the code fits."""
    await _check_code(tx, account_id, code)
    await tx.execute(
        update(Account).where(Account.id == account_id).values(totp_confirmed_at=tx.clock.real())
    )


async def remove_totp(tx: Tx, account_id: int, code: str) -> None:
    """Switch the second factor off when the code fits."""
    await _check_code(tx, account_id, code)
    await tx.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(totp_sealed=None, totp_confirmed_at=None)
    )


async def _check_code(tx: Tx, account_id: int, code: str) -> None:
    login = await load_login(tx, account_id)
    if login is None or login.totp_sealed is None:
        raise Conflict("No second factor is being set up.", hint="Begin with a new secret.")
    try:
        await _use_code(tx, login, code)
    except NotAuthenticated as error:
        raise InvalidInput(error.detail, errors=[FieldError("code", error.hint)]) from error


def normal(login: str) -> str:
    """Return the login as it is kept: without spaces around, in lower case."""
    return login.strip().lower()
