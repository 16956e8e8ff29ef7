"""Money is integer fen; rates are basis points of the price paid. No floats anywhere."""

FULL_RATE_BP = 10_000


def pay_share(base_fen: int, pay_bp: int) -> int:
    """Return what is paid of `base_fen` at `pay_bp` basis points, rounded half up, in [0, base]."""
    paid = (base_fen * pay_bp + FULL_RATE_BP // 2) // FULL_RATE_BP
    return min(max(paid, 0), base_fen)


def split_by_weight(total_fen: int, weights: list[int]) -> list[int]:
    """Split `total_fen` over `weights` by largest remainder; ties go to the earlier place.

    Returns parts that sum to `total_fen` exactly, each at most its weight when the total is
    at most the sum of weights. Raises ValueError when there is something to split and no weight.
    """
    whole = sum(weights)
    if whole == 0:
        if total_fen:
            msg = "cannot split an amount over zero weights"
            raise ValueError(msg)
        return [0] * len(weights)
    parts = [total_fen * weight // whole for weight in weights]
    remainders = [total_fen * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: total_fen - sum(parts)]:
        parts[place] += 1
    return parts


def yuan(fen: int) -> str:
    """Return fen as yuan text with two decimals, e.g. 14900 -> '149.00'."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
