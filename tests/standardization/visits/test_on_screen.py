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
from standardization.cases import steps
from standardization.enums import Party, VisitState
from standardization.models import (
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


def test_whoever_is_there_may_stop_it_and_only_the_leader_runs_it(
    client_for: ClientFor, shi: User
) -> None:
    second = make.expert_user("倪川")
    visit = checklists.visit(second=second, lead=make.expert_user("杜若"))
    Expert.objects.filter(pk=second.pk).update(user=cast.person("reviewer"))
    phone = client_for("reviewer")
    assert phone.get(on_phone("meeting", visit, "first")).status_code == 404
    phone.post(on_phone("visit_stop", visit), {"text": ""})
    assert not Incident.objects.exists()
    phone.post(on_phone("visit_stop", visit), {"text": "陪同人员持续干咳"})
    assert Incident.objects.get().text == "陪同人员持续干咳"
    visit.refresh_from_db()
    assert visit.state == VisitState.ABORTED


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
    asked = {"needed_at": "2026-11-24T08:00", "people": "4", "purpose": "现场复核"}
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
