"""Who asks, where other servers stand between a visitor and us."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def visitor_of(peer: str, forwarded: str, trusted: Iterable[Network]) -> str:
    """Return the address of the visitor, read from `X-Forwarded-For` as far as it is believed.

    Each front appends the address that asked it, and only what a trusted one appended is
    true: the header is read from its end, and the first address that is not trusted is the
    visitor. Whatever a visitor wrote into it stands further left and is never reached.
    """
    known = list(trusted)
    visitor = _address(peer)
    for hop in reversed(forwarded.split(",")):
        if visitor is None or not any(visitor in network for network in known):
            break
        before = _address(hop)
        if before is None:
            break
        visitor = before
    return peer if visitor is None else str(visitor)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    # A socket for both kinds gives the old addresses in the new form.
    return getattr(address, "ipv4_mapped", None) or address
