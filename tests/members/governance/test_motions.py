"""S2: a body decides by its own rule, and without quorum nothing is written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import AuditEntry
from members.enums import MotionState
from members.governance import meetings, motions
from members.models import Body, Member, Motion, Resolution
from tests.factories import cast, members
from tests.factories import governance as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def wu(client_for: object) -> User:
    """吴佳 of the general office, who holds the meetings."""
    return cast.person("general")


def counted(motion: Motion, in_favour: int, against: int = 0, *, by: User) -> Motion:
    motions.count(motion, in_favour=in_favour, against=against, abstained=0, by=by)
    return motion


def test_with_29_of_45_the_meeting_doesn_t_open_and_with_30_it_does(wu: User) -> None:
    term = make.term(seats=45)
    meeting = make.on_site(term)
    seats = list(term.seats.all())
    meetings.record_attendance(meeting, present=seats[:29], by=wu)
    with pytest.raises(Refused, match="3 × 29 = 87 < 2 × 45 = 90"):
        meetings.open(meeting, by=wu)
    assert meetings.record_attendance(meeting, present=seats[:30], by=wu).quorate
    meetings.open(meeting, by=wu)
    assert meeting.state == "open"


def test_who_leaves_the_room_can_take_the_quorum_along(wu: User, chen: User) -> None:
    term = make.term(seats=45)
    meeting = make.attended(term, 30)
    motion = make.motion(meeting)
    meetings.record_attendance(meeting, present=list(term.seats.all())[:29], by=wu)
    counted(motion, 29, by=wu)
    before = AuditEntry.objects.count()
    with pytest.raises(Refused, match="不够法定人数"):
        motions.decide(motion, number="晨决〔2020〕9号", by=chen)
    motion.refresh_from_db()
    assert (motion.state, motion.resolution, motion.decided_at) == (MotionState.OPEN, None, None)
    assert not Resolution.objects.filter(number="晨决〔2020〕9号").exists()
    assert AuditEntry.objects.count() == before


def test_20_of_31_fail_without_a_resolution(wu: User, chen: User) -> None:
    motion = counted(make.motion(make.attended(make.term(seats=45), 31)), 20, 11, by=wu)
    assert motions.decide(motion, number="晨决〔2020〕9号", by=chen) is None
    assert (motion.state, motion.resolution) == (MotionState.FAILED, None)
    assert not Resolution.objects.filter(number="晨决〔2020〕9号").exists()


def test_21_of_31_carry_and_the_resolution_knows_its_arithmetic(wu: User, chen: User) -> None:
    motion = counted(make.motion(make.attended(make.term(seats=45), 31)), 21, 10, by=wu)
    decision = motions.decide(motion, number=" 晨决〔2020〕9号 ", by=chen)
    assert decision is not None
    assert decision == motion.resolution
    assert motion.state == MotionState.CARRIED
    assert decision.number == "晨决〔2020〕9号"
    assert (decision.body, decision.mode, decision.decided_on) == (
        "standing_council", "on_site", clock.today()
    )  # fmt: skip
    votes = (decision.seats, decision.present, decision.in_favour, decision.against)
    assert votes == (45, 31, 21, 10)
    assert (decision.abstained, decision.recused, decision.verified) == (0, 0, True)
    assert decision.arithmetic["rule"]["quorum_num"] == 2
    assert "3 × 21 = 63 ≥ 2 × 31 = 62" in decision.arithmetic["sentences"][-1]


def test_a_carried_motion_needs_a_number_and_a_failed_one_doesn_t(wu: User, chen: User) -> None:
    meeting = make.attended(make.term(seats=3), 3)
    carried, failed = make.motion(meeting), make.motion(meeting)
    with pytest.raises(Refused, match="请填决议文号"):
        motions.decide(counted(carried, 3, by=wu), by=chen)
    assert motions.decide(counted(failed, 1, 2, by=wu), by=chen) is None


def test_a_number_that_is_taken_is_refused(wu: User, chen: User) -> None:
    members.resolution("晨决〔2020〕9号")
    motion = counted(make.motion(make.attended(make.term(seats=3), 3)), 3, by=wu)
    with pytest.raises(Refused, match="这个文号的决议已经登记"):
        motions.decide(motion, number="晨决〔2020〕9号", by=chen)


def test_nobody_decides_before_the_count(chen: User) -> None:
    motion = make.motion(make.attended(make.term(seats=3), 3))
    with pytest.raises(Refused, match="还没有计票"):
        motions.decide(motion, number="1", by=chen)


def test_more_votes_than_there_are_hands_are_refused(wu: User) -> None:
    motion = make.motion(make.attended(make.term(seats=45), 30))
    with pytest.raises(Refused, match="共 31 票，而到会且不回避的只有 30 席"):
        counted(motion, 21, 10, by=wu)


def test_the_applicant_s_own_delegate_is_recused_and_leaves_both_counts(
    wu: User, chen: User, hengyuan: Member
) -> None:
    term = make.term(seats=44)
    own = make.seat(term, member=hengyuan)
    meeting = make.attended(term, 31, seats=[own])
    motion = make.motion(meeting, member=hengyuan)
    assert [row.seat for row in motion.recusals.all()] == [own]
    # 30 × 3 = 90 ≥ 2 × 44; of 30 who may vote 20 are two thirds.
    counted(motion, 20, 10, by=wu)
    decision = motions.decide(motion, number="1", by=chen)
    assert decision is not None
    assert (decision.seats, decision.present, decision.recused) == (45, 31, 1)
    assert "应到按 44 席，到会按 30 席" in decision.arithmetic["sentences"][0]


def test_who_acts_for_the_company_in_the_portal_is_its_own_delegate_too(hengyuan: Member) -> None:
    term = make.term(seats=5)
    own = make.seat(term, cast.person("hengyuan_admin"))
    motion = make.motion(make.on_site(term), member=hengyuan)
    assert [row.seat for row in motion.recusals.all()] == [own]


def test_a_delegate_seated_after_the_agenda_was_made_is_recused_at_the_opening(
    wu: User, hengyuan: Member
) -> None:
    term = make.term(seats=5)
    motion = make.motion(make.remote(term), member=hengyuan)
    own = make.seat(term, member=hengyuan)
    meetings.open(motion.meeting, by=wu)
    assert [row.seat for row in motion.recusals.all()] == [own]


def test_recusing_somebody_after_the_count_clears_it(wu: User, chen: User) -> None:
    term = make.term(seats=9)
    motion = counted(make.motion(make.attended(term, 9)), 9, by=wu)
    motions.recuse(motion, term.seats.first(), reason="亲属任职", by=wu)
    motion.refresh_from_db()
    assert not motion.counted
    with pytest.raises(Refused, match="还没有计票"):
        motions.decide(motion, number="1", by=chen)
    with pytest.raises(Refused, match="只有 8 席"):
        counted(motion, 9, by=wu)


def test_a_recusal_says_why_and_is_of_the_body(wu: User) -> None:
    motion = make.motion(make.on_site(make.term(seats=3)))
    with pytest.raises(Refused, match="理由"):
        motions.recuse(motion, motion.meeting.term.seats.first(), reason=" ", by=wu)
    stranger = make.seat(make.term("supervisors"))
    with pytest.raises(Refused, match="不是第三届常务理事会的代表"):
        motions.recuse(motion, stranger, reason="亲属", by=wu)


def test_the_rule_is_the_one_of_the_call(wu: User, chen: User) -> None:
    """Who amends the body's rule meanwhile changes the next meeting, not this one."""
    motion = make.motion(make.attended(make.term(seats=45), 31))
    Body.objects.update(majority_num=1, majority_den=3)
    assert motions.decide(counted(motion, 20, 11, by=wu), by=chen) is None


def test_a_motion_that_was_withdrawn_has_no_result(wu: User, chen: User) -> None:
    motion = make.motion(make.attended(make.term(seats=3), 3))
    motions.withdraw(motion, reason="材料不全，下次再议", by=wu)
    with pytest.raises(Refused, match="撤下"):
        counted(motion, 3, by=wu)
    with pytest.raises(Refused, match="撤下"):
        motions.decide(motion, number="1", by=chen)


def test_a_decision_stands_in_the_database(wu: User, chen: User) -> None:
    motion = counted(make.motion(make.attended(make.term(seats=3), 3)), 3, by=wu)
    decision = motions.decide(motion, number="1", by=chen)
    assert decision is not None
    for change in (
        lambda: Motion.objects.filter(pk=motion.pk).update(in_favour=1),
        lambda: Resolution.objects.filter(pk=decision.pk).update(in_favour=1),
        lambda: Resolution.objects.filter(pk=decision.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    Resolution.objects.filter(pk=decision.pk).update(verified=False)


@pytest.mark.parametrize("role", ["social", "finance", "reader", "antai_admin"])
def test_only_the_secretary_general_and_the_general_office_declare(role: str, wu: User) -> None:
    motion = counted(make.motion(make.attended(make.term(seats=3), 3)), 3, by=wu)
    with pytest.raises(Refused, match="没有权限宣布"):
        motions.decide(motion, number="1", by=cast.person(role))


def test_who_holds_no_meetings_puts_and_counts_nothing(he: User) -> None:
    motion = make.motion(make.attended(make.term(seats=3), 3))
    for door in (
        lambda: motions.put(motion.meeting, title="甲", text="乙", by=he),
        lambda: counted(motion, 3, by=he),
        lambda: motions.recuse(motion, motion.meeting.term.seats.first(), reason="因", by=he),
        lambda: meetings.close(motion.meeting, by=he),
    ):
        with pytest.raises(Refused, match="没有权限"):
            door()


def test_a_meeting_ends_when_every_matter_has_its_result(wu: User, chen: User) -> None:
    motion = make.motion(make.attended(make.term(seats=3), 3))
    with pytest.raises(Refused, match="还有 1 项议题没有结果"):
        meetings.close(motion.meeting, by=wu)
    motions.decide(counted(motion, 1, 2, by=wu), by=chen)
    assert meetings.close(motion.meeting, by=wu).state == "closed"


@pytest.mark.parametrize("kind", ["congress", "council"])
def test_congress_and_council_never_vote_by_correspondence(kind: str, wu: User) -> None:
    with pytest.raises(Refused, match="须现场召开"):
        meetings.call(
            make.term(kind, seats=3), title="会议", mode="correspondence",
            held_on=clock.today(), deadline=clock.now() + timedelta(days=3), by=wu,
        )  # fmt: skip


def test_a_re_election_is_in_a_room_whatever_the_body(wu: User) -> None:
    with pytest.raises(Refused, match="换届大会须现场召开"):
        meetings.call(
            make.term(seats=3), title="会议", mode="correspondence", occasion="re_election",
            held_on=clock.today(), deadline=clock.now() + timedelta(days=3), by=wu,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "what"),
    [({}, "写明理由"), ({"on_site_reason": "事关重大"}, "预计到场人数")],
)
def test_the_others_meet_in_a_room_with_a_reason_and_a_head_count(
    facts: dict, what: str, wu: User
) -> None:
    with pytest.raises(Refused, match=what):
        meetings.call(
            make.term(seats=3), title="会议", mode="on_site", held_on=clock.today(), by=wu, **facts
        )


def test_a_vote_by_correspondence_is_the_default_and_has_an_end(wu: User) -> None:
    term = make.term(seats=3)
    with pytest.raises(Refused, match="请填截止时间"):
        meetings.call(term, title="表决", held_on=clock.today(), by=wu)
    with pytest.raises(Refused, match="已经过去"):
        meetings.call(term, title="表决", held_on=clock.today(), deadline=clock.now(), by=wu)
    assert make.remote(term).mode == "correspondence"


def test_seats_that_ended_are_not_on_the_roll(wu: User) -> None:
    term = make.term(seats=3)
    gone = term.seats.first()
    gone.end = clock.today() - timedelta(days=1)
    gone.save()
    meeting = make.on_site(term)
    assert meeting.roll.count() == 2
    with pytest.raises(Refused, match="代表1不在这次会议的应到名单上"):
        meetings.record_attendance(meeting, present=[gone], by=wu)


def test_a_meeting_called_off_withdraws_its_matters(wu: User) -> None:
    motion = make.motion(make.on_site(make.term(seats=3)))
    meetings.cancel(motion.meeting, reason="改期", by=wu)
    motion.refresh_from_db()
    assert motion.state == MotionState.WITHDRAWN


def test_the_tables_in_the_database_guard_the_ballots(wu: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_trigger where tgrelid = 'members_ballot'::regclass "
            "and tgname in ('members_ballot_append_only', 'members_ballot_no_truncate')"
        )
        assert cursor.fetchone() == (2,)
