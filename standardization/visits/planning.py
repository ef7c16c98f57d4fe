"""A visit is planned: day, place, who comes, and what will be looked at."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.templatetags.ui import day as said
from members.register import save
from standardization.enums import (
    AssignmentState,
    Duty,
    Party,
    SnapshotKind,
    Transport,
    VisitKind,
    VisitState,
)
from standardization.models import Attendee, Case, Checklist, Organisation, Site, Visit
from standardization.rules import VISIT_DUTIES, Actor, may_handle_visits, on_duty

_CHECKLISTS = {VisitKind.REVIEW: SnapshotKind.REVIEW, VisitKind.RECHECK: SnapshotKind.RECHECK}
OPEN = (VisitState.PLANNED, VisitState.READY, VisitState.ONGOING)


def may_plan(user: Actor, case: Case, kind: str) -> bool:
    """Our office; the review itself also its leader."""
    leads = kind == VisitKind.REVIEW and on_duty(user, case, Duty.LEADER)
    return user is not None and (bool(may_handle_visits(user)) or leads)


@transaction.atomic
def plan(
    case: Case,
    *,
    kind: str,
    on: date,
    site: Site,
    by: User,
    liaison: User | None = None,
    meeting_point: str = "",
    text: str = "",
    scope: Collection[int] | None = None,
    replaces: Visit | None = None,
) -> Visit:
    """Whoever has accepted a duty of this kind is put down as coming, and the liaison. ``scope``
    are the items of a recheck that looks at some only. Raises Refused."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    _check(locked, kind, on, site, by=by)
    row = Visit(
        case=locked,
        kind=kind,
        on=on,
        site=site,
        liaison=liaison or by,
        meeting_point=meeting_point,
        plan=text,
        replaces=replaces,
        planned_by=by,
        planned_at=clock.now(),
    )
    save(row)
    _invite(row)
    if VisitKind(kind) in _CHECKLISTS:
        Checklist.objects.create(
            case=locked,
            kind=_CHECKLISTS[VisitKind(kind)],
            visit=row,
            scope=sorted(scope) if scope is not None else None,
            opened_at=clock.now(),
        )
    told = {"日期": said(on), "场所": str(site), "联络员": str(row.liaison)}
    audit.record(row, f"安排{row.get_kind_display()}", by=by, after=told, about=locked)
    return row


def _check(case: Case, kind: str, on: date, site: Site, *, by: User) -> None:
    if not may_plan(by, case, kind):
        raise Refused("您没有权限安排现场工作。请由安全技术部办理。")
    if case.closed:
        raise Refused(f"案件已是“{case.get_state_display()}”，不能再安排现场工作。")
    if on < clock.today():
        raise Refused(f"{said(on)}已经过了，请选今天或以后的日期。", field="on")
    if not case.sites.filter(pk=site.pk).exists():
        raise Refused("这个场所不属于本案，请从本案的场所里选。", field="site")
    if case.visits.filter(kind=kind, state__in=OPEN).exists():
        raise Refused("这个案件已有一次同类的现场工作没有结束。", field="kind")


def _invite(row: Visit) -> None:
    ready = row.case.assignments.filter(
        round=row.case.round, state=AssignmentState.ACCEPTED, duty__in=VISIT_DUTIES[row.kind]
    )
    for each in ready.select_related("expert"):
        inside = each.expert.employments.filter(
            end=None, organisation__kind=Organisation.Kind.REVIEW
        ).exists()
        Attendee.objects.create(
            visit=row,
            party=Party.REVIEW_ORG if inside else Party.EXPERT,
            name=each.expert.name,
            job=each.get_duty_display(),
            assignment=each,
            user=each.expert.user,
        )
    if row.liaison is not None and row.liaison.is_staff:
        Attendee.objects.create(
            visit=row, party=Party.ASSOCIATION, name=row.liaison.name, job="联络员",
            user=row.liaison,
        )  # fmt: skip


@transaction.atomic
def add(
    visit: Visit,
    *,
    party: str,
    name: str,
    by: User,
    job: str = "",
    transport: str = Transport.WITH_STAFF,
) -> Attendee:
    """One more who comes; a name is there once a party."""
    row = _open(visit, by=by)
    if not name.strip():
        raise Refused("请填写姓名。", field="name")
    if row.attendees.filter(party=party, name=name.strip()).exists():
        raise Refused("这个人已在参加人员里。", field="name")
    attendee = Attendee(visit=row, party=party, name=name.strip(), job=job, transport=transport)
    save(attendee)
    audit.record(attendee, "增加参加人员", by=by, after={"职务": job}, about=row.case)
    return attendee


@transaction.atomic
def travels(attendee: Attendee, *, transport: str, by: User) -> Attendee:
    """With the car, or alone: that decides who takes the temperature."""
    row = _open(attendee.visit, by=by)
    attendee.transport = transport
    save(attendee)
    told = {"交通": attendee.get_transport_display()}
    audit.record(attendee, "登记交通方式", by=by, after=told, about=row.case)
    return attendee


@transaction.atomic
def stay_away(attendee: Attendee, *, by: User, reason: str) -> Attendee:
    """They don't come after all; who they are stays written down."""
    row = _open(attendee.visit, by=by)
    if not reason.strip():
        raise Refused("请写明不能参加的原因。", field="reason")
    attendee.present = False
    save(attendee)
    audit.record(attendee, "不参加", by=by, reason=reason, about=row.case)
    return attendee


def _open(visit: Visit, *, by: User) -> Visit:
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    if not may_plan(by, row.case, row.kind):
        raise Refused("您没有权限安排现场工作。请由安全技术部办理。")
    if row.state not in OPEN:
        raise Refused(f"这次现场工作{row.get_state_display()}，不能再改参加人员。")
    return row
