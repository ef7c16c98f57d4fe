"""Seats: twenty are twenty, the line goes by number, a quota passes its company over."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import AuditEntry, OutboxRow
from members.enums import MemberState
from members.models import Member
from tests.factories import cast
from tests.factories import training as make
from training.classes import keeping, seats
from training.enums import ClassState, EnrolmentState, ReservationState
from training.models import QuotaRule, Reservation, TrainingClass

pytestmark = pytest.mark.django_db

HELD, WAITING = ReservationState.HELD, ReservationState.WAITING


@pytest.fixture
def qiao(db: None) -> User:
    return cast.person("training")


@pytest.fixture(autouse=True)
def _five_and_three(db: None) -> None:
    QuotaRule.objects.all().delete()
    QuotaRule.objects.create(since=date(2020, 1, 1), base=5, bonus=3, source="试行办法")


def states(of: TrainingClass) -> list[str]:
    return list(of.reservations.order_by("pk").values_list("state", flat=True))


def test_who_asks_for_more_than_are_left_waits_for_the_rest(qiao: User) -> None:
    of = make.training_class(seats=6)
    seats.reserve(of, team=make.team(), count=3, by=qiao)
    answer = seats.reserve(of, team=make.team(), count=5, by=qiao)
    assert (len(answer.held), len(answer.waiting)) == (3, 2)
    assert states(of) == [HELD] * 6 + [WAITING] * 2
    assert answer.said.startswith("已留 3 个名额。2 个进入候补：班里的名额已满。")


def test_a_member_may_hold_the_bonus_as_well_and_no_more(qiao: User, antai: Member) -> None:
    of = make.training_class()
    answer = seats.reserve(of, team=make.team(member=antai), count=9, by=qiao)
    assert (len(answer.held), len(answer.waiting)) == (8, 1)
    assert "本单位在这个班的名额（8 个）已用完" in answer.said


def test_the_teams_of_one_member_share_its_quota(qiao: User, antai: Member) -> None:
    of = make.training_class()
    seats.reserve(of, team=make.team(member=antai), count=6, by=qiao)
    answer = seats.reserve(of, team=make.team(member=antai), count=4, by=qiao)
    assert (len(answer.held), len(answer.waiting)) == (2, 2)


def test_a_team_of_nobody_has_a_quota_of_its_own(qiao: User) -> None:
    of = make.training_class()
    for _ in range(2):
        answer = seats.reserve(of, team=make.team(), count=6, by=qiao)
        assert (len(answer.held), len(answer.waiting)) == (5, 1)


def test_who_is_no_active_member_has_no_bonus(qiao: User, antai: Member) -> None:
    antai.state = MemberState.LAPSED
    antai.save()
    answer = seats.reserve(make.training_class(), team=make.team(member=antai), count=8, by=qiao)
    assert len(answer.held) == 5


def test_the_rule_in_force_on_the_day_of_reserving_counts(qiao: User) -> None:
    QuotaRule.objects.create(
        since=clock.today() + timedelta(1), base=1, bonus=0, source="明天起的办法"
    )
    of = make.training_class()
    assert len(seats.reserve(of, team=make.team(), count=2, by=qiao).held) == 2
    with clock.at(clock.today() + timedelta(1)):
        assert len(seats.reserve(of, team=make.team(), count=2, by=qiao).held) == 1


def test_without_any_rule_nobody_is_promised_a_seat(qiao: User) -> None:
    QuotaRule.objects.all().delete()
    of = make.training_class()
    with pytest.raises(Refused, match="名额办法"):
        seats.reserve(of, team=make.team(), count=1, by=qiao)
    assert not of.reservations.exists()


def test_a_seat_given_up_goes_to_the_first_in_line_and_the_team_is_told(qiao: User) -> None:
    of = make.training_class(seats=2)
    first, second, third = make.team(), make.team(), make.team()
    seats.reserve(of, team=first, count=2, by=qiao)
    seats.reserve(of, team=second, count=1, by=qiao)
    seats.reserve(of, team=third, count=1, by=qiao)
    told = make.contact(second)
    moved = seats.give_up(first.reservations.first(), by=qiao)
    assert [each.team for each in moved] == [second]
    assert states(of) == [ReservationState.GIVEN_UP, HELD, HELD, WAITING]
    message = OutboxRow.objects.get(person=told.user)
    assert message.subject == f"候补成功：{of}"


def test_a_seat_given_up_still_names_its_team(qiao: User) -> None:
    of, team = make.training_class(), make.team()
    seats.reserve(of, team=team, count=1, by=qiao)
    seats.give_up(team.reservations.get(), by=qiao)
    entry = AuditEntry.objects.get(action="放弃名额")
    assert "队伍" not in entry.before
    assert entry.after == {"名额": ReservationState.GIVEN_UP.label, "队伍": team.name}


def test_the_line_passes_over_whose_quota_is_used_up(qiao: User) -> None:
    of = make.training_class(seats=6)
    big, other, small = make.team(), make.team(), make.team()
    seats.reserve(of, team=big, count=6, by=qiao)  # five, and one waits over the quota
    seats.reserve(of, team=other, count=1, by=qiao)
    late = seats.reserve(of, team=small, count=1, by=qiao)
    assert len(late.waiting) == 1
    seats.give_up(other.reservations.get(), by=qiao)
    assert small.reservations.get().state == HELD
    assert big.reservations.filter(state=WAITING).count() == 1, "keeps its place"


def test_a_seat_of_ones_own_given_up_lets_ones_own_line_move(qiao: User) -> None:
    of = make.training_class(seats=6)
    team = make.team()
    seats.reserve(of, team=team, count=6, by=qiao)
    seats.give_up(team.reservations.first(), by=qiao)
    assert team.reservations.filter(state=HELD).count() == 5
    assert not team.reservations.filter(state=WAITING).exists()


def test_seats_that_are_added_go_to_the_line(qiao: User) -> None:
    of = make.training_class(seats=1)
    for _ in range(3):
        seats.reserve(of, team=make.team(), count=1, by=qiao)
    keeping.amend(of, changes={"seats": 2}, by=qiao)
    assert states(of) == [HELD, HELD, WAITING]


def test_nobody_moves_up_once_the_training_has_begun(qiao: User) -> None:
    of = make.training_class(seats=1)
    first, second = make.team(), make.team()
    seats.reserve(of, team=first, count=1, by=qiao)
    seats.reserve(of, team=second, count=1, by=qiao)
    of.state = ClassState.TRAINING
    of.save()
    assert seats.give_up(first.reservations.get(), by=qiao) == []
    assert second.reservations.get().state == WAITING


def test_a_seat_with_somebody_on_it_is_not_given_up(qiao: User) -> None:
    row = make.enrolment(make.training_class(), make.team())
    with pytest.raises(Refused, match="请先为他办理退出"):
        seats.give_up(row.reservation, by=qiao)
    row.state = EnrolmentState.WITHDRAWN
    row.save()
    seats.give_up(Reservation.objects.get(pk=row.reservation.pk), by=qiao)
    with pytest.raises(Refused, match="已经放弃"):
        seats.give_up(row.reservation, by=qiao)


@pytest.mark.parametrize(("days", "sentence"), [(-2, "开始报名"), (-1, ""), (20, ""), (21, "截止")])
def test_the_window_holds_its_first_and_its_last_day(qiao: User, days: int, sentence: str) -> None:
    of, team = make.training_class(), make.team()
    with clock.at(clock.today() + timedelta(days)):
        if sentence:
            with pytest.raises(Refused, match=sentence):
                seats.reserve(of, team=team, count=1, by=qiao)
        else:
            assert seats.reserve(of, team=team, count=1, by=qiao).held


@pytest.mark.parametrize("state", [s for s in ClassState if s != ClassState.ENROLLING])
def test_seats_are_reserved_in_a_class_that_is_open(qiao: User, state: ClassState) -> None:
    with pytest.raises(Refused, match="不在报名中"):
        seats.reserve(make.training_class(state=state), team=make.team(), count=1, by=qiao)


@pytest.mark.parametrize("count", [0, -1, 21])
def test_a_count_that_no_class_has_is_refused_at_its_field(qiao: User, count: int) -> None:
    with pytest.raises(Refused, match="1 到 20") as refused:
        seats.reserve(make.training_class(), team=make.team(), count=count, by=qiao)
    assert refused.value.field == "count"


def test_the_own_contact_reserves_and_nobody_elses() -> None:
    of, team = make.training_class(), cast.team("chenling")
    assert seats.reserve(of, team=team, count=1, by=cast.person("team_contact")).held
    for role in ("other_contact", "antai_admin", "head", "social"):
        with pytest.raises(Refused, match="没有权限"):
            seats.reserve(of, team=team, count=1, by=cast.person(role))
        with pytest.raises(Refused, match="没有权限"):
            seats.give_up(team.reservations.get(), by=cast.person(role))


def test_a_retired_team_reserves_nothing(qiao: User) -> None:
    with pytest.raises(Refused, match="已停用"):
        seats.reserve(make.training_class(), team=make.team(active=False), count=1, by=qiao)


def test_what_happened_stands_on_the_timeline_of_the_class(qiao: User) -> None:
    of, team = make.training_class(seats=1), make.team("青石救援队")
    for each in (team, make.team()):
        seats.reserve(of, team=each, count=1, by=qiao)
    seats.give_up(team.reservations.first(), by=qiao, reason="人手不够")
    entries = [(entry.action, entry.reason) for entry in audit.timeline(of)]
    assert entries == [
        ("候补转为已留名额", ""),
        ("放弃名额", "人手不够"),
        ("预留名额", ""),
        ("预留名额", ""),
    ]


def test_moving_up_costs_the_same_however_long_the_line(qiao: User) -> None:
    def cost(length: int) -> int:
        of, first = make.training_class(seats=1), make.team()
        seats.reserve(of, team=first, count=1, by=qiao)
        for _ in range(length):
            make.reservation(of, make.team(), state=WAITING)
        with CaptureQueriesContext(connection) as asked:
            assert len(seats.give_up(first.reservations.get(), by=qiao)) == 1
        return len(asked)

    assert cost(12) == cost(2)
