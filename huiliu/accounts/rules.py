"""How often somebody may come, guess and ask, and from where they come. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
IDLE = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)
FACTOR_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within a time, which begins with the first."""

    kind: str
    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Slowing:
    """So many at once; then each further one has to wait, the longer the more there were."""

    kind: str
    waits: tuple[timedelta, ...]
    """The wait after the first, the second … ; the last one holds for all that follow."""
    forgotten_after: timedelta

    def wait(self, count: int) -> timedelta:
        return self.waits[min(count, len(self.waits)) - 1]


AT_ONCE = (timedelta(0),) * 4
GROWING = (*AT_ONCE, *(timedelta(seconds=30) * 2**step for step in range(5)), 15 * MINUTE)
"""Five guesses at once; then half a minute, twice as long each time, never over 15 minutes."""

OPEN_READS = Limit("open_read", 300, MINUTE)
OPEN_POSTS = Limit("open_post", 30, MINUTE)
"""By network, for every address that is open without signing in. An office behind one address
signs in on a Monday morning within it."""
PASSWORDS_OF_NETWORK = Limit("password_network", 100, HOUR)
INVITATIONS_OF_NETWORK = Limit("invitation", 10, HOUR)
GLASSES = Limit("break_glass", 10, HOUR)
"""By appointment: how often one looks for somebody beyond one's reach, found or not."""
REPORTS_OF_STATION = Limit("report_station", 60, HOUR)
PASSWORDS = Slowing("password", GROWING, DAY)
FAR_LISTS = Slowing("far_list", GROWING, DAY)
FACTORS = Slowing("factor", GROWING, DAY)


def visitor_of(*, peer: str, forwarded: str, trusted: Collection[Network]) -> str:
    """Return the address of the visitor: the peer, unless it is a proxy that we trust.

    `forwarded` is the one header that is read, and only from its right end: each trusted proxy
    has added the address that it saw itself. What stands left of those the visitor may have made
    up.
    """
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded else []
    visitor = peer
    while hops and _is_among(visitor, trusted) and plain_address(hops[-1]) is not None:
        visitor = hops.pop()
    return visitor


def network_of(address: str) -> str:
    """Return whom an address is counted as: one IPv4 address, or a /64; "" of what is none.

    A /24 would let a neighbour use up what is others'; a single IPv6 address is one of the 2**64
    that every visitor has.
    """
    plain = plain_address(address)
    if plain is None:
        return ""
    if isinstance(plain, IPv4Address):
        return str(plain)
    return str(ip_network(f"{plain}/64", strict=False))


def plain_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, IPv4 where IPv6 only wraps it; None of what is none."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_among(address: str, networks: Collection[Network]) -> bool:
    plain = plain_address(address)
    return plain is not None and any(plain in network for network in networks)


def browser_of(user_agent: str) -> str:
    """Return a browser in words, as roughly as its owner knows it by."""
    system = next((word for mark, word in _SYSTEMS if mark in user_agent), "")
    program = next((word for mark, word in _PROGRAMS if mark in user_agent), "浏览器")
    return f"{system}上的{program}" if system else program


_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_PROGRAMS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
