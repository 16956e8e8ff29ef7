"""Sends what a client of `requests` means for a platform to an address on this machine.

Some clients write a host into their code beside the base address that can be set; this sets all
of it, and touches nothing else of the request.
"""

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter


class Elsewhere(HTTPAdapter):
    def __init__(self, host, base):
        super().__init__()
        self.host, self.base = host, base

    def send(self, request: PreparedRequest, *args, **options) -> Response:
        request.url = self.base + request.url.removeprefix(self.host)
        return super().send(request, *args, **options)


def speak_to(session: Session, host: str, base: str) -> None:
    """Everything that `session` asks of `host` (https://...) goes to `base` (http://...)."""
    session.trust_env = False
    session.mount(host, Elsewhere(host, base))
