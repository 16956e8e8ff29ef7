"""How a call goes out: aiohttp, whose calls cost a tenth of what others' do."""

import ssl
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

import aiohttp
import certifi
from yarl import URL

from pondkeeper.kit.http import Answer, BadAddress, NoAnswer, NoConnection


class HttpWire:
    """A pool of connections in one event loop; it keeps no cookies and follows nobody."""

    def __init__(self, connections: int) -> None:
        """Keep at most `connections` open."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, ssl=_authorities()),
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
    ) -> Answer:
        """Make one call. Raises BadAddress, NoConnection or NoAnswer."""
        try:
            async with self._session.request(
                method,
                _address(url, params),
                data=content,
                headers=headers,
                timeout=_limits(timeout_s),
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
        await self._session.close()


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
