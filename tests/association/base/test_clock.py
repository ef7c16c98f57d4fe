import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import timezone as real
from pytest_django import Settings

from association.base import clock


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has not asked for the time yet."""
    monkeypatch.setattr(clock, "_offset", None)


def test_now_is_the_real_now_in_beijing(fresh: None) -> None:
    assert abs(clock.now() - real.now()) < timedelta(seconds=1)
    assert clock.now().utcoffset() == timedelta(hours=8)


def test_the_setting_starts_the_clock_and_it_goes_on_from_there(
    fresh: None, settings: Settings
) -> None:
    settings.CLOCK = "2020-06-08T10:00"
    first = clock.now()
    assert first.isoformat().startswith("2020-06-08T10:00:0")
    assert clock.now() > first


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (date(2020, 6, 8), "2020-06-08T09:00"),
        ("2020-06-08", "2020-06-08T09:00"),
        ("2020-06-08T23:59", "2020-06-08T23:59"),
        (datetime(2020, 6, 8, 23, 59), "2020-06-08T23:59"),
        (datetime(2020, 6, 8, 23, 59, tzinfo=UTC), "2020-06-09T07:59"),
        ("2020-06-08T23:59+00:00", "2020-06-09T07:59"),
    ],
)
def test_at_stands_at_a_moment(moment: datetime | date | str, told: str) -> None:
    with clock.at(moment):
        assert clock.now().isoformat().startswith(told)


def test_a_day_belongs_to_beijing_wherever_the_machine_stands() -> None:
    just_after_midnight = datetime(2020, 12, 31, 16, 0, 1, tzinfo=UTC)
    with clock.at(just_after_midnight):
        assert clock.today() == date(2021, 1, 1)
    with clock.at(just_after_midnight - timedelta(seconds=30)):
        assert clock.today() == date(2020, 12, 31)


def test_the_zone_of_a_moment_is_respected() -> None:
    tokyo = timezone(timedelta(hours=9))
    with clock.at(datetime(2021, 1, 1, 0, 30, tzinfo=tokyo)):
        assert clock.today() == date(2020, 12, 31)


def test_blocks_nest_and_give_back_what_they_found() -> None:
    with clock.at("2020-06-08"):
        with clock.at("2021-01-01"):
            assert clock.today().year == 2021
        assert clock.today() == date(2020, 6, 8)
    assert abs(clock.now() - real.now()) < timedelta(seconds=1)


def test_an_error_inside_the_block_gives_the_time_back_too() -> None:
    with pytest.raises(RuntimeError), clock.at("2020-06-08"):
        raise RuntimeError
    assert clock.today().year != 2020


def test_every_thread_sees_the_same_time() -> None:
    seen: list[date] = []
    with clock.at("2020-06-08"):
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen == [date(2020, 6, 8)]


def test_reading_the_clock_does_not_stop_it() -> None:
    with clock.at("2020-06-08"):
        first, second = clock.now(), clock.now()
    assert first < second < first + timedelta(seconds=5)


def test_a_moment_told_by_another_clock_is_moved_like_our_own() -> None:
    with clock.at("2020-06-08T10:00"):
        told = clock.shown_at(real.now() + timedelta(hours=1))
        assert timedelta(minutes=59) < told - clock.now() <= timedelta(hours=1)
