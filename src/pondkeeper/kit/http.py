"""Outside calls: pooled, bounded in time, and never made while a transaction is open."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pondkeeper.kit.http_wire import HttpWire

open_transactions: ContextVar[int] = ContextVar("open_transactions", default=0)
"""How many Tx objects are open in this task; an outside call waits until there are none."""


class CallInsideTransaction(RuntimeError):
    """A bug: an outside call was made while a transaction was open."""


class HttpError(Exception):
    """A call failed below HTTP; the text is a word of our own, without address or secrets."""


class BadAddress(HttpError):
    """No address that can be called."""


class PrivateAddress(HttpError):
    """A stranger's address leads into a private network; nothing was called."""


class NoConnection(HttpError):
    """There was no connection: nothing has arrived, a second call does no harm."""


class NoAnswer(HttpError):
    """The request may have arrived; its answer did not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole. Header names are found in any case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Http:
    """The one HTTP client of a process. Close it when the process ends."""

    def __init__(
        self, *, timeout_s: float = 10.0, connections: int = 64, private: bool = False
    ) -> None:
        """Keep at most `connections` open; every call ends within `timeout_s`.

        `private` lets strangers' addresses lead into private networks and to this machine.
        """
        self._timeout_s = timeout_s
        self._connections = connections
        self._opened: HttpWire | None = None
        self._to_strangers: HttpWire | None = None
        self.private = private

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        stranger: bool = False,
        most_bytes: int | None = None,
    ) -> Answer:
        """Make one call; `url` goes out as it is written, `params` are added to it.

        `stranger` says that somebody gave us the address who may not look into our network: only
        public addresses are called then, over https. Of an answer at most `most_bytes` are read.
        Raises HttpError (one of the four) and, on a bug, CallInsideTransaction.
        """
        if open_transactions.get():
            msg = f"{method} {url.split('?', maxsplit=1)[0]} was called inside an open transaction"
            raise CallInsideTransaction(msg)
        wire = self._strangers() if stranger and not self.private else self._wire()
        return await wire.send(
            method, url, params, content, headers or {}, timeout_s or self._timeout_s, most_bytes
        )

    async def close(self) -> None:
        """Close the connections."""
        for wire in (self._opened, self._to_strangers):
            if wire is not None:
                await wire.close()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()

    def _wire(self) -> "HttpWire":
        """Return what sends, made with the first call and inside the loop that makes it."""
        if self._opened is None:
            from pondkeeper.kit.http_wire import HttpWire  # noqa: PLC0415 - a tenth of a start

            self._opened = HttpWire(self._connections)
        return self._opened

    def _strangers(self) -> "HttpWire":
        """Return what sends to addresses that somebody gave us, with connections of its own."""
        if self._to_strangers is None:
            from pondkeeper.kit.http_wire import HttpWire  # noqa: PLC0415 - as above

            self._to_strangers = HttpWire(self._connections, public_only=True)
        return self._to_strangers
