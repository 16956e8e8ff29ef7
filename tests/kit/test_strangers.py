"""Addresses that somebody gave us lead into the world or nowhere."""

import pytest

from pondkeeper.kit.addresses import is_loopback_name, is_public
from pondkeeper.kit.http import BadAddress, Http, PrivateAddress
from pondkeeper.kit.http_wire import PublicResolver

INSIDE = (
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:7f00:1::1", "not an address", "",
)  # fmt: skip
OUTSIDE = ("1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101")


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside(address):
    assert is_public(address)


def test_this_machine_by_name():
    assert all(map(is_loopback_name, ("localhost", "LOCALHOST.", "a.localhost", "127.9.9.9", "::1")))
    assert not any(map(is_loopback_name, ("example.com", "notlocalhost", "10.0.0.1")))


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:9/", "https://[::1]:9/", "https://localhost:9/",
            "https://2130706433:9/", "https://127.1:9/", "https://[::ffff:10.0.0.1]:9/"],
)
async def test_no_spelling_of_an_inside_address_is_called(url):
    async with Http() as http:
        with pytest.raises((PrivateAddress, BadAddress)):
            await http.request("POST", url, stranger=True)


async def test_strangers_are_not_called_in_the_open():
    async with Http() as http:
        with pytest.raises(BadAddress):
            await http.request("POST", "http://1.1.1.1:9/", stranger=True)


async def test_a_name_with_an_inside_and_an_outside_address_leads_outside(monkeypatch):
    resolver = PublicResolver()

    async def both(host, port, family):
        return [{"host": address, "port": port} for address in ("10.0.0.1", "1.1.1.1")]

    monkeypatch.setattr(resolver._inner, "resolve", both)
    assert [one["host"] for one in await resolver.resolve("x.example", 443)] == ["1.1.1.1"]
    await resolver.close()
