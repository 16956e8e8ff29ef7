"""Where the room finds the platform behind a channel; filled by the runtime, once per process."""

from collections.abc import Mapping
from typing import Protocol

from pondkeeper.domain.channels.ports import Platform
from pondkeeper.kit.doors import Doors
from pondkeeper.kit.errors import InvalidInput


class Adapters:
    """Platforms by kind of channel."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        """Take what `platforms.registry.build` made."""
        self._platforms = dict(platforms)

    def of(self, kind: str) -> Platform:
        """Return the platform of `kind`. Raises InvalidInput when there is none."""
        if kind not in self._platforms:
            raise InvalidInput(f"There is no platform of the kind {kind!r}.")
        return self._platforms[kind]

    def all(self) -> list[Platform]:
        """Return every platform, in the order of the registry."""
        return list(self._platforms.values())


class ChannelDoors(Doors, Protocol):
    """Doors that also lead to the platforms; the runtime makes them."""

    @property
    def adapters(self) -> Adapters:
        """The platforms by kind of channel."""
        ...
