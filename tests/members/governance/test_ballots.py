"""通讯表决: one ballot each, in time or not at all, sealed until the end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import AuditEntry
from members.enums import MotionState
from members.governance import ballots, meetings, motions
from members.models import Ballot, Member, Motion, Resolution, Seat
from tests.factories import cast
from tests.factories import governance as make

pytestmark = pytest.mark.django_db

LATER = timedelta(days=8)


@pytest.fixture
def wu(db: None) -> User:
    return cast.person("general")


def delegates(count: int) -> list[Seat]:
    term = make.term()
    return [make.seat(term) for _ in range(count)]


def vote(motion: Motion, seat: Seat, choice: str = "in_favour") -> Ballot:
    return ballots.cast(motion, seat, choice=choice, by=seat.user)


def closed(motion: Motion, *, by: User) -> Motion:
    with clock.at(clock.now() + LATER):
        meetings.close(motion.meeting, by=by)
    motion.refresh_from_db()
    return motion


def decided(motion: Motion, *, by: User) -> Resolution:
    with clock.at(clock.now() + LATER):
        decision = motions.decide(motion, number="1", by=by)
    assert decision is not None
    return decision


def test_two_thirds_of_the_ballots_decide(wu: User, chen: User) -> None:
    seats = delegates(3)
    motion = make.voting(seats[0].term)
    vote(motion, seats[0])
    vote(motion, seats[1])
    decision = decided(closed(motion, by=wu), by=chen)
    assert (decision.mode, decision.seats, decision.present) == ("correspondence", 3, 2)
    assert (decision.in_favour, decision.against, decision.abstained) == (2, 0, 0)
    assert decision.decided_on == motion.meeting.deadline.astimezone(clock.TZ).date()


def test_too_few_ballots_decide_nothing(wu: User, chen: User) -> None:
    seats = delegates(3)
    motion = make.voting(seats[0].term)
    vote(motion, seats[0])
    closed(motion, by=wu)
    with pytest.raises(Refused, match="收到表决票须达应到的 2/3：3 × 1 = 3 < 2 × 3 = 6"):
        motions.decide(motion, number="1", by=chen)
    motion.refresh_from_db()
    assert (motion.state, motion.resolution) == (MotionState.OPEN, None)


def test_the_vote_stays_sealed_until_its_deadline(wu: User, chen: User) -> None:
    seats = delegates(3)
    motion = make.voting(seats[0].term)
    vote(motion, seats[0], "against")
    with pytest.raises(Refused, match="截止之前不开封"):
        meetings.close(motion.meeting, by=wu)
    with pytest.raises(Refused, match="票还封着"):
        motions.decide(motion, number="1", by=chen)
    motion.refresh_from_db()
    assert (motion.in_favour, motion.against, motion.present) == (None, None, None)
    assert motions.judgement(motion).present == 1  # how many came may be known


def test_the_audit_keeps_that_somebody_voted_and_not_how() -> None:
    seats = delegates(1)
    ballot = vote(make.voting(seats[0].term), seats[0], "against")
    entry = AuditEntry.objects.get(action="投票")
    told = f"{entry.before}{entry.after}{entry.reason}{entry.object_label}"
    assert ballot.receipt in told
    assert "反对" not in told
    assert "against" not in told


def test_when_everybody_has_voted_nobody_has_to_wait(wu: User, hengyuan: Member) -> None:
    seats = delegates(2)
    make.seat(seats[0].term, member=hengyuan)
    motion = make.voting(seats[0].term, member=hengyuan)
    vote(motion, seats[0])
    vote(motion, seats[1], "abstain")
    meetings.close(motion.meeting, by=wu)
    motion.refresh_from_db()
    counts = (motion.seats, motion.present, motion.in_favour, motion.abstained, motion.recused)
    assert counts == (3, 2, 1, 1, 1)


def test_one_ballot_each_that_can_t_be_changed() -> None:
    seats = delegates(2)
    motion = make.voting(seats[0].term)
    ballot = vote(motion, seats[0])
    with pytest.raises(Refused, match="每人一票"):
        vote(motion, seats[0], "against")
    for change in (
        lambda: Ballot.objects.update(choice="against"),
        lambda: Ballot.objects.filter(pk=ballot.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_nobody_casts_another_s_ballot(wu: User) -> None:
    seats = delegates(2)
    motion = make.voting(seats[0].term)
    for stranger in (seats[1].user, wu, None):
        with pytest.raises(Refused, match="只有本人"):
            ballots.cast(motion, seats[0], choice="in_favour", by=stranger)


def test_a_late_ballot_is_not_taken_in() -> None:
    seats = delegates(1)
    motion = make.voting(seats[0].term)
    with clock.at(motion.meeting.deadline), pytest.raises(Refused, match="截止，这一票没有收下"):
        vote(motion, seats[0])
    assert not Ballot.objects.exists()


def test_a_ballot_a_moment_before_the_deadline_counts() -> None:
    seats = delegates(1)
    motion = make.voting(seats[0].term)
    with clock.at(motion.meeting.deadline - timedelta(minutes=1)):
        assert vote(motion, seats[0]).receipt


def test_nobody_votes_before_the_opening_or_on_what_was_withdrawn(wu: User) -> None:
    seats = delegates(1)
    motion = make.motion(make.remote(seats[0].term))
    with pytest.raises(Refused, match="还没有开始"):
        vote(motion, seats[0])
    other = make.motion(motion.meeting)
    meetings.open(motion.meeting, by=wu)
    motions.withdraw(other, reason="材料有误", by=wu)
    with pytest.raises(Refused, match="已撤下"):
        vote(other, seats[0])


def test_a_recused_delegate_doesn_t_vote_and_leaves_the_quorum(
    wu: User, chen: User, hengyuan: Member
) -> None:
    """Of 4 seats one is recused: 2 ballots of 3 are two thirds; with 4 they wouldn't be."""
    seats = delegates(3)
    own = make.seat(seats[0].term, member=hengyuan)
    motion = make.voting(own.term, member=hengyuan)
    with pytest.raises(Refused, match="须回避"):
        vote(motion, own)
    vote(motion, seats[0])
    vote(motion, seats[1])
    decision = decided(closed(motion, by=wu), by=chen)
    assert (decision.seats, decision.present, decision.recused) == (4, 2, 1)


def test_who_begins_to_act_for_the_company_during_the_vote_votes_no_more(antai: Member) -> None:
    seats = delegates(2)
    motion = make.voting(seats[0].term, member=antai)
    antai.representatives.create(user=seats[0].user, role="agent", since=clock.now())
    with pytest.raises(Refused, match="须回避"):
        vote(motion, seats[0])


def test_nobody_is_recused_after_voting(wu: User) -> None:
    seats = delegates(1)
    motion = make.voting(seats[0].term)
    vote(motion, seats[0])
    with pytest.raises(Refused, match="已经投票"):
        motions.recuse(motion, seats[0], reason="亲属任职", by=wu)


def test_a_seat_given_after_the_opening_isn_t_on_the_roll() -> None:
    seats = delegates(1)
    motion = make.voting(seats[0].term)
    late = make.seat(seats[0].term)
    with pytest.raises(Refused, match="不在这次表决的应到名单上"):
        vote(motion, late)


def test_the_agenda_is_closed_once_the_first_could_vote(wu: User) -> None:
    motion = make.voting(delegates(1)[0].term)
    with pytest.raises(Refused, match="不能再加议题"):
        motions.put(motion.meeting, title="临时动议", text="同意。", by=wu)


def test_a_count_by_hand_is_not_for_ballots(wu: User) -> None:
    motion = make.voting(delegates(1)[0].term)
    with pytest.raises(Refused, match="系统计票"):
        motions.count(motion, in_favour=1, against=0, abstained=0, by=wu)
