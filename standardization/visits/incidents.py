"""The two events of the norm: it can't begin, and another day is found; or somebody falls ill during
it, and everybody stops at once."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.cases import steps
from standardization.cases.states import CASES
from standardization.checklists import closing
from standardization.enums import CaseState, IncidentKind, VisitKind, VisitState
from standardization.models import Checklist, Incident, Told, Visit
from standardization.visits import planning
from standardization.visits.states import VISITS

STOPPED = (VisitState.POSTPONED, VisitState.ABORTED)
PARTIES = ("复核专家", "市局处室", "区应急局", "企业")
"""Who has to hear that it can't be held: the four of the norm."""
REVIEWERS = "评审单位"


@transaction.atomic
def cannot_begin(visit: Visit, *, text: str, by: User) -> Incident:
    """Somebody can't come and it can't be held: the four parties are to be told, each with who told
    them and when; ``plan_again`` then finds another day."""
    row = VISITS.perform(visit, "postpone", by=by, reason=text)
    assert isinstance(row, Visit)
    _hold_case(row, text, by=by)
    incident = _raised(row, IncidentKind.CANNOT_BEGIN, text, by=by)
    whom = [*PARTIES, *([REVIEWERS] if row.case.organisation_id else [])]
    _owe(incident, whom)
    return incident


@transaction.atomic
def symptoms(visit: Visit, *, text: str, by: User) -> Incident:
    """Stops at once. The answers given so far are kept as they are; whom else to tell is the option
    ``SYMPTOMS_TOLD``."""
    row = VISITS.perform(visit, "abort", by=by, reason=text)
    assert isinstance(row, Visit)
    open_ = Checklist.objects.filter(visit=row, closed_at=None).first()
    if open_ is not None:
        closing.stop(open_, by=by, reason=text)
    _hold_case(row, text, by=by)
    incident = _raised(row, IncidentKind.SYMPTOMS, text, by=by)
    _owe(incident, dict.fromkeys([*PARTIES, *settings.SYMPTOMS_TOLD]))
    return incident


@transaction.atomic
def told(row: Told, *, how: str, by: User) -> Told:
    """Somebody was told: by whom of us, how, when. Once."""
    locked = Told.objects.select_for_update().get(pk=row.pk)
    if not planning.may_plan(by, locked.incident.visit.case, locked.incident.visit.kind):
        raise Refused("您没有权限登记告知。请由联络员或安全技术部办理。")
    if locked.at is not None:
        raise Refused(f"已登记告知{locked.whom}，请刷新页面。")
    if not how.strip():
        raise Refused("请写明告知的方式，如电话、书面。", field="how")
    locked.how, locked.by, locked.at = how.strip()[:40], by, clock.now()
    locked.save()
    about = locked.incident.visit.case
    audit.record(locked, f"告知{locked.whom}", by=by, after={"方式": locked.how}, about=about)
    return locked


@transaction.atomic
def plan_again(visit: Visit, *, on: date, by: User) -> Visit:
    """A new visit in place of one that wasn't held or was stopped, with a checklist of its own.
    Raises Refused until everybody has been told."""
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    if row.state not in STOPPED:
        raise Refused("只有未能进行或中途停止的现场工作才能另行安排。")
    if Visit.objects.filter(replaces=row).exists():
        raise Refused("已经另行安排过，请刷新页面。")
    if untold := list(Told.objects.filter(incident__visit=row, at=None)):
        raise Refused(f"还没有告知：{'、'.join(each.whom for each in untold)}。告知后再改期。")
    if row.case.state == CaseState.RECHECK_POSTPONED:
        raise Refused(
            "改期须先批准：请在案件里提出“重新安排复核”，由安全技术部负责人同意后再选新的日期。"
        )
    before = Checklist.objects.filter(visit=row).first()
    return planning.plan(
        row.case,
        kind=row.kind,
        on=on,
        site=row.site,
        by=by,
        liaison=row.liaison,
        meeting_point=row.meeting_point,
        text=row.plan,
        scope=before.scope if before else None,
        replaces=row,
    )


def _hold_case(row: Visit, text: str, *, by: User) -> None:
    """A recheck's case waits for another day; a review's goes on where it is."""
    if row.kind == VisitKind.RECHECK and row.case.state in CASES["postpone"].sources:
        steps.take(row.case, "postpone", by=by, reason=text)


def _raised(row: Visit, kind: IncidentKind, text: str, *, by: User) -> Incident:
    return Incident.objects.create(
        visit=row, kind=kind, text=text.strip()[:500], raised_by=by, raised_at=clock.now()
    )


def _owe(incident: Incident, whom: Iterable[str]) -> None:
    Told.objects.bulk_create(Told(incident=incident, whom=name) for name in whom)
