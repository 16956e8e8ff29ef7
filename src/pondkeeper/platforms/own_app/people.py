"""What an app says of people: into the fields made for it, or not at all.

Segment names the traits: https://segment.com/docs/connections/spec/identify/#traits
"""

from collections.abc import Mapping
from typing import Any, Final

from pondkeeper.domain.contacts import Details

GENDERS = {"male": 1, "m": 1, "男": 1, "female": 2, "f": 2, "女": 2}
PERSONAL: Final = frozenset(
    {
        "address", "avatar", "birthday", "email", "firstName", "gender", "lastName", "name",
        "phone", "title", "username",
    }
)
"""Traits about a person that are kept nowhere else; those without a field here are not kept."""
CONTEXT: Final[Mapping[str, frozenset[str]]] = {
    "app": frozenset({"name", "version", "build"}),
    "campaign": frozenset({"name", "source", "medium", "term", "content"}),
    "device": frozenset({"type", "model", "manufacturer"}),
    "library": frozenset({"name", "version"}),
    "os": frozenset({"name", "version"}),
    "page": frozenset({"path", "title", "referrer"}),
}
"""Where and with what something happened; addresses, advertising ids and places are left out."""
PLAIN_CONTEXT = ("locale", "timezone")
LONGEST = 200


def details(traits: Mapping[str, Any]) -> Details:
    """Return what an identify call tells of a person, unproven: it joins nobody."""
    name = _text(traits, "name") or " ".join(
        filter(None, (_text(traits, "firstName"), _text(traits, "lastName")))
    )
    phone, email = _text(traits, "phone"), _text(traits, "email")
    return Details(
        name=name,
        avatar_url=_picture(traits),
        gender=GENDERS.get(_text(traits, "gender").lower()),
        phones=(phone,) if phone else (),
        emails=(email,) if email else (),
    )


def without_personal(traits: Mapping[str, Any]) -> dict[str, Any]:
    """Return the traits that do not name or reach a person."""
    return {key: value for key, value in traits.items() if key not in PERSONAL}


def context(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a context that is kept."""
    kept: dict[str, Any] = {name: _text(given, name) for name in PLAIN_CONTEXT}
    for part, names in CONTEXT.items():
        inner = given.get(part)
        if isinstance(inner, Mapping):
            texts = {name: _text(inner, name) for name in sorted(names)}
            kept[part] = {name: text for name, text in texts.items() if text}
    page = kept.get("page", {})
    if "referrer" in page:  # its query may carry somebody's token
        page["referrer"] = page["referrer"].partition("?")[0]
    return {name: value for name, value in kept.items() if value}


def _picture(traits: Mapping[str, Any]) -> str:
    address = traits.get("avatar")
    fits = isinstance(address, str) and address.startswith("https://") and len(address) <= 1_000
    return str(address) if fits else ""


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()[:LONGEST]
