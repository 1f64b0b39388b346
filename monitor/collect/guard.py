"""The address guard: which addresses we may connect to. Judged at the socket, on every hop, never by name."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA's special-purpose registries, and what clouds hide behind ordinary looking addresses. `is_global` of the
# standard library lets several of these pass.
_DENIED_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 "
        "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
# Of IPv6 only global unicast is the public internet; this leaves out loopback, v4-mapped and v4-compatible forms,
# NAT64, unique local, link-local, site-local and multicast in one stroke.
_GLOBAL_6 = IPv6Network("2000::/3")
_DENIED_6 = tuple(IPv6Network(text) for text in "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split())
ANY_PORT, LAST_PORT = "*", 65_535


class BlockedAddress(Exception):
    """The address guard refuses this address: it is private, reserved or local."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exception: a network, and the port on it (None: any)."""

    network: Network
    port: int | None

    def covers(self, address: Address, port: int) -> bool:
        """Whether this exception lets `address`:`port` pass."""
        return self.port in (None, port) and address.version == self.network.version and address in self.network


def exemption(text: str) -> Exemption:
    """Reads `address[/prefix]:port`, IPv6 in brackets, port `*` for any. Raises ValueError."""
    place, colon, port = text.strip().rpartition(":")
    if not colon or (port != ANY_PORT and not port.isascii()) or (port != ANY_PORT and not port.isdigit()):
        raise ValueError(f"{text!r} is not address[/prefix]:port")
    if port != ANY_PORT and (len(port) > 5 or int(port) > LAST_PORT):
        raise ValueError(f"{port[:20]} is no port")
    network = ip_network(place.replace("[", "").replace("]", ""), strict=False)
    return Exemption(network, None if port == ANY_PORT else int(port))


class Guard:
    """Refuses every address that is not on the public internet, but for the exceptions of the configuration."""

    def __init__(self, allow: tuple[str, ...] = ()) -> None:
        """`allow` holds `address[/prefix]:port`; a bad one raises ValueError."""
        self._allow = tuple(exemption(text) for text in allow)
        self._passes = lru_cache(maxsize=4096)(self._judge)

    def check(self, address: str, port: int) -> None:
        """Raises BlockedAddress unless `address` (an IP address as text) may be connected to on `port`."""
        if not self._passes(address, port):
            raise BlockedAddress(BlockedAddress.__doc__)

    def _judge(self, address: str, port: int) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(hole.covers(parsed, port) for hole in self._allow) or is_public(parsed)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _DENIED_4)
    return address.scope_id is None and address in _GLOBAL_6 and not any(address in net for net in _DENIED_6)
