"""What waits at the desk about reviews: each number opens the list that it counts."""

from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from association.accounts.models import User
from members.desk.queue import Queue, age
from standardization import queries
from standardization.enums import CaseState
from standardization.findings import lists
from standardization.grades import lists as lists_of_grades
from standardization.models import GradeRecord, Objection, VehicleRequest
from standardization.rules import (
    may_approve_cases,
    may_approve_vehicles,
    may_close_findings,
    may_decide_cases,
    may_draw,
    may_handle_cases,
)

SOON = 90
"""Days before the end of a grade from which it is shown."""


def queues(user: User) -> list[Queue]:
    """Only what this person may act on."""
    found = []
    if may_approve_cases(user) or may_decide_cases(user):
        found.append(_decisions(user))
    if may_handle_cases(user):
        found += [
            _in_state(CaseState.SUBMITTED, "标准化申请待核对"),
            _in_state(CaseState.ASSIGNING, "标准化评审待委派"),
            _late(),
        ]
    if may_draw(user):
        found.append(_to_draw())
    if may_close_findings(user):
        found += _findings()
    if may_approve_vehicles(user):
        found.append(_vehicles())
    if may_handle_cases(user):
        found += [_objections(), _ending()]
    return found


def _findings() -> list[Queue]:
    url = reverse("admin:standardization_findings")
    told = (("submitted", "整改待验收"), ("verified", "整改待销号"), ("look", "该回头看"))
    counted = lists.counted(key for key, _ in told)
    return [
        Queue("due", word, counted[key][0], f"{url}?wait={key}", age(counted[key][1]))
        for key, word in told
    ]


def _vehicles() -> Queue:
    told = VehicleRequest.objects.filter(granted__isnull=True).aggregate(
        n=Count("pk"), oldest=Min("asked_at")
    )
    url = reverse("admin:standardization_vehicles")
    return Queue("due", "公务用车待审批", told["n"], url, age(told["oldest"]))


def _objections() -> Queue:
    told = Objection.objects.filter(state=Objection.State.RECEIVED).aggregate(
        n=Count("pk"), oldest=Min("received_at")
    )
    url = reverse("admin:standardization_notices")
    return Queue("due", "异议待受理", told["n"], url, age(told["oldest"]))


def _decisions(user: User) -> Queue:
    rows = queries.to_decide(user)
    oldest = rows[0].asked_at if rows else None
    url = reverse("admin:standardization_proposals")
    return Queue("due", "标准化事项待审批", len(rows), url, age(oldest))


def _in_state(state: CaseState, word: str) -> Queue:
    told = queries.in_states(state).aggregate(n=Count("pk"), oldest=Min("since"))
    url = f"{reverse('admin:standardization_cases')}?one={state.value}"
    return Queue("due", word, told["n"], url, age(told["oldest"]))


def _late() -> Queue:
    """By whom, in one query: whoever is late for nothing isn't named."""
    parties: dict[str, Any] = {
        who: Count("case", distinct=True, filter=Q(kind__in=kinds))
        for who, (_, kinds) in queries.PARTIES.items()
        if kinds
    }
    told: dict[str, Any] = queries.overdue().aggregate(
        n=Count("case", distinct=True), oldest=Min("due_on"), **parties
    )
    url = f"{reverse('admin:standardization_cases')}?late=1"
    named = [f"{queries.PARTIES[who][0]} {told[who]}" for who in parties if told[who]]
    note = "没有逾期"
    if told["oldest"]:
        note = f"{'、'.join(named)}，最早应于 {told['oldest']:%-m月%-d日}"
    return Queue("stop", "标准化期限已逾期", told["n"], url, note)


def _ending() -> Queue:
    count = GradeRecord.objects.filter(lists_of_grades.ends_within(SOON)).count()
    url = f"{reverse('admin:standardization_grades')}?within={SOON}"
    return Queue("run", "标准化等级快到期", count, url, f"{SOON} 天内")


def _to_draw() -> Queue:
    told = queries.in_states(CaseState.RECHECK_SELECTION).aggregate(
        n=Count("pk"), oldest=Min("since")
    )
    url = reverse("admin:standardization_batches")
    return Queue("due", "标准化待复核抽取", told["n"], url, age(told["oldest"]))
