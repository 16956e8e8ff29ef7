"""How a name is cut into pieces, so that it is found by equality under row-level security."""

PIECES = (1, 2)
LONGEST = 40


def grams(text: str) -> set[str]:
    """Return the one- and two-character pieces of a name, lower case, spaces left out.

    Only the first 40 characters count; `sql/make_contacts` cuts names by the same rule.
    """
    plain = _plain(text)
    return {plain[at : at + size] for size in PIECES for at in range(len(plain) - size + 1)}


def wanted_grams(query: str) -> list[str]:
    """Return the pieces that a stored name must all have to contain `query`."""
    plain = _plain(query)
    if len(plain) < PIECES[-1]:
        return [plain] if plain else []
    return sorted({plain[at : at + 2] for at in range(len(plain) - 1)})


def _plain(text: str) -> str:
    return "".join(text.lower().split())[:LONGEST]
