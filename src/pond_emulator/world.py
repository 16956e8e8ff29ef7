"""What every door of the emulator is given: store, clocks, faults, record, notices,
limits and bans.
"""

import asyncio
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from pond_emulator.faults import Faults
from pond_emulator.kit.bans import Bans
from pond_emulator.kit.clock import Clock
from pond_emulator.kit.limits import Limits
from pond_emulator.kit.store import Store
from pond_emulator.notices import Notices
from pond_emulator.record import Record


@dataclass(frozen=True)
class Settings:
    """`notice_unit` stretches or shrinks the retry ladders (1 = as documented); a refund takes
    `refund_s` real seconds; a hand-over of customers takes `transfer_s` of the story's time.
    """

    home: Path
    base_url: str
    product_url: str | None = None
    notice_unit: float = 1.0
    refund_s: float = 0.05
    transfer_s: int = 24 * 3600


@dataclass
class World:
    settings: Settings
    store: Store
    clock: Clock
    faults: Faults
    record: Record
    notices: Notices
    limits: Limits
    bans: Bans
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    bells: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    def ring(self, bell: str) -> None:
        """Wakes whoever waits for news on this name (a phone's screen)."""
        self.bells[bell].set()
        self.bells[bell] = asyncio.Event()

    def stop(self) -> None:
        """Ends what would wait for ever: every screen's news."""
        self.stopping.set()
        for bell in self.bells.values():
            bell.set()


def open_world(settings: Settings) -> World:
    """Opens the store in the home folder and everything that stands on it."""
    store = Store(settings.home / "emulator.sqlite")
    clock = Clock(store)
    faults = Faults(store)
    return World(
        settings=settings,
        store=store,
        clock=clock,
        faults=faults,
        record=Record(store, clock),
        notices=Notices(store, clock, faults, settings.notice_unit),
        limits=Limits(store, clock),
        bans=Bans(store, clock),
    )


def token_text(length: int) -> str:
    """Random letters and digits, as ids and secrets of the platforms look."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(secrets.choice(alphabet) for _ in range(length))
