"""How a call goes out: aiohttp, whose calls cost a tenth of what others' do."""

import socket
import ssl
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from pondkeeper.kit.addresses import is_public, literal
from pondkeeper.kit.http import Answer, BadAddress, NoAnswer, NoConnection, PrivateAddress


class HttpWire:
    """A pool of connections in one event loop; it keeps no cookies and follows nobody."""

    def __init__(self, connections: int, *, public_only: bool = False) -> None:
        """Keep at most `connections` open; `public_only` calls no private network, https only."""
        self._public_only = public_only
        resolver = PublicResolver() if public_only else None
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=connections, ssl=_authorities(), resolver=resolver
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def send(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str],
        timeout_s: float,
        most_bytes: int | None = None,
    ) -> Answer:
        """Make one call. Raises BadAddress, PrivateAddress, NoConnection or NoAnswer."""
        address = _address(url, params)
        if self._public_only:
            _check_public(address)
        try:
            async with self._session.request(
                method,
                address,
                data=content,
                headers=headers,
                timeout=_limits(timeout_s),
                allow_redirects=False,
            ) as response:
                content_read = await _content(response, most_bytes)
                return Answer(response.status, response.headers, content_read)
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise BadAddress("the address is not http(s)") from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            if isinstance(getattr(error, "os_error", None), _LeadsInside):
                raise PrivateAddress("the name leads into a private network") from error
            raise NoConnection(f"no connection ({type(error).__name__})") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


class _LeadsInside(OSError):
    """A name all of whose addresses are private."""


class PublicResolver(AbstractResolver):
    """Looks names up and leaves private addresses out; the connection goes to what is left.

    So the address that was looked at is the one that is called: a name that changes its mind
    between two look-ups (DNS rebinding) gains nothing.
    """

    def __init__(self) -> None:
        """Look up in threads, as the system does."""
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the public addresses of a name. Raises OSError when there are none."""
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if found and not public:
            raise _LeadsInside("private")
        return public

    async def close(self) -> None:
        """Close the look-up."""
        await self._inner.close()


def _check_public(address: URL) -> None:
    """Look at what no look-up sees: the scheme, and a host written as an address."""
    if address.scheme != "https":
        raise BadAddress("strangers are called over https only")
    host = address.host or ""
    if literal(host) and not is_public(host):
        raise PrivateAddress("the address is on a private network")


async def _content(response: aiohttp.ClientResponse, most: int | None) -> bytes:
    """Return the body, or the first `most` bytes of it."""
    if most is None:
        return await response.read()
    read = bytearray()
    while len(read) < most and (some := await response.content.read(most - len(read))):
        read += some
    return bytes(read)


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
