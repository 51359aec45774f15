"""Who asks: a client by its address, of which proxies that are trusted have told (`api.web.front`)."""

from ipaddress import ip_address, ip_network

from starlette.types import Scope

# Providers give at least this much of IPv6 to one customer, who could ask from each of its addresses.
_ONE_CUSTOMER = 64


def client(scope: Scope) -> str:
    """The address that a request comes from; of IPv6 the network of its customer."""
    peer = scope.get("client")
    try:
        address = ip_address(peer[0] if peer else "")
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed[: _ONE_CUSTOMER // 8] + bytes(8), _ONE_CUSTOMER)))


def networks(text: str) -> list[str]:
    """Addresses and networks that stand with commas between them; `ValueError` where one is none."""
    return [str(ip_network(each.strip())) for each in text.split(",") if each.strip()]
