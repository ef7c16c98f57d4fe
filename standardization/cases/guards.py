"""What stands in the way of a step: each answers a sentence that says why not, or None."""

from association.base import clock
from standardization.enums import (
    FINDING_OPEN,
    AnswerState,
    AssignmentState,
    CaseKind,
    ClockKind,
    Duty,
    FindingState,
    MeetingKind,
    Party,
    SnapshotKind,
    VisitKind,
    VisitState,
)
from standardization.library import snapshots
from standardization.models import (
    Answer,
    Case,
    Checklist,
    Clock,
    CommitmentItem,
    Finding,
    Item,
    Told,
    Visit,
)
from standardization.people import independence, pool, reexamining
from standardization.reports import standing
from standardization.scoring.sheet import Effect

LEAST_REVIEWERS = 2


def _running(case: Case, kind: ClockKind) -> Clock | None:
    return case.clocks.filter(kind=kind, done_on__isnull=True).first()


def not_ready_to_apply(case: Case) -> str | None:
    notice = _running(case, ClockKind.INTERNAL_NOTICE)
    if notice and notice.due_on >= clock.today():
        return f"企业内部公示到{notice.due_on:%-m月%-d日}（含）才满期，之后再提交申请。"
    items = CommitmentItem.objects.filter(active=True)
    if items.exclude(pk__in=case.commitments.values("item")).exists():
        return "承诺书还没有逐条确认。请由主要负责人（单位管理员）逐条勾选后提交。"
    return None


def corrected_before(case: Case) -> str | None:
    return "补正只能一次性告知，本案已经补正过。请受理或不予受理。" if case.corrected else None


def not_fast(case: Case) -> str | None:
    if case.kind != CaseKind.RENEWAL_FAST:
        return "只有“期满直接换证”的申请才能跳过评审。请确认后按常规委派评审。"
    return None


def panel_incomplete(case: Case) -> str | None:
    if case.organisation is None:
        return "还没有选定评审单位。"
    ready = case.assignments.filter(round=case.round, state=AssignmentState.ACCEPTED)
    if not ready.filter(duty=Duty.LEADER).exists():
        return "还没有已接受委派的评审组长。"
    if ready.filter(duty__in=(Duty.LEADER, Duty.REVIEWER)).count() < LEAST_REVIEWERS:
        return f"评审组至少 {LEAST_REVIEWERS} 人（含组长）须已接受委派。"
    if why := pool.unfit_organisation(case, case.organisation):
        return f"{case.organisation}不能承担本案：{'；'.join(why)}。"
    late = (
        ready.filter(expert__certificate_until__lt=clock.today()).select_related("expert").first()
    )
    if late is not None:
        return f"{late.expert.name}的评审员证书已经过期，请换人。"
    return independence.not_to_delegate(case)


def _open_visit(case: Case, kind: VisitKind) -> Visit | None:
    open_states = (VisitState.PLANNED, VisitState.READY, VisitState.ONGOING)
    return case.visits.filter(kind=kind, state__in=open_states).first()


def _held(case: Case, kind: VisitKind) -> Visit | None:
    """The one that was brought to its end in this round."""
    return (
        case.visits.filter(
            kind=kind, state=VisitState.DONE, attendees__assignment__round=case.round
        )
        .order_by("-pk")
        .first()
    )


def _first_meeting(visit: Visit | None) -> str | None:
    if visit is None:
        return "还没有安排这次现场工作。"
    signs = visit.meetings.filter(kind=MeetingKind.FIRST, signs__attendee__party=Party.COMPANY)
    if not signs.exists():
        return "首次会议还没有企业负责人签到。"
    return None


def first_meeting_missing(case: Case) -> str | None:
    return _first_meeting(_open_visit(case, VisitKind.REVIEW))


def unanswered(checklist: Checklist) -> int:
    """How many items of a checklist nobody has settled: no answer, or "not applicable" and not yet
    approved, or a veto that nobody else has confirmed. Of a self-review nothing is confirmed."""
    versions = checklist.case.standards.values("version")
    items = Item.objects.filter(version__in=versions)
    if checklist.scope is not None:
        items = items.filter(pk__in=checklist.scope)
    answered = Answer.objects.filter(checklist=checklist)
    if checklist.kind == SnapshotKind.SELF:
        return items.exclude(pk__in=answered.values("item")).count()
    waiting = Answer.objects.filter(
        checklist=checklist, state=AnswerState.NOT_APPLICABLE, na_approved_by__isnull=True
    )
    vetoes = Answer.objects.filter(
        checklist=checklist, event__veto_failed=True, veto_confirmed_by__isnull=True
    )
    settled = answered.exclude(pk__in=waiting).exclude(pk__in=vetoes)
    return items.exclude(pk__in=settled.values("item")).count()


def _unfinished(case: Case, kind: VisitKind) -> str | None:
    visit = _held(case, kind)
    if visit is None:
        return "现场工作还没有结束。请组长在现场页面开完末次会议、核完检查表后结束。"
    checklist = Checklist.objects.filter(visit=visit).first()
    left = unanswered(checklist) if checklist else None
    if left is None:
        return "还没有检查表。"
    if left:
        return f"检查表还有 {left} 项没有定：没有作答、“不适用”没有同意，或否决没有第二人确认。"
    if not visit.meetings.filter(kind=MeetingKind.LAST).exists():
        return "还没有末次会议的记录。"
    return None


def review_unfinished(case: Case) -> str | None:
    if not case.findings.filter(visit__kind=VisitKind.REVIEW, state__in=FINDING_OPEN).exists():
        return "没有登记不符合项。请选“结束评审，无不符合项”。"
    return _unfinished(case, VisitKind.REVIEW)


def review_not_clean(case: Case) -> str | None:
    if case.findings.filter(visit__kind=VisitKind.REVIEW, state__in=FINDING_OPEN).exists():
        return "还有没整改的不符合项。请选“结束评审，开始整改”。"
    return _unfinished(case, VisitKind.REVIEW)


def recheck_unfinished(case: Case) -> str | None:
    if not case.findings.filter(visit__kind=VisitKind.RECHECK, state__in=FINDING_OPEN).exists():
        return "没有登记不符合项。请选“结束复核，无不符合项”。"
    return _unfinished(case, VisitKind.RECHECK)


def recheck_not_clean(case: Case) -> str | None:
    if case.findings.filter(visit__kind=VisitKind.RECHECK, state__in=FINDING_OPEN).exists():
        return "还有没整改的不符合项。请选“结束复核，开始整改”。"
    return _unfinished(case, VisitKind.RECHECK)


def no_confirmed_veto(case: Case) -> str | None:
    """One of a former round doesn't stop this one: the review was to be held anew."""
    confirmed = Answer.objects.filter(
        checklist__case=case,
        checklist__visit__attendees__assignment__round=case.round,
        event__veto_failed=True,
        veto_confirmed_by__isnull=False,
        item__veto_effect=Effect.CASE_FAIL.value,
    )
    return None if confirmed.exists() else "没有经两人确认的“不予达标”否决项。"


def findings_unanswered(case: Case) -> str | None:
    waiting = case.findings.filter(
        state__in=(FindingState.REGISTERED, FindingState.FIXING, FindingState.RETURNED)
    ).count()
    return f"还有 {waiting} 条不符合项没有填写整改情况。" if waiting else None


def rectification_in_time(case: Case) -> str | None:
    term = _running(case, ClockKind.RECTIFICATION)
    if term is None or term.paused_on or term.due_on >= clock.today():
        return "整改期限还没有过。"
    return None


def findings_unverified(case: Case) -> str | None:
    waiting = case.findings.filter(state__in=FINDING_OPEN).count()
    return f"还有 {waiting} 条不符合项没有验收通过。" if waiting else None


def findings_unclosed(case: Case) -> str | None:
    waiting = Finding.objects.filter(case=case).exclude(state=FindingState.CLOSED).count()
    return f"还有 {waiting} 条不符合项没有销号。" if waiting else None


def report_incomplete(case: Case) -> str | None:
    if snapshots.latest(case, SnapshotKind.REVIEW) is None:
        return "还没有现场评审的评分记录。"
    return standing.not_to_issue(case)


def not_ready_to_recommend(case: Case) -> str | None:
    return (
        findings_unclosed(case)
        or standing.recheck_unreported(case)
        or reexamining.not_to_conclude(case)
    )


def recheck_not_ready(case: Case) -> str | None:
    visit = _open_visit(case, VisitKind.RECHECK)
    if visit is None:
        return "还没有安排现场复核。"
    if visit.state == VisitState.PLANNED:
        return "现场复核的准备事项还没有办齐。"
    return _first_meeting(visit)


def somebody_untold(case: Case) -> str | None:
    untold = Told.objects.filter(incident__visit__case=case, at__isnull=True).values_list(
        "whom", flat=True
    )
    return f"还没有告知：{'、'.join(untold)}。" if untold else None


def nothing_to_recheck_for(case: Case) -> str | None:
    return None if reexamining.not_to_conclude(case) else "同批没有复核不合格的案件。"


def still_published(case: Case) -> str | None:
    term = _running(case, ClockKind.PUBLICITY)
    if term is None:
        return "还没有公示。"
    if term.paused_on:
        return "公示因异议停算。"
    if term.due_on >= clock.today():
        return f"公示到{term.due_on:%-m月%-d日}（含）才满期。"
    return None


def correction_in_time(case: Case) -> str | None:
    term = _running(case, ClockKind.CORRECTION)
    if term and term.due_on >= clock.today():
        return f"补正期限到{term.due_on:%-m月%-d日}（含），请等期满。"
    return None
