"""From the plan to the key that is handed back, and the two events that may stop it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from standardization import reference
from standardization.cases import steps
from standardization.checklists import answering
from standardization.enums import (
    CaseState,
    Duty,
    MeetingKind,
    Party,
    SnapshotKind,
    Transport,
    VisitKind,
    VisitState,
)
from standardization.models import (
    Answer,
    AnswerEvent,
    Attendee,
    Case,
    Checklist,
    Expert,
    ReadinessRule,
    ReadinessRuleSet,
    Told,
    Visit,
)
from standardization.visits import incidents, meetings, planning, readiness, running, vehicle
from tests.factories import cast, checklists, papers
from tests.factories import standardization as make

STAFF = "staff"


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def case(shi: User) -> Case:
    cast.person("expert")
    row = make.case(
        cast.company("antai"), by=shi, state=CaseState.RECHECK_PLANNED,
        organisation=cast.organisation("yunling"),
    )  # fmt: skip
    expert = Expert.objects.get(user=cast.person("expert"))
    make.assignment(row, expert, by=shi, duty=Duty.RECHECK_LEADER)
    return row


@pytest.fixture
def norm(db: None) -> ReadinessRuleSet:
    """Switched on."""
    reference.install()
    ReadinessRuleSet.objects.update(active=True)
    return ReadinessRuleSet.objects.get()


@pytest.fixture
def visit(case: Case, shi: User) -> Visit:
    return plan(case, shi)


def plan(case: Case, by: User, days: int = 3) -> Visit:
    on = clock.today() + timedelta(days)
    return planning.plan(case, kind=VisitKind.RECHECK, on=on, site=case.sites.get(), by=by)


def rule(code: str) -> ReadinessRule:
    return ReadinessRule.objects.get(code=code)


def who(visit: Visit, party: str) -> Attendee:
    return visit.attendees.get(party=party)


def grant_car(visit: Visit, by: User) -> None:
    request = vehicle.ask(visit, needed_at=clock.now(), people=4, purpose="复核", by=by)
    vehicle.decide(request, granted=True, by=cast.person("general"))


def prepare(visit: Visit, by: User) -> None:
    """Everything that the norm asks for before one leaves."""
    grant_car(visit, by)
    names = visit.attendees.filter(party=Party.REVIEW_ORG).values_list("name", flat=True)
    readiness.hand_in_roster(
        visit, names=[*names, "名单上的人"], upload=papers.licence("名单.pdf"), by=by
    )
    for line in readiness.lines(visit):
        if line.done or line.rule.after_visit:
            continue
        value = Decimal("36.5") if line.rule.kind == "measurement" else None
        upload = papers.licence("声明.pdf") if line.rule.kind == "document" else None
        readiness.record(
            visit, line.rule, attendee=line.attendee, value=value, measured_by=STAFF,
            upload=upload, by=by,
        )  # fmt: skip


def opened(visit: Visit, by: User) -> None:
    """The first meeting, with the head of the company."""
    boss = planning.add(visit, party=Party.COMPANY, name="安然", job="主要负责人", by=by)
    meetings.hold(visit, kind=MeetingKind.FIRST, present=[boss.pk], by=by)


def test_a_plan_brings_whoever_accepted_and_the_liaison(visit: Visit, shi: User) -> None:
    people = set(visit.attendees.values_list("party", "name"))
    assert people == {(Party.EXPERT, "岑松"), (Party.ASSOCIATION, shi.name)}
    assert Checklist.objects.get(visit=visit).kind == "recheck"


def test_a_second_visit_of_the_kind_waits_for_the_first(
    case: Case, visit: Visit, shi: User
) -> None:
    with pytest.raises(Refused, match="没有结束"):
        plan(case, shi)


def test_a_day_that_has_passed_is_no_plan(case: Case, shi: User) -> None:
    with pytest.raises(Refused, match="已经过了"):
        plan(case, shi, days=-1)


def test_a_set_that_is_off_or_out_of_its_days_asks_for_nothing(
    visit: Visit, norm: ReadinessRuleSet
) -> None:
    assert readiness.lines(visit)
    for change in ({"active": False}, {"active": True, "start": visit.on + timedelta(1)},
                   {"start": visit.on - timedelta(9), "end": visit.on - timedelta(1)}):  # fmt: skip
        ReadinessRuleSet.objects.update(**change)
        assert readiness.lines(visit) == []


def test_reference_data_are_off_and_stay_as_staff_left_them(db: None) -> None:
    reference.install()
    assert not ReadinessRuleSet.objects.get().active
    ReadinessRuleSet.objects.update(title="改过的")
    ReadinessRule.objects.filter(code="key").delete()
    reference.install()
    assert ReadinessRuleSet.objects.get().title == "改过的"
    assert not ReadinessRule.objects.filter(code="key").exists()


def test_masks_are_counted_by_head_and_the_car_is_due_two_days_before(
    visit: Visit, norm: ReadinessRuleSet, shi: User
) -> None:
    planning.add(visit, party=Party.EXPERT, name="杜若", by=shi)
    planning.add(visit, party=Party.COMPANY, name="安然", by=shi)
    by_code = {line.rule.code: line for line in readiness.lines(visit)}
    assert by_code["masks"].pieces == 3
    assert by_code["masks"].due.astimezone(clock.TZ).strftime("%H:%M") == "17:30"
    assert (visit.on - by_code[readiness.VEHICLE].due.astimezone(clock.TZ).date()).days == 2


@pytest.mark.parametrize(("value", "may"), [("37.3", True), ("37.31", False), ("37.4", False)])
def test_more_than_the_limit_keeps_somebody_away(
    visit: Visit, norm: ReadinessRuleSet, shi: User, value: str, may: bool
) -> None:
    cen = who(visit, Party.EXPERT)
    kept = readiness.record(
        visit, rule("temperature-expert"), attendee=cen, value=Decimal(value),
        measured_by=STAFF, by=shi,
    )  # fmt: skip
    cen.refresh_from_db()
    assert (kept.passed, cen.present is not False) == (may, may)


def test_who_rides_along_is_measured_and_who_drives_may_report(
    visit: Visit, norm: ReadinessRuleSet, shi: User
) -> None:
    cen = who(visit, Party.EXPERT)
    said = {"value": Decimal("36.4"), "measured_by": "self_reported", "by": shi}
    with pytest.raises(Refused, match="随车人员由工作人员测量"):
        readiness.record(visit, rule("temperature-expert"), attendee=cen, **said)
    planning.travels(cen, transport=Transport.OWN, by=shi)
    assert readiness.record(visit, rule("temperature-expert"), attendee=cen, **said).passed


def test_nothing_is_ready_before_all_of_it_is(
    visit: Visit, norm: ReadinessRuleSet, shi: User
) -> None:
    with pytest.raises(Refused, match="公务用车审批单获得批准还没有办"):
        running.make_ready(visit, by=shi)
    prepare(visit, shi)
    assert running.make_ready(visit, by=shi).state == VisitState.READY
    assert {line.rule.code for line in readiness.lines(visit) if not line.done} == {
        "disinfection-back", "key",
    }  # fmt: skip


def test_somebody_who_is_not_on_the_stamped_list_may_not_take_part(
    visit: Visit, norm: ReadinessRuleSet, shi: User
) -> None:
    prepare(visit, shi)
    running.make_ready(visit, by=shi)
    extra = planning.add(visit, party=Party.REVIEW_ORG, name="梁实", by=shi)
    with pytest.raises(Refused, match="梁实不在评审单位的盖章名单上"):
        running.begin(visit, by=shi)
    planning.stay_away(extra, by=shi, reason="不在名单")
    opened(visit, shi)
    assert running.begin(visit, by=shi).state == VisitState.ONGOING


def test_without_an_expert_it_does_not_begin(visit: Visit, shi: User) -> None:
    running.make_ready(visit, by=shi)
    planning.stay_away(who(visit, Party.EXPERT), by=shi, reason="发热")
    with pytest.raises(Refused, match="没有能参加的复核专家"):
        running.begin(visit, by=shi)


def test_whoever_asks_for_the_car_does_not_grant_it(visit: Visit) -> None:
    asking, granting = cast.person("safety"), cast.person("general")
    request = vehicle.ask(visit, needed_at=clock.now(), people=3, purpose="复核", by=asking)
    with pytest.raises(Refused, match="没有权限审批"):
        vehicle.decide(request, granted=True, by=asking)
    with pytest.raises(Refused, match="写明原因"):
        vehicle.decide(request, granted=False, by=granting)
    vehicle.decide(request, granted=False, reason="车在检修", by=granting)
    again = vehicle.ask(visit, needed_at=clock.now(), people=2, purpose="复核", by=asking)
    assert (again.pk, again.granted) == (request.pk, None)


def test_a_meeting_takes_only_those_who_come(visit: Visit, shi: User) -> None:
    an = planning.add(visit, party=Party.COMPANY, name="安然", job="主要负责人", by=shi)
    with pytest.raises(Refused, match="准备就绪后"):
        meetings.hold(visit, kind=MeetingKind.FIRST, present=[an.pk], by=shi)
    running.make_ready(visit, by=shi)
    with pytest.raises(Refused, match="请勾选到会的人"):
        meetings.hold(visit, kind=MeetingKind.FIRST, present=[], by=shi)
    first = meetings.hold(visit, kind=MeetingKind.FIRST, present=[an.pk], by=shi)
    late = who(visit, Party.EXPERT)
    assert meetings.hold(visit, kind=MeetingKind.FIRST, present=[an.pk, late.pk], by=shi) == first
    assert first.signs.count() == 2


def test_who_may_not_come_is_not_signed_in_as_a_guest_either(visit: Visit, shi: User) -> None:
    an = planning.add(visit, party=Party.COMPANY, name="安然", job="主要负责人", by=shi)
    Attendee.objects.filter(pk=an.pk).update(present=False)
    running.make_ready(visit, by=shi)
    with pytest.raises(Refused, match="安然已登记为不能参加"):
        meetings.hold(
            visit, kind=MeetingKind.FIRST, present=[], guests=[("安然", "主要负责人")], by=shi
        )
    assert not visit.meetings.exists()


def test_it_ends_with_the_last_meeting_and_a_whole_checklist(visit: Visit, shi: User) -> None:
    cen = cast.person("expert")
    running.make_ready(visit, by=shi)
    with pytest.raises(Refused, match="首次会议"):
        running.begin(visit, by=shi)
    opened(visit, shi)
    running.begin(visit, by=shi)
    with pytest.raises(Refused, match="末次会议"):
        running.finish(visit, by=shi)
    meetings.hold(visit, kind=MeetingKind.LAST, present=[who(visit, Party.EXPERT).pk], by=shi)
    with pytest.raises(Refused, match="4 项没有作答"):
        running.finish(visit, by=shi)
    visit.refresh_from_db()
    assert visit.state == VisitState.ONGOING
    row = Checklist.objects.get(visit=visit)
    codes = ("1.1", "2.1", "2.2", "2.3")
    bodies = [checklists.body(checklists.item(row, code)) for code in codes]
    answering.receive_many(row, bodies, by=cen)
    assert running.finish(visit, by=shi).state == VisitState.DONE
    row.refresh_from_db()
    assert row.closed_at is not None
    assert row.case.snapshots.get().kind == SnapshotKind.RECHECK
    row.case.refresh_from_db()
    assert row.case.state == CaseState.PANEL


def test_what_cannot_begin_is_told_to_everybody_before_another_day(visit: Visit, shi: User) -> None:
    incidents.cannot_begin(visit, text="专家发热", by=shi)
    visit.refresh_from_db()
    assert visit.state == VisitState.POSTPONED
    assert set(Told.objects.values_list("whom", flat=True)) == {
        "复核专家", "市局处室", "区应急局", "企业", "评审单位",
    }  # fmt: skip
    on = clock.today() + timedelta(9)
    with pytest.raises(Refused, match="还没有告知：复核专家"):
        incidents.plan_again(visit, on=on, by=shi)
    for row in Told.objects.all():
        incidents.told(row, how="电话", by=shi)
    with pytest.raises(Refused, match="已登记告知"):
        incidents.told(Told.objects.earliest("pk"), how="电话", by=shi)
    with pytest.raises(Refused, match="改期须先批准"):
        incidents.plan_again(visit, on=on, by=shi)
    asked = steps.propose(visit.case, "reschedule", by=shi, reason="专家已康复")
    steps.decide(asked, granted=True, by=cast.person("safety_head"))
    visit.case.refresh_from_db()
    new = incidents.plan_again(visit, on=on, by=shi)
    assert (new.replaces, new.on, new.state) == (visit, on, VisitState.PLANNED)
    assert Told.objects.exclude(at=None, by=None).count() == 5
    with pytest.raises(Refused, match="已经另行安排过"):
        incidents.plan_again(visit, on=on, by=shi)


def test_symptoms_stop_it_at_once_and_the_answers_stay(
    visit: Visit, shi: User, settings: object
) -> None:
    settings.SYMPTOMS_TOLD = ["属地疾控机构"]  # type: ignore[attr-defined]
    cen = cast.person("expert")
    running.make_ready(visit, by=shi)
    opened(visit, shi)
    running.begin(visit, by=shi)
    row = Checklist.objects.get(visit=visit)
    item = checklists.item(row, "1.1")
    answering.receive(row, checklists.body(item), by=cen)
    incidents.symptoms(visit, text="陪同人员持续干咳", by=cen)
    visit.refresh_from_db()
    assert visit.state == VisitState.ABORTED
    assert "属地疾控机构" in Told.objects.values_list("whom", flat=True)
    assert answering.receive(row, checklists.failing(item), by=cen).late
    assert Answer.objects.get().state == "conforms"
    assert AnswerEvent.objects.count() == 2


OUTSIDE: list[Callable[[Visit, User], object]] = [
    lambda visit, by: running.make_ready(visit, by=by),
    lambda visit, by: incidents.cannot_begin(visit, text="x", by=by),
    lambda visit, by: planning.add(visit, party=Party.COMPANY, name="甲", by=by),
    lambda visit, by: meetings.hold(visit, kind=MeetingKind.FIRST, present=[], by=by),
    lambda visit, by: vehicle.ask(visit, needed_at=clock.now(), people=1, purpose="x", by=by),
]


@pytest.mark.parametrize("door", OUTSIDE)
@pytest.mark.parametrize("role", ["antai_admin", "reviewer", "general"])
def test_nobody_else_runs_a_visit(
    visit: Visit, door: Callable[[Visit, User], object], role: str
) -> None:
    with pytest.raises(Refused, match="没有权限"):
        door(visit, cast.person(role))
