"""Who reads which expert's report, and what they are shown of it: only what was submitted. A draft is
its author's alone, and nobody reads what colleagues found before their own is handed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from association.base import clock
from association.base.models import StoredFile
from standardization.enums import (
    AssignmentState,
    CaseReportState,
    Duty,
    ReportKind,
    ReportState,
    VisitKind,
)
from standardization.models import (
    Assignment,
    Case,
    CaseReport,
    ExpertReport,
    ExpertReportVersion,
    ReturnedPart,
    Visit,
)
from standardization.reports.states import BEGUN, WRITING, over
from standardization.rules import (
    REPORT_DUTIES,
    Actor,
    is_technical_head,
    may_handle_cases,
    may_judge_report,
    on_duty,
    owes_report,
    recused,
)

_ALL_DUTIES = tuple(duty for duties in REPORT_DUTIES.values() for duty in duties)
SHAPES = {
    ReportState.DRAFTING: "run",
    ReportState.SUBMITTED: "due",
    ReportState.RETURNED: "stop",
    ReportState.ACCEPTED: "ok",
}
NOT_BEGUN = "没有开始"


def visible(user: Actor, case: Case) -> QuerySet[ExpertReport]:
    """Whoever handles cases: all; an expert: the own, and those of the own stage and round once the
    own was handed in; the technical head: the leader's. Who was recused: none."""
    rows = ExpertReport.objects.filter(assignment__case=case)
    if user is None or not user.is_authenticated or recused(user, case):
        return rows.none()
    own = Q(assignment__expert__user=user, assignment__state=AssignmentState.ACCEPTED)
    here = Q(assignment__round=case.round, assignment__state=AssignmentState.ACCEPTED)
    others, blind = Q(pk__in=[]), Q(pk__in=[])
    for duties in REPORT_DUTIES.values():
        if owes_report(user, case, *duties):
            blind |= Q(assignment__round=case.round, assignment__duty__in=duties)
        elif on_duty(user, case, *duties):
            others |= here & Q(assignment__duty__in=duties)
    if may_handle_cases(user):
        others = Q()
    elif is_technical_head(user, case.organisation):
        others |= here & Q(assignment__duty=Duty.LEADER)
    return rows.filter(own | (others & ~blind))


def versions(user: Actor, case: Case) -> QuerySet[ExpertReportVersion]:
    """Those of what is visible to them, each with all that its page shows."""
    rows = ExpertReportVersion.objects.filter(report__in=visible(user, case))
    return rows.select_related("report__assignment__case__member", "report__assignment__expert")


# --- The list of a case -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one duty's report. ``version`` is the latest submitted; ``readable`` for
    whom the list was made."""

    assignment: Assignment
    report: ExpertReport | None
    version: ExpertReportVersion | None
    readable: bool
    may_judge: bool
    late: bool

    @property
    def shape(self) -> str:
        return SHAPES[ReportState(self.report.state)] if self.report else "none"

    @property
    def words(self) -> str:
        return self.report.get_state_display() if self.report else NOT_BEGUN


def late(assignment: Assignment, versions: Iterable[ExpertReportVersion]) -> bool:
    """Handed in for the first time past its day, or not at all until now. What comes again because
    it was sent back was in time if the first one was."""
    days = [each.submitted_at.astimezone(clock.TZ).date() for each in versions]
    return min(days, default=clock.today()) > assignment.deliver_by


def rows(user: Actor, case: Case, *kinds: ReportKind) -> list[Row]:
    """A row a duty that ends with a report of these kinds, or of any, this round's first; what was
    begun on a duty that was called off is kept and shown. No query grows with the rows."""
    asked = [duty for kind in kinds or REPORT_DUTIES for duty in REPORT_DUTIES[kind]]
    duties: QuerySet[Assignment] = case.assignments.filter(duty__in=asked).filter(
        Q(state=AssignmentState.ACCEPTED) | Q(report__isnull=False)
    )
    latest = Prefetch("report__versions", ExpertReportVersion.objects.order_by("-number"))
    found = duties.select_related("expert", "report").prefetch_related(latest)
    may_read = set(visible(user, case).values_list("pk", flat=True))
    judged = _judged_duties(user, case)
    return [_row(each, may_read, judged, user) for each in found.order_by("-round", "pk")]


def _row(
    assignment: Assignment, may_read: set[int], judged: set[tuple[int, str]], user: Actor
) -> Row:
    report = getattr(assignment, "report", None)
    submitted = list(report.versions.all()) if report else []
    version = submitted[0] if submitted else None
    waits = report is not None and report.state == ReportState.SUBMITTED
    assert user is not None, "sees the page"
    mine = assignment.expert.user_id == user.pk
    return Row(
        assignment=assignment,
        report=report,
        version=version,
        readable=version is not None and report is not None and report.pk in may_read,
        may_judge=waits and not mine and (assignment.round, assignment.duty) in judged,
        late=late(assignment, submitted),
    )


def _judged_duties(user: Actor, case: Case) -> set[tuple[int, str]]:
    """Of which duties this person judges reports: asked once a duty, not once a row."""
    found = set()
    for duty in _ALL_DUTIES:
        rows = case.assignments.filter(
            round=case.round, duty=duty, state=AssignmentState.ACCEPTED
        ).select_related("expert", "case__organisation")
        other = next((each for each in rows if each.expert.user_id != getattr(user, "pk", 0)), None)
        if other is not None and not over(other) and may_judge_report(user, other):
            found.add((case.round, duty.value))
    return found


# --- One version --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Heading:
    """One part of a version. ``before`` is how it read in the version before, where that differs;
    ``returned`` why it was sent back then, ``reason`` why in this one."""

    part: int
    title: str
    subject: str
    text: str
    has_picture: bool
    changed: bool = False
    before: str = ""
    returned: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    version: ExpertReportVersion
    former: ExpertReportVersion | None
    latest: bool
    headings: list[Heading] = field(default_factory=list)


def sheet(version: ExpertReportVersion) -> Sheet:
    """What a page shows of one version, beside the one before it."""
    all_of = list(version.report.versions.order_by("number"))
    former = next((each for each in all_of if each.number == version.number - 1), None)
    changed = differences(former, version) if former else frozenset[int]()
    before = {part["part"]: part for part in former.parts} if former else {}
    told = _reasons(former) if former else {}
    now = _reasons(version)
    headings = [
        Heading(
            part=part["part"],
            title=part["title"],
            subject=part["subject"],
            text=part["text"],
            has_picture=part["picture"] is not None,
            changed=part["part"] in changed,
            before=before.get(part["part"], {}).get("text", "") if part["part"] in changed else "",
            returned=told.get(part["part"], ""),
            reason=now.get(part["part"], ""),
        )
        for part in version.parts
    ]
    return Sheet(version, former, version.number == len(all_of), headings)


def _reasons(version: ExpertReportVersion) -> dict[int, str]:
    return dict(ReturnedPart.objects.filter(version=version).values_list("part", "reason"))


def returned(report: ExpertReport) -> dict[int, str]:
    """Why it came back, by the part's key; nothing unless it waits for the expert."""
    last = report.versions.order_by("-number").first()
    return _reasons(last) if last and report.state == ReportState.RETURNED else {}


def differences(former: ExpertReportVersion, later: ExpertReportVersion) -> frozenset[int]:
    """The keys of the parts whose text or picture isn't the same in both."""
    told = {part["part"]: _said(part) for part in former.parts}
    return frozenset(part["part"] for part in later.parts if told.get(part["part"]) != _said(part))


def _said(part: Mapping[str, Any]) -> tuple[str, str]:
    return part["text"], (part["picture"] or {}).get("sha256", "")


SIGNATURE = 0
"""Asked for as a picture: no part has this key."""


def picture(version: ExpertReportVersion, part: int) -> StoredFile | None:
    """The file that this part of the version shows."""
    if part == SIGNATURE:
        return version.signature
    shown = (each["picture"] for each in version.parts if each["part"] == part)
    found = next(shown, None)
    return StoredFile.objects.filter(pk=found["file"]).first() if found else None


# --- An expert's duties -------------------------------------------------------------------------
def with_reports(duties: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Each with its report, and with ``writable``: there is something to write now."""
    return duties.select_related("report").annotate(writable=_writable())


def _writable() -> Q:
    asked = Q(pk__in=[])
    for kind, kind_duties in REPORT_DUTIES.items():
        begun = Visit.objects.filter(
            case=OuterRef("case"),
            kind=VisitKind(kind.value),
            state__in=BEGUN,
            attendees__assignment__round=OuterRef("round"),
        )
        issued = CaseReport.objects.filter(
            case=OuterRef("case"), round=OuterRef("round"), kind=kind, state=CaseReportState.ISSUED
        )
        asked |= Q(duty__in=kind_duties) & Exists(begun) & ~Exists(issued)
    return asked


def told(duties: Iterable[Assignment]) -> None:
    """Marks rows of ``with_reports`` for a list: how the report stands, and whether to write it."""
    for row in duties:
        report = getattr(row, "report", None)
        case = row.case
        now = row.state == AssignmentState.ACCEPTED and row.round == case.round
        row.report_shape = SHAPES[ReportState(report.state)] if report else ""  # type: ignore[attr-defined]
        row.report_words = report.get_state_display() if report else ""  # type: ignore[attr-defined]
        row.to_write = (  # type: ignore[attr-defined]
            now
            and not case.closed
            and getattr(row, "writable", False)
            and (report is None or report.state in WRITING)
        )


def own_stages(user: Actor, case: Case) -> list[ReportKind]:
    """Of which reports of this round they write a part."""
    return [kind for kind, duties in REPORT_DUTIES.items() if on_duty(user, case, *duties)]
