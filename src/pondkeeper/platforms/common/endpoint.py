"""What is known of one endpoint, as a row of data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of a platform's `endpoints.py`.

    `auth` names the kind of token or signature the call carries, `quota` the bucket its rate
    counts in. `repeat` says what a second, equal call does: nothing new (True) or something
    twice (False). `items` and `cursor` are the answer's list key and next-page key, `page` the
    official page. `raw`: the answer may be bytes (a picture, a bill) instead of JSON. `host`
    names the setting that holds another base address than the channel's own.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "DELETE", "PATCH"]
    path: str
    page: str
    auth: str = "app"
    quota: str = "base"
    repeat: bool = True
    items: str = ""
    cursor: str = ""
    timeout_s: float = 8.0
    raw: bool = False
    host: str = ""
