"""What an operator must give, and the reading of it."""

from collections.abc import Iterable

from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SettingField


def need(access: ChannelAccess, name: str) -> str:
    """Return the setting or secret `name`; raises SendRefused when it is empty or missing."""
    value = access.secrets.get(name) or access.settings.get(name) or ""
    if not value.strip():
        raise SendRefused("permanent", "settings", f"缺少设置项 {name}")
    return value.strip()


def missing(access: ChannelAccess, schema: Iterable[SettingField]) -> list[str]:
    """Return the names of required fields that are empty."""
    given = {**access.settings, **access.secrets}
    return [row.name for row in schema if row.required and not given.get(row.name, "").strip()]
