"""通知书: what a case tells a company or a review organisation on paper: numbered, frozen, signed,
and to be checked by anybody. The steps in ``STEPS`` send theirs in their own transaction."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from association.base import clock
from association.base.errors import Refused
from association.credentials import issuing
from association.credentials.kinds import Kind
from standardization.enums import (
    CaseState,
    ClockKind,
    Duty,
    FindingState,
    LetterKind,
    VisitKind,
    VisitState,
)
from standardization.models import Case, Gap, Letter
from standardization.rules import Actor, may_handle_cases

L = LetterKind
_PUBLIC = (("number", "案件编号"), ("standard", "评审标准"))


def _kind(code: LetterKind, prefix: str, *labels: tuple[str, str]) -> Kind:
    name = f"review_{code.value}"
    return Kind(code=name, prefix=prefix, title=code.label, labels=(*_PUBLIC, *labels))


KINDS: dict[LetterKind, Kind] = {
    L.ACCEPTED: _kind(L.ACCEPTED, "BZSL"),
    L.CORRECTION: _kind(L.CORRECTION, "BZBZ", ("due_on", "补正期限")),
    L.NOT_ACCEPTED: _kind(L.NOT_ACCEPTED, "BZBS"),
    L.DELEGATION: _kind(L.DELEGATION, "BZWP", ("company", "被评审企业")),
    L.RECTIFICATION: _kind(L.RECTIFICATION, "BZZG", ("due_on", "整改期限")),
    L.RECHECK: _kind(L.RECHECK, "BZFH", ("on", "复核日期")),
    L.CONCLUSION: _kind(L.CONCLUSION, "BZJL", ("outcome", "结论")),
}
STEPS: dict[str, LetterKind] = {
    "accept": L.ACCEPTED,
    "ask_correction": L.CORRECTION,
    "return": L.CORRECTION,
    "refuse": L.NOT_ACCEPTED,
    "deny": L.NOT_ACCEPTED,
    "delegate": L.DELEGATION,
    "close_review": L.RECTIFICATION,
    "close_recheck": L.RECTIFICATION,
    "veto_stop": L.CONCLUSION,
    "rectification_failed": L.CONCLUSION,
    "conclude_fail": L.CONCLUSION,
    "uphold": L.CONCLUSION,
    "announce": L.CONCLUSION,
}
BY_HAND = (L.RECHECK,)
"""Sent once the day is fixed; and again after it was moved."""


def follow(case: Case, verb: str, *, by: Actor, reason: str) -> None:
    """Sends what the step that was just taken sends, after its clocks are set."""
    if verb in STEPS:
        _issue(case, STEPS[verb], by=by, reason=reason)


@transaction.atomic
def send(case: Case, kind: LetterKind, *, by: Actor, reason: str = "") -> Letter:
    """One of those that no step sends. Raises Refused."""
    if by is None or not may_handle_cases(by):
        raise Refused("您没有权限发出本案的通知书。请由安全技术部办理。")
    if kind not in BY_HAND:
        raise Refused(f"{kind.label}由办理的步骤自动发出，不单独发。")
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.state not in (CaseState.RECHECK_PLANNED, CaseState.RECHECK_POSTPONED):
        raise Refused(f"案件现在是“{row.get_state_display()}”，不发复核通知书。")
    return _issue(row, kind, by=by, reason=reason)


def _issue(case: Case, kind: LetterKind, *, by: Actor, reason: str) -> Letter:
    facts = _common(case) | _MORE[kind](case, reason)
    to_organisation = kind == L.DELEGATION and case.organisation is not None
    credential = issuing.issue(
        kind=KINDS[kind],
        facts=facts,
        template=f"standardization/pdf/{kind.value}.html",
        subject=case.organisation.name if to_organisation else case.member.name,  # type: ignore[union-attr]
        by=by,
        valid_from=clock.today(),
        about=case,
    )
    return Letter.objects.create(
        case=case, kind=kind, credential=credential, issued_at=credential.issued_at
    )


# --- What stands in them, as plain values ---------------------------------------------------------
def _common(case: Case) -> dict[str, Any]:
    standards = list(case.standards.select_related("version__standard"))
    return {
        "number": case.number or "",
        "company": case.member.name,
        "credit_code": case.member.credit_code,
        "standard": str(standards[0].version) if standards else "",
        "references": [str(each.version) for each in standards[1:]],
        "grade": case.grade_applied,
        "kind": case.get_kind_display(),
        "submitted_on": _day(case.submitted_at),
        "sites": [f"{site.name}（{site.address}）" for site in case.sites.all()],
    }


def _accepted(case: Case, reason: str) -> dict[str, Any]:
    return {}


def _correction(case: Case, reason: str) -> dict[str, Any]:
    return {
        "gaps": list(Gap.objects.filter(case=case).values_list("text", flat=True)),
        "due_on": _due(case, ClockKind.CORRECTION),
    }


def _reason(case: Case, reason: str) -> dict[str, Any]:
    return {"reason": reason}


def _delegation(case: Case, reason: str) -> dict[str, Any]:
    panel = case.assignments.filter(
        round=case.round, state="accepted", duty__in=(Duty.LEADER, Duty.REVIEWER)
    )
    return {
        "panel": [
            [each.get_duty_display(), each.expert.name, each.expert.certificate_number]
            for each in panel.select_related("expert").order_by("duty", "pk")
        ],
        "due_on": _due(case, ClockKind.REVIEW),
    }


def _rectification(case: Case, reason: str) -> dict[str, Any]:
    recheck = case.state == CaseState.RECHECK_RECTIFYING
    kind = ClockKind.RECHECK_RECTIFICATION if recheck else ClockKind.RECTIFICATION
    visits = VisitKind.RECHECK if recheck else VisitKind.REVIEW
    rows = case.findings.exclude(state=FindingState.CLOSED).filter(visit__kind=visits)
    return {
        "at": "现场复核" if recheck else "现场评审",
        "findings": [
            [each.number, each.get_severity_display(), each.text, each.basis, _day(each.deadline)]
            for each in rows.order_by("pk")
        ],
        "due_on": _due(case, kind),
    }


def _recheck(case: Case, reason: str) -> dict[str, Any]:
    visit = (
        case.visits.filter(kind=VisitKind.RECHECK, state__in=(VisitState.PLANNED, VisitState.READY))
        .select_related("site", "liaison")
        .first()
    )
    if visit is None:
        raise Refused("还没有安排现场复核的日期，不能发出通知书。")
    liaison = visit.liaison.name if visit.liaison else ""
    return {"on": _day(visit.on), "site": str(visit.site), "liaison": liaison}


def _conclusion(case: Case, reason: str) -> dict[str, Any]:
    reached = case.state == CaseState.ANNOUNCED
    return {
        "outcome": f"安全生产标准化{case.grade_granted}" if reached else "未达标",
        "reached": reached,
        "reason": "" if reached else reason,
        "concluded_on": _day(clock.today()),
    }


_MORE: dict[LetterKind, Callable[[Case, str], dict[str, Any]]] = {
    L.ACCEPTED: _accepted,
    L.CORRECTION: _correction,
    L.NOT_ACCEPTED: _reason,
    L.DELEGATION: _delegation,
    L.RECTIFICATION: _rectification,
    L.RECHECK: _recheck,
    L.CONCLUSION: _conclusion,
}


def _due(case: Case, kind: ClockKind) -> str:
    row = case.clocks.filter(kind=kind, done_on__isnull=True).first()
    return _day(row.due_on) if row else ""


def _day(moment: date | None) -> str:
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = moment.astimezone(clock.TZ)
    return f"{moment:%Y年%-m月%-d日}"
