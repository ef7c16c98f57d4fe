"""What a visit still lacks by the rule sets in force on its day. Without one nothing is lacking."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from association.base import clock
from standardization.enums import (
    CLOSED,
    AssignmentState,
    ReadinessKind,
    RemindOf,
    RemindWhom,
    VisitState,
)
from standardization.models import Attendee, Expert, ReviewReminderRule, Visit
from standardization.reminders.due import Due
from standardization.visits import readiness
from standardization.visits.readiness import Line

_BEFORE = (VisitState.PLANNED, VisitState.READY)


def due(rule: ReviewReminderRule, until: date) -> list[Due]:
    """Of the visits from today to ``until``, what nobody has recorded yet. An expert is told of the
    own papers alone; 综合办公室 reads the list of cars, since it sees no cases."""
    rows = (
        Visit.objects.filter(state__in=_BEFORE, on__gte=clock.today(), on__lte=until)
        .exclude(case__state__in=CLOSED)
        .select_related("case__member", "case__officer", "liaison", "site", "vehicle")
        .order_by("on", "pk")
    )
    found = []
    for visit in rows:
        lines = [line for line in readiness.lines(visit) if not line.done]
        found += _of_visit(
            rule, visit, [line for line in lines if _WHICH[RemindOf(rule.what)](line)]
        )
    return found


def _of_visit(rule: ReviewReminderRule, visit: Visit, lines: list[Line]) -> list[Due]:
    """One for the visit, or one for each expert who still owes a paper."""
    if rule.whom != RemindWhom.EXPERT:
        return [_due(rule, visit, visit, lines)] if lines else []
    by_expert: dict[Attendee, list[Line]] = {}
    for line in lines:
        if line.attendee is not None and _expert(line.attendee) is not None:
            by_expert.setdefault(line.attendee, []).append(line)
    return [_due(rule, visit, person, theirs) for person, theirs in by_expert.items()]


def _expert(attendee: Attendee) -> Expert | None:
    """Whoever was recused or called off since the plan was made isn't told anything."""
    row = attendee.assignment
    return row.expert if row is not None and row.state == AssignmentState.ACCEPTED else None


def _due(rule: ReviewReminderRule, visit: Visit, obj: Visit | Attendee, lines: list[Line]) -> Due:
    person = obj if isinstance(obj, Attendee) else None
    cars = rule.whom == RemindWhom.GENERAL
    page = reverse("admin:standardization_visit", args=[visit.pk])
    what = "；".join(_word(line, named=person is None) for line in lines)
    return Due(
        obj,
        visit.on,
        f"{visit}：{what}",
        desk=reverse("admin:standardization_vehicles") if cars else page,
        own=reverse("standardization:expert_visit", args=[visit.pk]),
        expert=_expert(person) if person else None,
        officer=visit.liaison or visit.case.officer,
        case=visit.case,
    )


def _word(line: Line, *, named: bool) -> str:
    who = f"（{line.attendee.name}）" if named and line.attendee else ""
    pieces = f"，{line.pieces} 份" if line.pieces else ""
    return f"{line.rule.title}{who}{pieces}"


_WHICH: dict[RemindOf, Callable[[Line], bool]] = {
    RemindOf.CAR: lambda line: line.rule.code == readiness.VEHICLE,
    RemindOf.SUPPLIES: lambda line: (
        line.rule.kind == ReadinessKind.TASK
        and line.rule.code != readiness.VEHICLE
        and not line.rule.after_visit
    ),
    RemindOf.HEALTH: lambda line: line.rule.kind == ReadinessKind.DOCUMENT,
}
