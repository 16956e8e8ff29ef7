"""Which network addresses are out in the world, and which are inside: a stranger must not be able
to make us call our own machines (https://owasp.org/www-community/attacks/Server_Side_Request_Forgery).
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain"})
NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last four bytes are an IPv4 address."""


def literal(host: str) -> bool:
    """Whether a host is written as an address, not as a name."""
    return _parsed(host) is not None


def is_public(address: str) -> bool:
    """Whether an address is reached over the public internet, also through its IPv4 inside."""
    found = _parsed(address)
    if found is None:
        return False
    if isinstance(found, IPv6Address):
        inner = _inside(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_loopback_name(host: str) -> bool:
    """Whether a host is this machine, as it is written."""
    found = _parsed(host)
    if found is None:
        name = host.lower().rstrip(".")
        return name in LOOPBACK_NAMES or name.endswith(".localhost")
    return found.is_loopback


def _inside(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _parsed(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
