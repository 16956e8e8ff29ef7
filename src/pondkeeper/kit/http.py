"""Outside calls: pooled, bounded in time, and never made while a transaction is open."""

import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import aiohttp
import certifi
from yarl import URL

open_transactions: ContextVar[int] = ContextVar("open_transactions", default=0)
"""How many Tx objects are open in this task; an outside call waits until there are none."""


class CallInsideTransaction(RuntimeError):
    """A bug: an outside call was made while a transaction was open."""


class HttpError(Exception):
    """A call failed below HTTP; the text is a word of our own, without address or secrets."""


class BadAddress(HttpError):
    """No address that can be called."""


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

    def __init__(self, *, timeout_s: float = 10.0, connections: int = 64) -> None:
        """Keep at most `connections` open; every call ends within `timeout_s`."""
        self._timeout_s = timeout_s
        self._connections = connections
        self._opened: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> Answer:
        """Make one call; `url` goes out as it is written, `params` are added to it.

        Raises HttpError (one of the three) and, on a bug, CallInsideTransaction.
        """
        if open_transactions.get():
            msg = f"{method} {url.split('?', maxsplit=1)[0]} was called inside an open transaction"
            raise CallInsideTransaction(msg)
        try:
            async with self._session().request(
                method,
                _address(url, params),
                data=content,
                headers=headers,
                timeout=_limits(timeout_s or self._timeout_s),
                allow_redirects=False,
            ) as response:
                return Answer(response.status, response.headers, await response.read())
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise BadAddress("the address is not http(s)") from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NoConnection(f"no connection ({type(error).__name__})") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

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

    def _session(self) -> aiohttp.ClientSession:
        """Return the session, made inside the loop that uses it; it keeps no cookies."""
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=_authorities()),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._opened


async def upload_form(field: str, filename: str, content: bytes) -> tuple[bytes, str]:
    """Return one file as a multipart form: its body and its content type."""
    form = aiohttp.FormData()
    form.add_field(field, content, filename=filename, content_type="application/octet-stream")
    body = form()
    return await body.as_bytes(), body.headers["Content-Type"]


def _address(url: str, params: Mapping[str, str] | None) -> URL:
    """Return the address as written: what is signed must not be spelled anew on its way."""
    try:
        return URL(f"{url}?{urlencode(params)}" if params else url, encoded=True)
    except ValueError as error:
        raise BadAddress("the address is not http(s)") from error


def _limits(timeout_s: float) -> aiohttp.ClientTimeout:
    """Half of the time for a connection, so that its want is known from a lost answer."""
    return aiohttp.ClientTimeout(total=timeout_s, connect=timeout_s / 2)


@cache
def _authorities() -> ssl.SSLContext:
    """Whom HTTPS trusts: reading the list takes longer than most calls, so it is read once."""
    return ssl.create_default_context(cafile=certifi.where())
