"""Cases whose visit is over and whose report is being written: by the doors, from the visit on."""

from datetime import timedelta
from itertools import count
from typing import Any

from association.accounts.models import User
from association.base import clock, files
from association.base.models import StoredFile
from standardization.enums import (
    AnswerState,
    CaseReportState,
    CaseState,
    CopyFormat,
    Duty,
    FindingState,
    MeetingKind,
    PartSubject,
    Party,
    ReportKind,
    ReportState,
    SnapshotKind,
    VisitKind,
    VisitState,
)
from standardization.models import (
    Assignment,
    Attendee,
    Case,
    CaseReport,
    Checklist,
    Declaration,
    Element,
    ExpertReport,
    ExpertReportVersion,
    Finding,
    FindingPhoto,
    Item,
    KeyArea,
    Meeting,
    MeetingSign,
    ReportCopy,
    ReportEdition,
    ReportPart,
    Visit,
)
from standardization.reports import editions, writing
from tests.factories import accounts, cast, checklists, pictures
from tests.factories import standardization as make

_SERIAL = count(1)
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
            accepted_report(each, by=by)
    return case


def _held(case: Case, kind: VisitKind, *, by: User) -> Visit:
    visit = make.visit(case, by=by, kind=kind, state=VisitState.DONE)
    visit.plan = "听汇报，查资料，看现场"
    visit.save()
    Attendee.objects.create(visit=visit, party=Party.COMPANY, name="安然", job="主要负责人")
    for meeting_kind in (MeetingKind.FIRST, MeetingKind.LAST):
        meeting = Meeting.objects.create(visit=visit, kind=meeting_kind, at=clock.now(), by=by)
        for each in visit.attendees.all():
            MeetingSign.objects.create(meeting=meeting, attendee=each, at=clock.now())
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
                finding=row, stage=stage, file=picture(photo), at=clock.now()
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
    accepted_report(row, by=by)
    Case.objects.filter(pk=case.pk).update(state=CaseState.PANEL)
    case.refresh_from_db()
    return case


def written(
    case: Case, kind: ReportKind = ReportKind.REVIEW, *, by: User | None = None
) -> CaseReport:
    """All chapters written, what experts wrote taken over: to be signed."""
    by = by or leader()
    report = writing.begin(case, kind, by=by)
    writing.write(report, writing.Written(chapters=WORDS), saves=0, by=by)
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


# --- Rows, made directly ---------------------------------------------------------------------------
def accepted_report(of: Assignment, *, text: str = "", by: User) -> ExpertReport:
    """The expert's own report, submitted and accepted, with a picture of each key area."""
    row = ExpertReport.objects.create(
        assignment=of, state=ReportState.ACCEPTED, accepted_by=by, accepted_at=clock.now()
    )
    said = text or f"{of.expert.name}：制度齐全，现场有个别不足"
    heads: list[dict[str, Any]] = [{"subject": PartSubject.SUMMARY, "title": "总体情况"}]
    heads += [
        {"subject": PartSubject.ELEMENT, "title": each.title, "element": each}
        for each in Element.objects.filter(version__in=of.case.standards.values("version"))
    ]
    heads += [
        {"subject": PartSubject.KEY_AREA, "title": each.name, "key_area": each, "file": picture()}
        for each in KeyArea.objects.filter(site__cases=of.case)
    ]
    heads.append({"subject": PartSubject.ADVICE, "title": "意见建议"})
    ReportPart.objects.bulk_create(
        ReportPart(report=row, position=at, text=f"{said}（{head['title']}）。", **head)
        for at, head in enumerate(heads)
    )
    ExpertReportVersion.objects.create(
        report=row,
        number=1,
        parts=[],
        digest="0" * 64,
        name=of.expert.name,
        certificate_number=of.expert.certificate_number,
        signature=picture(),
        by=of.expert.user or by,
        submitted_at=clock.now(),
    )
    return row


def picture(content: bytes | None = None) -> StoredFile:
    content = content or pictures.jpeg(320, 240, (next(_SERIAL) % 256, 150, 170))
    return files.keep_bytes(content, name="照片.jpg", media_type="image/jpeg", by=None)


def reported(of: Case, kind: ReportKind = ReportKind.REVIEW, *, by: User) -> CaseReport:
    """Issued by ``by``, signed by somebody else, with all its copies: as ``issue`` leaves it behind,
    without what stands in it."""
    who = accounts.user(f"组长{next(_SERIAL)}")
    row = CaseReport.objects.create(
        case=of,
        round=of.round,
        kind=kind,
        state=CaseReportState.ISSUED,
        signed_by=who,
        issued_by=by,
        issued_at=clock.now(),
    )
    edition = ReportEdition.objects.create(
        report=row, number=1, data={"cover": {}}, digest="0" * 64, signature=picture(),
        signed_by=who, signed_at=clock.now(),
    )  # fmt: skip
    for format in CopyFormat:
        file = files.keep_bytes(b"%PDF-1.4", name="r.pdf", media_type="application/pdf", by=None)
        ReportCopy.objects.create(edition=edition, format=format, file=file, at=clock.now())
    return row
