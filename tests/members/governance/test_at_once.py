"""The same moment, on real connections: the last ballot and the end of the vote, two officers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from association.base import clock
from association.base.errors import Refused
from members.governance import ballots, meetings, motions
from members.models import Ballot, BodyTerm, Resolution
from tests.factories import cast
from tests.factories import governance as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]

ROUNDS = range(4)


def at_once(*doors: Callable[[], object]) -> list[str]:
    """What each door answered: "done", or its refusal."""
    start = Barrier(len(doors))

    def play(door: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            door()
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(doors)) as pool:
        return list(pool.map(play, doors))


def test_ballots_that_arrive_as_the_vote_closes_are_counted_or_refused() -> None:
    """Whoever got a receipt is in the count, and nobody else is."""
    staff = cast.person("general")
    for _ in ROUNDS:
        term = make.term()
        seats = [make.seat(term) for _ in range(8)]
        motion = make.voting(term)
        # Half vote in time. Then the clock reaches the deadline in the midst of the others' votes.
        for seat in seats[:4]:
            ballots.cast(motion, seat, choice="in_favour", by=seat.user)
        late = [
            partial(ballots.cast, motion, seat, choice="against", by=seat.user)
            for seat in seats[4:]
        ]
        with clock.at(motion.meeting.deadline):
            answers = at_once(*late, partial(meetings.close, motion.meeting, by=staff))
        assert answers[-1] == "done"
        assert all("没有收下" in answer for answer in answers[:-1])
        motion.refresh_from_db()
        assert (motion.present, motion.in_favour, motion.against) == (4, 4, 0)
        _end(term)


def test_a_close_that_meets_the_last_ballot_counts_it_or_doesn_t_happen() -> None:
    """Before the deadline the vote may be closed only when everybody has voted."""
    staff = cast.person("general")
    for _ in ROUNDS:
        term = make.term()
        seats = [make.seat(term) for _ in range(3)]
        motion = make.voting(term)
        for seat in seats[:2]:
            ballots.cast(motion, seat, choice="in_favour", by=seat.user)
        last = partial(ballots.cast, motion, seats[2], choice="against", by=seats[2].user)
        cast_it, closed = at_once(last, partial(meetings.close, motion.meeting, by=staff))
        assert cast_it == "done"
        motion.refresh_from_db()
        if closed == "done":
            assert (motion.present, motion.against) == (3, 1)
        else:
            assert motion.present is None
            meetings.close(motion.meeting, by=staff)
        _end(term)


def test_one_delegate_in_two_windows_has_one_ballot() -> None:
    for _ in ROUNDS:
        term = make.term()
        seat = make.seat(term)
        motion = make.voting(term)
        doors = [
            partial(ballots.cast, motion, seat, choice=choice, by=seat.user)
            for choice in ("in_favour", "against")
        ]
        assert at_once(*doors).count("done") == 1
        assert Ballot.objects.filter(motion=motion).count() == 1
        _end(term)


def test_two_officers_deciding_at_once_make_one_resolution() -> None:
    head, general = cast.person("head"), cast.person("general")
    for turn in ROUNDS:
        term = make.term(seats=3)
        motion = make.motion(make.attended(term, 3))
        motions.count(motion, in_favour=3, against=0, abstained=0, by=general)
        answers = at_once(
            partial(motions.decide, motion, number=f"甲 {turn}", by=head),
            partial(motions.decide, motion, number=f"乙 {turn}", by=general),
        )
        assert answers.count("done") == 1
        assert any("结果已经宣布" in answer for answer in answers)
        motion.refresh_from_db()
        assert Resolution.objects.filter(mode="on_site").count() == turn + 1
        _end(term)


def test_a_recusal_that_meets_the_ballot_leaves_one_of_the_two() -> None:
    staff = cast.person("general")
    for _ in ROUNDS:
        term = make.term()
        seat = make.seat(term)
        motion = make.voting(term)
        answers = at_once(
            partial(ballots.cast, motion, seat, choice="in_favour", by=seat.user),
            partial(motions.recuse, motion, seat, reason="亲属任职", by=staff),
        )
        assert answers.count("done") == 1
        assert motion.ballots.count() + motion.recusals.count() == 1
        _end(term)


def _end(term: BodyTerm) -> None:
    """So that the next round has delegates of its own."""
    term.seats.update(end=clock.today() - timedelta(days=1))
