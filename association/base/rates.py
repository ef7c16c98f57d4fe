"""How often one place or one key may ask within a while, counted for all processes together."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from redis.exceptions import RedisError

from association.base import clock


def within(scope: str, address: str | None, *, limit: int, seconds: int) -> bool:
    """Counts one more request of this address; False if there were more than ``limit`` of them.

    Fails open: where the shared cache is gone, nobody is turned away from reading. What sends a
    message or checks a password must not rely on it.
    """
    return within_for(scope, _place(address), limit=limit, seconds=seconds)


def within_for(scope: str, who: str, *, limit: int, seconds: int) -> bool:
    """The same for a key that is no address."""
    window = int(clock.now().timestamp()) // seconds
    key = f"rate:{scope}:{who}:{window}"
    try:
        return _counted(key, keep=2 * seconds) <= limit
    except (RedisError, OSError, ValueError):  # the last: the key was dropped in between
        return True


def _counted(key: str, *, keep: int) -> int:
    """One more. The key is there but for the first of a window, so that is what is tried first."""
    try:
        return cache.incr(key)
    except ValueError:
        return 1 if cache.add(key, 1, timeout=keep) else cache.incr(key)


def seconds_left(seconds: int) -> int:
    """Until the next window of this length begins: what to wait for."""
    return seconds - int(clock.now().timestamp()) % seconds


def _place(address: str | None) -> str:
    """A household of IPv6 has a /64: to count single addresses there would count nobody."""
    if not address:
        return "nowhere"
    read = ip_address(address)
    if isinstance(read, IPv6Address):
        return str(ip_network(f"{read}/64", strict=False).network_address)
    return str(read)
