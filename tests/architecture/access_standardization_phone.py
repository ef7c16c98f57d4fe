"""The day on site and the phone in the access table (``access.py`` says how to read and extend it)."""

from datetime import timedelta

from association.base import clock
from standardization.checklists import answering, paper
from standardization.enums import IncidentKind, Party, VisitState
from standardization.models import (
    Attendee,
    Checklist,
    Finding,
    Incident,
    ReadinessRuleSet,
    Told,
    VehicleRequest,
    Visit,
)
from standardization.visits import reference, vehicle
from tests.architecture import objects_findings as made
from tests.architecture import objects_reviews as reviews
from tests.architecture.allowed import EVERYBODY, REVIEWS
from tests.architecture.doors import TOKEN_NEEDED, Delegates, Desk, Door, Public, Stock
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import cast, checklists, papers
from tests.factories import standardization as make
from tests.factories.cast import ANONYMOUS

RUNS = ("safety", "safety_head")
DRIVES = ("general",)
EXPERT = ("expert",)


class OnSite(Delegates):
    """A page of one visit, for whoever goes along: nobody else is told that there is such a visit."""


class Phone(OnSite):
    """What its script asks: who isn't signed in is told so, not led to a page."""

    def turned_away(self, role: str) -> str:
        return TOKEN_NEEDED if role == ANONYMOUS else super().turned_away(role)


def _checklist() -> Checklist:
    found = Checklist.objects.filter(visit__state=VisitState.ONGOING).first()
    return found or checklists.checklist()


def _visit() -> Visit:
    visit = _checklist().visit
    assert visit is not None
    return visit


def _case() -> Named:
    return {"pk": _visit().case_id}


def _of_visit() -> Named:
    return key(_visit())


def _on_phone() -> Named:
    return {"visit": _visit().pk}


def _answer() -> Named:
    row = _checklist()
    body = checklists.body(checklists.item(row, "1.1"))
    answering.receive(row, body, by=cast.person("expert"))
    answer = row.answers.first()
    assert answer is not None
    return {**_on_phone(), "answer": answer.pk, "what": "na"}


def _scan() -> Named:
    row = paper.scan(_checklist(), papers.licence("检查表.pdf"), by=cast.person("expert"))
    return {**_on_phone(), "scan": row.pk}


def _duty() -> Named:
    return key(_visit().case.assignments.get(expert__user=cast.person("expert")))


def _found() -> Finding:
    of = _visit()
    return of.findings.first() or make.finding(of.case, by=cast.person("expert"), at=of)


def _finding() -> Named:
    return key(_found())


def _finding_photo() -> Named:
    row = _found()
    return key(row.photos.first() or made.taken(row))


def _attendee() -> Named:
    of = _visit()
    row, _ = Attendee.objects.get_or_create(visit=of, party=Party.COMPANY, name="安然")
    return {"pk": of.pk, "attendee_pk": row.pk}


def _told() -> Named:
    of = _visit()
    incident = Incident.objects.create(
        visit=of, kind=IncidentKind.SYMPTOMS, text="发热", raised_by=cast.person("safety"),
        raised_at=clock.now(),
    )  # fmt: skip
    return {"pk": of.pk, "told_pk": Told.objects.create(incident=incident, whom="企业").pk}


def _set() -> ReadinessRuleSet:
    reference.install()
    return ReadinessRuleSet.objects.get(code=reference.CODE)


def _rule() -> Named:
    return {**_of_visit(), "rule_pk": _set().rules.get(code="car").pk}


def _rule_of_person() -> Named:
    return {**_attendee(), "rule_pk": _set().rules.get(code="temperature-staff").pk}


def _car() -> Named:
    found = VehicleRequest.objects.first()
    at = clock.now() + timedelta(2)
    return key(
        found
        or vehicle.ask(_visit(), needed_at=at, people=3, purpose="复核", by=cast.person("safety"))
    )


def _foreign_scan() -> Named:
    return {**_on_phone(), "scan": ABSENT}


PHONE: list[Door] = [
    Public("standardization:expert_worker", EVERYBODY),
    OnSite("standardization:expert_visits", EXPERT),
    OnSite("standardization:expert_visit", EXPERT, at=_on_phone),
    OnSite("standardization:expert_checklist", EXPERT, at=_on_phone),
    OnSite(
        "standardization:expert_visit_step",
        EXPERT,
        302,
        at=lambda: {**_on_phone(), "verb": "finish"},
        sends={},
    ),
    OnSite("standardization:expert_visit_stop", EXPERT, 302, at=_on_phone, sends={"text": "发热"}),
    OnSite("standardization:expert_meeting", EXPERT, at=lambda: {**_on_phone(), "kind": "first"}),
    OnSite("standardization:expert_checklist_close", EXPERT, 302, at=_on_phone, sends={}),
    OnSite("standardization:expert_answer_second", EXPERT, 302, at=_answer, sends={}),
    OnSite("standardization:expert_scans", EXPERT, 422, at=_on_phone, sends={}),
    OnSite("standardization:expert_scan", EXPERT, at=_scan, foreign=_foreign_scan),
    OnSite("standardization:expert_paper", EXPERT, at=_on_phone),
    Phone("standardization:expert_bundle", EXPERT, at=_on_phone),
    Phone("standardization:expert_answers", EXPERT, 422, at=_on_phone, sends={}),
    Phone("standardization:expert_photos", EXPERT, 422, at=_on_phone, sends={}),
    Phone("standardization:expert_signatures", EXPERT, 422, at=_on_phone, sends={}),
    Phone("standardization:expert_findings", EXPERT, 422, at=_on_phone, sends={}),
    OnSite("standardization:expert_plan", EXPERT, at=reviews.to_plan),
    OnSite("standardization:office_roster", ("reviewer",), at=reviews.awaiting_roster),
    OnSite("standardization:expert_case_findings", EXPERT, at=_duty),
    OnSite(
        "standardization:expert_case_step", EXPERT, 302,
        at=lambda: {**_duty(), "verb": "verified"}, sends={},
    ),
    OnSite("standardization:expert_finding", EXPERT, at=_finding),
    OnSite("standardization:expert_finding_photo", EXPERT, at=_finding_photo),
]  # fmt: skip

DESK: list[Door] = [
    Desk("admin:standardization_case_visits", REVIEWS, at=_case),
    Desk("admin:standardization_visit_add", RUNS, at=_case),
    Desk("admin:standardization_visit", REVIEWS, at=_of_visit),
    Desk(
        "admin:standardization_visit_step", RUNS, 302,
        at=lambda: {**_of_visit(), "verb": "finish"}, sends={},
    ),
    Desk("admin:standardization_incident", RUNS, at=lambda: {**_of_visit(), "kind": "symptoms"}),
    Desk("admin:standardization_told", RUNS, 302, at=_told, sends={"how": "电话"}),
    Desk("admin:standardization_visit_again", RUNS, at=_of_visit),
    Desk("admin:standardization_ready", RUNS, at=_rule),
    Desk("admin:standardization_ready_person", RUNS, at=_rule_of_person),
    Desk("admin:standardization_roster", RUNS, at=_of_visit),
    Desk("admin:standardization_attendee_add", RUNS, at=_of_visit),
    Desk("admin:standardization_attendee_away", RUNS, at=_attendee),
    Desk(
        "admin:standardization_attendee_travels", RUNS, 302,
        at=lambda: {**_attendee(), "how": "own"}, sends={},
    ),
    Desk("admin:standardization_meeting", RUNS, at=lambda: {**_of_visit(), "kind": "first"}),
    Desk("admin:standardization_vehicle_ask", RUNS, at=_of_visit),
    Desk("admin:standardization_vehicles", DRIVES),
    Desk("admin:standardization_vehicle", DRIVES, at=_car),
]  # fmt: skip

STOCK = [
    Stock(
        "standardization.ReadinessRuleSet",
        make=_set,
        view=REVIEWS,
        add=("safety_head",),
        change=("safety_head",),
    ),
]
