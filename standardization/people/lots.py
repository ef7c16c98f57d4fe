"""Drawing lots so that anybody can do it again: no clock, no database, no generator."""

from collections.abc import Iterable
from hashlib import sha256

ALGORITHM = "sha256(seed|id) ascending"


def order(seed: str, keys: Iterable[int]) -> list[int]:
    """These keys by the SHA-256 (in hexadecimal) of ``seed|key``; the first ones are drawn."""
    return sorted(set(keys), key=lambda key: (sha256(f"{seed}|{key}".encode()).hexdigest(), key))


def quota(count: int, numerator: int, denominator: int) -> int:
    """That part of ``count``, rounded up; at least one of any."""
    return -(-count * numerator // denominator) if count else 0
