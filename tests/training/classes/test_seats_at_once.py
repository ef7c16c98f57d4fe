"""Fifty teams press the button in the same moment; the class has twenty seats."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.factories import cast
from tests.factories import training as make
from training import reference
from training.classes import seats
from training.enums import ReservationState
from training.models import Team, TrainingClass

THREADS = 50
HELD, WAITING = ReservationState.HELD, ReservationState.WAITING


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_fifty_at_once_for_twenty_seats_are_twenty_and_thirty_in_order() -> None:
    reference.install()
    of = make.training_class(seats=20)
    teams = [make.team() for _ in range(THREADS)]
    said = _crowd(of, teams)
    assert (said.count("held"), said.count("waiting")) == (20, 30)
    kept = list(of.reservations.order_by("pk").values_list("state", flat=True))
    assert kept == [HELD] * 20 + [WAITING] * 30
    assert of.reservations.values("team").distinct().count() == THREADS


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_twenty_that_give_up_at_once_let_twenty_move_up_in_order() -> None:
    reference.install()
    by = cast.person("training")
    of = make.training_class(seats=20)
    for _ in range(THREADS):
        seats.reserve(of, team=make.team(), count=1, by=by)
    leaving = list(of.reservations.filter(state=HELD))
    start = Barrier(len(leaving))

    def leave(reservation: object) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            seats.give_up(reservation, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(leaving)) as pool:
        list(pool.map(leave, leaving))
    kept = list(of.reservations.order_by("pk").values_list("state", flat=True))
    assert kept == [ReservationState.GIVEN_UP] * 20 + [HELD] * 20 + [WAITING] * 10


def _crowd(of: TrainingClass, teams: list[Team]) -> list[str]:
    by = cast.person("training")
    start = Barrier(len(teams))

    def one(team: Team) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            answer = seats.reserve(of, team=team, count=1, by=by)
            return "held" if answer.held else "waiting"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(teams)) as pool:
        return list(pool.map(one, teams))
