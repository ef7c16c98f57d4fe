"""A visit run from the phone by its leader, and from the desk by 安全技术部."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.accounts.models import User
from association.base import clock
from standardization import reference
from standardization.cases import letters, steps
from standardization.enums import CaseState, Duty, LetterKind, Party, VisitKind, VisitState
from standardization.models import (
    Case,
    Expert,
    Incident,
    ReadinessRecord,
    ReadinessRuleSet,
    Told,
    VehicleRequest,
    Visit,
)
from standardization.visits import planning
from tests.conftest import ClientFor
from tests.factories import cast, checklists, papers
from tests.factories import standardization as make


def at(name: str, *keys: object) -> str:
    return reverse(f"admin:standardization_{name}", args=keys)


def on_phone(name: str, visit: Visit, *more: object) -> str:
    return reverse(f"standardization:expert_{name}", args=[visit.pk, *more])


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def desk(client_for: ClientFor) -> Client:
    return client_for("safety")


@pytest.fixture
def visit(shi: User) -> Visit:
    cast.person("expert")
    return checklists.visit(state=VisitState.READY)


def test_the_leader_begins_and_signs_people_in_from_the_phone(
    client_for: ClientFor, visit: Visit, shi: User
) -> None:
    phone = client_for("expert")
    an = planning.add(visit, party=Party.COMPANY, name="安然", by=shi)
    url = on_phone("meeting", visit, "first")
    assert phone.post(url, {"note": "没有人"}).status_code == 422
    phone.post(url, {"present": [an.pk], "note": "宣布计划"})
    phone.post(on_phone("visit_step", visit, "begin"))
    visit.refresh_from_db()
    assert visit.state == VisitState.ONGOING
    assert "安然" in phone.get(on_phone("visit", visit)).content.decode()
    told = phone.post(on_phone("visit_step", visit, "finish"), follow=True).content.decode()
    assert "还没有末次会议的记录" in told


def test_the_experts_first_page_opens_todays_checklist(client_for: ClientFor, visit: Visit) -> None:
    phone, home = client_for("expert"), reverse("standardization:expert_home")
    Visit.objects.update(on=clock.today() + timedelta(days=1))
    sheet = on_phone("checklist", visit)
    assert sheet not in phone.get(home).content.decode()
    Visit.objects.update(on=clock.today())
    seen = phone.get(home).content.decode()
    assert sheet in seen
    assert seen.index(sheet) < seen.index("已接受的委派")
    row = visit.case.assignments.get(expert__user=cast.person("expert"))
    duty = phone.get(reverse("standardization:expert_assignment", args=[row.pk])).content.decode()
    assert sheet in duty
    assert on_phone("visit", visit) in duty


def test_whoever_is_there_may_stop_it_and_only_the_leader_runs_it(
    client_for: ClientFor, shi: User
) -> None:
    second = make.expert_user("倪川")
    visit = checklists.visit(second=second, lead=make.expert_user("杜若"))
    Expert.objects.filter(pk=second.pk).update(user=cast.person("reviewer"))
    phone = client_for("reviewer")
    assert phone.get(on_phone("meeting", visit, "first")).status_code == 404
    assert phone.post(on_phone("visit_stop", visit), {"text": ""}).status_code == 422
    long = phone.post(on_phone("visit_stop", visit), {"text": "持续干咳" * 126})
    assert long.status_code == 422
    assert "持续干咳" * 126 in long.content.decode()
    assert not Incident.objects.exists()
    phone.post(on_phone("visit_stop", visit), {"text": "陪同人员持续干咳"})
    assert Incident.objects.get().text == "陪同人员持续干咳"
    visit.refresh_from_db()
    assert visit.state == VisitState.ABORTED
    late = phone.post(on_phone("visit_stop", visit), {"text": "另一人胸闷"}).content.decode()
    assert "您刚才填写的：另一人胸闷" in late
    assert Incident.objects.count() == 1


def test_the_desk_plans_and_sees_the_visit_in_the_case(desk: Client, shi: User) -> None:
    cast.person("expert")
    case = checklists.visit(state=VisitState.DONE).case
    on = clock.today() + timedelta(4)
    form = {"kind": "recheck", "on": on.isoformat(), "site": case.sites.get().pk, "text": "看罐区"}
    assert desk.post(at("visit_add", case.pk), {**form, "on": ""}).status_code == 422
    desk.post(at("visit_add", case.pk), form)
    page = desk.get(at("case_visits", case.pk)).content.decode()
    assert page.count("现场复核，") == 2


def test_the_desk_keeps_what_the_norm_asks_for(desk: Client, visit: Visit) -> None:
    reference.install()
    ReadinessRuleSet.objects.update(active=True)
    rules = ReadinessRuleSet.objects.get().rules
    who = visit.attendees.get(party=Party.EXPERT)
    url = at("ready_person", visit.pk, rules.get(code="temperature-expert").pk, who.pk)
    assert "本人报告" not in desk.get(url).content.decode()
    assert desk.post(url, {"measured_by": "staff"}).status_code == 422
    desk.post(url, {"value": "37.3", "measured_by": "staff"})
    assert ReadinessRecord.objects.get().passed
    names = {"names": "梁实、倪川", "upload": papers.licence("名单.pdf")}
    assert desk.post(at("roster", visit.pk), names).status_code == 302
    page = desk.get(at("visit", visit.pk)).content.decode()
    assert "37.30，工作人员测量" in page
    assert "倪川、梁实" in page


def test_a_car_goes_from_one_desk_to_the_other(
    desk: Client, client_for: ClientFor, visit: Visit
) -> None:
    morning = f"{clock.today() + timedelta(3)}T08:00"
    asked = {"needed_at": morning, "people": "4", "purpose": "现场复核"}
    assert desk.post(at("vehicle_ask", visit.pk), asked).status_code == 302
    wu, row = client_for("general"), VehicleRequest.objects.get()
    assert "现场复核" in wu.get(at("vehicles")).content.decode()
    assert wu.post(at("vehicle", row.pk), {"granted": "no"}).status_code == 422
    assert wu.post(at("vehicle", row.pk), {"granted": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.granted is True


def test_each_party_is_ticked_off_and_then_another_day_found(desk: Client, visit: Visit) -> None:
    desk.post(at("incident", visit.pk, "cannot_begin"), {"text": "专家发热"})
    on = {"on": (clock.today() + timedelta(9)).isoformat()}
    assert "还没有告知" in desk.post(at("visit_again", visit.pk), on).content.decode()
    for row in Told.objects.all():
        desk.post(at("told", visit.pk, row.pk), {"how": "电话"})
    assert "改期须先批准" in desk.post(at("visit_again", visit.pk), on).content.decode()
    asked = steps.propose(visit.case, "reschedule", by=cast.person("safety"), reason="已康复")
    steps.decide(asked, granted=True, by=cast.person("safety_head"))
    assert desk.post(at("visit_again", visit.pk), on).status_code == 302
    assert Visit.objects.get(replaces=visit).on == clock.today() + timedelta(9)


def test_a_visit_costs_as_many_queries_with_twenty_people_as_with_two(
    desk: Client, visit: Visit, shi: User
) -> None:
    reference.install()
    ReadinessRuleSet.objects.update(active=True)
    desk.get(at("visit", visit.pk))
    with CaptureQueriesContext(connection) as few:
        desk.get(at("visit", visit.pk))
    for number in range(20):
        planning.add(visit, party=Party.EXPERT, name=f"专家{number}", by=shi)
    with CaptureQueriesContext(connection) as many:
        desk.get(at("visit", visit.pk))
    assert len(many) == len(few)


def test_people_of_the_company_are_put_down_as_they_sign_in(
    client_for: ClientFor, visit: Visit
) -> None:
    phone, url = client_for("expert"), on_phone("meeting", visit, "first")
    assert phone.post(url, {"guests": "长" * 41}).status_code == 422
    sent = {"guests": "安然 总经理\n\n柏舟  安全科 科长", "note": "宣布计划"}
    assert phone.post(url, sent).status_code == 302
    there = visit.attendees.filter(party=Party.COMPANY, present=True)
    assert dict(there.values_list("name", "job")) == {"安然": "总经理", "柏舟": "安全科 科长"}
    assert visit.meetings.get().signs.count() == 2
    phone.post(url, sent)  # once more: they are there already
    assert visit.attendees.filter(party=Party.COMPANY).count() == 2


def test_the_leader_fixes_the_day_of_a_review(client_for: ClientFor, shi: User) -> None:
    leader = Expert.objects.get(user=cast.person("expert"))
    case = make.case(cast.company("antai"), by=shi, state=CaseState.REVIEW_PLANNED)
    duty = make.assignment(case, leader, by=shi, duty=Duty.LEADER)
    phone, url = client_for("expert"), reverse("standardization:expert_plan", args=[duty.pk])
    assert url in phone.get(f"/expert/assignments/{duty.pk}/").content.decode()
    sent = {"on": (clock.today() - timedelta(1)).isoformat(), "site": case.sites.get().pk}
    wrong = phone.post(url, sent | {"text": "先看罐区"})
    assert wrong.status_code == 422
    assert "先看罐区" in wrong.content.decode()
    assert phone.post(url, sent | {"on": clock.today().isoformat()}).status_code == 302
    made = case.visits.get()
    assert (made.kind, made.planned_by) == (VisitKind.REVIEW, cast.person("expert"))
    assert phone.get(url).status_code == 404  # it is fixed


def test_who_is_no_leader_fixes_no_day(client_for: ClientFor, shi: User) -> None:
    someone = Expert.objects.get(user=cast.person("expert"))
    case = make.case(cast.company("antai"), by=shi, state=CaseState.REVIEW_PLANNED)
    duty = make.assignment(case, someone, by=shi, duty=Duty.REVIEWER)
    url = reverse("standardization:expert_plan", args=[duty.pk])
    assert client_for("expert").get(url).status_code == 404


def test_the_review_organisation_hands_its_stamped_list_in_once_it_was_told(
    client_for: ClientFor, shi: User
) -> None:
    reference.install()
    ReadinessRuleSet.objects.update(active=True)
    cast.person("expert")
    office = cast.organisation("yunling")
    visit = checklists.visit(state=VisitState.PLANNED)
    case = visit.case
    Case.objects.filter(pk=case.pk).update(state=CaseState.RECHECK_PLANNED)
    case.refresh_from_db()
    theirs, url = client_for("reviewer"), f"/portal/office/{office.pk}/cases/{case.pk}/roster/"
    assert theirs.get(url).status_code == 404
    letters.send(case, LetterKind.RECHECK, by=shi)
    assert url in theirs.get(f"/portal/office/{office.pk}/cases/{case.pk}/").content.decode()
    wrong = theirs.post(url, {"names": "梁实"})
    assert wrong.status_code == 422
    assert "梁实" in wrong.content.decode()
    sent = {"names": "梁实、倪川", "upload": papers.licence("名单.pdf")}
    assert theirs.post(url, sent).status_code == 302
    assert "梁实" in ReadinessRecord.objects.get().note
