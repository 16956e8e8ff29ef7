"""Bilibili sends no callbacks that we read: none is taken."""

from collections.abc import Mapping

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess


class BilibiliDoor:
    """Refuses whatever comes to `/callbacks/{channel key}`."""

    accepted = b""

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Refuse. Raises CallbackRejected."""
        del access, query
        raise CallbackRejected("no_callbacks")

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Refuse. Raises CallbackRejected."""
        del access, query, headers, body
        raise CallbackRejected("no_callbacks")

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Refuse. Raises CallbackRejected."""
        del plain
        raise CallbackRejected("no_callbacks")
