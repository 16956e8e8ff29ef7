"""The merchant's account: payments come in less a fee, refunds and transfers go out."""

from pond_emulator.pay.errors import PayRefused
from pond_emulator.world import World

OPENING_FEN = 10_000_000
"""What a merchant has before the first movement: 100,000 yuan, so that nobody waits for sales."""
RATE = 6
"""The fee, in thousandths of what was paid; it goes back with a refund."""


def fee(amount: int) -> int:
    """Rounded half up to the fen."""
    return (amount * RATE + 500) // 1000


def balance(world: World, mchid: str) -> int:
    found = world.store.value(
        "select balance from pay_flow where mchid = ? order by id desc limit 1", mchid
    )
    return OPENING_FEN if found is None else int(found)


def move(
    world: World, mchid: str, at: int, kind: str, amount: int, number: str, voucher: str
) -> None:
    """One movement; `amount` is negative when money leaves. Raises PayRefused NOT_ENOUGH."""
    after = balance(world, mchid) + amount
    if after < 0:
        raise PayRefused("NOT_ENOUGH", "商户账户余额不足")
    world.store.run(
        "insert into pay_flow (mchid, at, number, kind, amount, balance, voucher)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        *(mchid, at, number, kind, amount, after, voucher),
    )
