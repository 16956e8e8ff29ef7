"""Outside calls: pooled, bounded in time, and never made while a transaction is open."""

import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from types import TracebackType
from typing import Any, Self

import httpx

open_transactions: ContextVar[int] = ContextVar("open_transactions", default=0)
"""How many Tx objects are open in this task; an outside call waits until there are none."""


class CallInsideTransaction(RuntimeError):
    """A bug: an outside call was made while a transaction was open."""


class Http:
    """The one HTTP client of a process. Close it when the process ends."""

    def __init__(self, *, timeout_s: float = 10.0, connections: int = 64) -> None:
        """Open a pool of at most `connections`; every call ends within `timeout_s`."""
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(
            timeout=timeout_s,
            limits=limits,
            follow_redirects=False,
            trust_env=False,
            verify=_authorities(),
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> httpx.Response:
        """Make one call. Raises httpx errors as they are and CallInsideTransaction on a bug."""
        if open_transactions.get():
            msg = f"{method} {url.split('?', maxsplit=1)[0]} was called inside an open transaction"
            raise CallInsideTransaction(msg)
        options: dict[str, Any] = {} if timeout_s is None else {"timeout": timeout_s}
        return await self._client.request(
            method, url, params=params, json=json, content=content, headers=headers, **options
        )

    async def close(self) -> None:
        """Close the pool."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the pool."""
        await self.close()


@cache
def _authorities() -> ssl.SSLContext:
    """Whom HTTPS trusts: reading the list takes longer than most calls, so it is read once."""
    return httpx.create_ssl_context(trust_env=False)
