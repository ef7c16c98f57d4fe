"""Cases whose visit is over and whose report is being written: by the doors, from the visit on."""

from datetime import timedelta
from typing import Any

from association.accounts.models import User
from association.base import clock
from standardization.enums import (
    AnswerState,
    CaseState,
    Duty,
    FindingState,
    MeetingKind,
    Party,
    ReportKind,
    SnapshotKind,
    VisitKind,
    VisitState,
)
from standardization.models import (
    Attendee,
    Case,
    CaseReport,
    Checklist,
    Declaration,
    Finding,
    FindingPhoto,
    Item,
    Meeting,
    MeetingSign,
    ReportEdition,
    Visit,
)
from standardization.reports import editions, writing
from tests.factories import cast, checklists
from tests.factories import standardization as make

WORDS = {
    "overview": "企业经营成品油仓储，设安全环保部，配专职安全管理人员六人。",
    "process": "评审组听取汇报，查阅责任制和应急预案，逐一查看重点部位并反馈意见。",
    "conclusion": "体系运行有效，储罐区和实验室的不足已经整改，评审组建议按申请的等级定级。",
    "advice": "建议把防雷防静电检测纳入月度检查，并补充废液管理的培训。",
}


def leader() -> User:
    """岑松 leads the review."""
    return cast.person("expert")


def reviewed(
    company: str = "antai",
    *,
    state: str = CaseState.REPORTING,
    findings: int = 2,
    photos: int = 1,
    score: str = "86.7",
    veto: bool = False,
    accepted: bool = True,
    photo: bytes | None = None,
    **facts: Any,
) -> Case:
    """The review is over, what was found is mended; 岑松 leads, 倪川 was there too."""
    by, who = cast.person("safety"), leader()
    case = make.case(
        cast.company(company),
        by=by,
        state=state,
        organisation=cast.organisation("yunling"),
        **facts,
    )
    second = make.expert_user("倪川")
    people = [
        make.assignment(case, who.expert, by=by, duty=Duty.LEADER),
        make.assignment(case, second, by=by, duty=Duty.REVIEWER),
    ]
    for each in people:
        Declaration.objects.create(
            assignment=each, clear=True, declared_by=by, declared_at=clock.now()
        )
    visit = _held(case, VisitKind.REVIEW, by=by)
    _answered(visit.checklist, by=who)
    make.scored(case, SnapshotKind.REVIEW, score, "二级", veto=veto)
    for at in range(findings):
        _finding(case, visit, at, photos=photos, photo=photo, by=who)
    if accepted:
        for each in people:
            make.accepted_report(each, by=by)
    return case


def _held(case: Case, kind: VisitKind, *, by: User) -> Visit:
    visit = make.visit(case, by=by, kind=kind, state=VisitState.DONE)
    visit.plan = "听汇报，查资料，看现场"
    visit.save()
    boss = Attendee.objects.create(visit=visit, party=Party.COMPANY, name="安然", job="主要负责人")
    for meeting_kind in (MeetingKind.FIRST, MeetingKind.LAST):
        meeting = Meeting.objects.create(visit=visit, kind=meeting_kind, at=clock.now(), by=by)
        for each in visit.attendees.all():
            MeetingSign.objects.create(meeting=meeting, attendee=each, at=clock.now())
    assert boss
    return visit


def _answered(of: Checklist, *, by: User) -> None:
    """Everything conforms but for the first item."""
    for item in Item.objects.filter(version__in=of.case.standards.values("version")):
        rule = item.deduction_rules.first()
        if item.code == "1.1" and rule:
            make.answered(of, item, by=by, state=AnswerState.FAILS, deductions={str(rule.pk): 2})
        else:
            make.answered(of, item, by=by)
    of.closed_at, of.closed_by = clock.now(), by
    of.save()


def _finding(
    case: Case, visit: Visit, at: int, *, photos: int, photo: bytes | None, by: User
) -> Finding:
    row = make.finding(
        case, by=by, at=visit, state=FindingState.CLOSED, text=f"呼吸阀跨接线断开第 {at + 1} 处"
    )
    for stage in FindingPhoto.Stage:
        for _ in range(photos):
            FindingPhoto.objects.create(
                finding=row, stage=stage, file=make.picture(photo), at=clock.now()
            )
    return row


def rechecked(case: Case) -> Case:
    """The same case once more, by other people: 柏舟 leads the recheck, which is over."""
    by = cast.person("safety")
    lead = make.expert_user("柏舟")
    row = make.assignment(case, lead, by=by, duty=Duty.RECHECK_LEADER)
    visit = _held(case, VisitKind.RECHECK, by=by)
    Visit.objects.filter(pk=visit.pk).update(planned_at=clock.now() + timedelta(seconds=1))
    _answered(visit.checklist, by=lead.user)
    with clock.at(clock.now() + timedelta(seconds=2)):
        make.scored(case, SnapshotKind.RECHECK, "81.0", "二级")
    make.accepted_report(row, by=by)
    Case.objects.filter(pk=case.pk).update(state=CaseState.PANEL)
    case.refresh_from_db()
    return case


def written(
    case: Case, kind: ReportKind = ReportKind.REVIEW, *, by: User | None = None
) -> CaseReport:
    """All chapters written, what experts wrote taken over: to be signed."""
    by = by or leader()
    report = writing.begin(case, kind, by=by)
    writing.save(report, writing.Written(chapters=WORDS), saves=0, by=by)
    writing.take_over(report, by=by)
    report.refresh_from_db()
    return report


def signed(
    case: Case, kind: ReportKind = ReportKind.REVIEW, *, by: User | None = None
) -> ReportEdition:
    report = written(case, kind, by=by)
    return editions.sign(report, signature(), saves=report.saves, by=by or leader())


def signature() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("签名.png", checklists.png())
