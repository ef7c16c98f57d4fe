import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as GoneError

from association.base import clock, rates

AT = "2026-11-21T10:00:00"


def asks(address: str | None, times: int, scope: str = "verify") -> list[bool]:
    return [rates.within(scope, address, limit=3, seconds=60) for _ in range(times)]


def test_the_fourth_within_a_minute_is_one_too_many() -> None:
    with clock.at(AT):
        assert asks("192.0.2.1", 4) == [True, True, True, False]
    with clock.at("2026-11-21T10:01:00"):
        assert asks("192.0.2.1", 1) == [True]


def test_addresses_and_scopes_are_counted_apart() -> None:
    with clock.at(AT):
        asks("192.0.2.1", 4)
        assert asks("192.0.2.2", 1) == [True]
        assert asks("192.0.2.1", 1, scope="other") == [True]


def test_a_household_of_ipv6_is_one_place() -> None:
    with clock.at(AT):
        for last in range(1, 4):
            asks(f"2001:db8:0:1::{last}", 1)
        assert asks("2001:db8:0:1::9", 1) == [False]
        assert asks("2001:db8:0:2::9", 1) == [True]


def test_whoever_has_no_address_is_counted_with_the_others_without() -> None:
    with clock.at(AT):
        assert asks(None, 4)[-1] is False


def test_where_the_cache_is_gone_nobody_is_turned_away(settings: pytest.FixtureRequest) -> None:
    settings.CACHES = {  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    with pytest.raises(GoneError):
        cache.get("anything")
    assert asks("192.0.2.1", 5) == [True] * 5
