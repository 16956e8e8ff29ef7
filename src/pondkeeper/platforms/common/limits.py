"""Reads a platform's `limits.toml`."""

from importlib.resources import files

import msgspec

from pondkeeper.domain.channels.limits import Limit, Limits


class _File(msgspec.Struct, forbid_unknown_fields=True):
    limit: tuple[Limit, ...]


def load(package: str, *, account: str) -> Limits:
    """Return the limits in a platform's folder; `account` is the setting that names the account.

    Raises msgspec.ValidationError for a row that is no `Limit`.
    """
    text = (files(package) / "limits.toml").read_bytes()
    return Limits(msgspec.toml.decode(text, type=_File).limit, account)
