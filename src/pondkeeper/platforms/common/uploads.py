"""Files for a platform, as one multipart form."""

from pondkeeper.platforms.common.call import Request
from pondkeeper.platforms.common.endpoint import Endpoint


async def upload(endpoint: Endpoint, name: str, content: bytes, **query: str) -> Request:
    """Return a request that carries one file in the field `media`."""
    from pondkeeper.kit.http_wire import upload_form  # noqa: PLC0415 - see kit/http

    body, content_type = await upload_form("media", name, content)
    return Request(
        endpoint.path, query=query, content=body, headers={"content-type": content_type}
    )
