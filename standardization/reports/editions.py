"""A report is signed, issued, taken back. What was signed stays as it was; signed again it is the
next edition."""

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from association.accounts.models import User
from association.base import clock, files, outbox
from association.base.errors import Refused
from standardization.cases import steps
from standardization.enums import CaseReportState, CaseState, CopyFormat, ReportKind
from standardization.library.edition import canonical
from standardization.models import CaseReport, OrganisationUser, ReportCopy, ReportEdition
from standardization.reports import alike, copies, stage, standing
from standardization.reports.case_states import CASE_REPORTS
from standardization.reports.completeness import lacks
from standardization.reports.contents import contents
from standardization.reports.plain import day, picture
from standardization.reports.writing import Older, locked, to_write

if TYPE_CHECKING:
    from django.core.files.base import File


@transaction.atomic
def sign(report: CaseReport, signature: "File[bytes]", *, saves: int, by: User) -> ReportEdition:
    """Freezes everything as it stands and has the copies made. ``saves`` as the page showed it.
    Raises Refused with all that is still missing."""
    row = locked(report)
    to_write(row, by=by)
    if obstacle := _not_to_sign(row):
        raise Refused(obstacle)
    if row.saves != saves:
        raise Older("这份报告在您打开之后又保存过，请看过现在的内容再签字。")
    kept = files.keep(signature, by=by, accept=files.PICTURES, field="signature")
    number = row.editions.count() + 1
    signed = {
        "edition": number,
        "name": by.name,
        "certificate": _certificate(row, by),
        "on": day(clock.today()),
        "picture": picture(kept, "签字"),
    }
    data = contents(row) | {"signed": signed}
    edition = ReportEdition.objects.create(
        report=row,
        number=number,
        data=data,
        digest=digest(data),
        alike=alike.like(row, data["compared"]),
        signature=kept,
        signed_by=by,
        signed_at=clock.now(),
    )
    CASE_REPORTS.perform(row, "sign", by=by, 版本=f"第 {number} 版")
    copies.start(edition, by=by)
    _tell_issuers(edition)
    return edition


@transaction.atomic
def issue(report: CaseReport, stamped: "File[bytes] | None" = None, *, by: User) -> CaseReport:
    """The review's goes to the association with its stamped paper; the recheck's ends there.
    Raises Refused, also to who signed it."""
    row = locked(report)
    if row.state == CaseReportState.SIGNED and row.signed_by_id == by.pk:
        raise Refused("报告由您签的字，须由签字组长以外的人出具。")
    edition = standing.latest(row)
    if obstacle := _not_to_issue(row, edition):
        raise Refused(obstacle)
    assert edition is not None
    if row.kind == ReportKind.REVIEW:
        if stamped is None:
            raise Refused("请上传盖章的评审报告扫描件（PDF）。", field="stamped")
        # Before the file is kept and before the case moves: who may.
        if not CASE_REPORTS["issue"].may(by, row):
            raise Refused("您没有权限出具报告。请由评审单位的技术负责人出具。")
        file = files.keep(stamped, by=by, accept=files.DOCUMENTS, field="stamped")
        ReportCopy.objects.create(
            edition=edition, format=CopyFormat.STAMPED, file=file, by=by, at=clock.now()
        )
        steps.take(row.case, "issue_report", by=by)
    done = CASE_REPORTS.perform(row, "issue", by=by, 版本=f"第 {edition.number} 版")
    report.refresh_from_db()
    assert isinstance(done, CaseReport)
    return done


@transaction.atomic
def send_back(report: CaseReport, *, reason: str, by: User) -> CaseReport:
    """To be put right and signed again. What the association's audit sends back goes by the step of
    the case instead. Raises Refused."""
    row = locked(report)
    if row.kind == ReportKind.REVIEW and row.state == CaseReportState.ISSUED:
        raise Refused("评审报告已经出具，请在案件里提出“退回报告”。")
    if row.case.state not in stage.STAGES[row.kind].signed_in:
        raise Refused(f"案件现在是“{row.case.get_state_display()}”，报告不能再退回。")
    done = CASE_REPORTS.perform(row, "return", by=by, reason=reason)
    edition = standing.latest(row)
    if edition is not None:
        _tell(edition, edition.signed_by, "returned", "退回修改", f"退回原因：{reason}")
    report.refresh_from_db()
    assert isinstance(done, CaseReport)
    return done


def make_again(edition: ReportEdition, *, by: User) -> None:
    """Where the job that makes the copies failed. Raises Refused while one is at it."""
    job = copies.job_of(edition)
    if job is not None and job.is_open:
        raise Refused("文件正在生成，请稍候。")
    copies.start(edition, by=by)


def digest(data: object) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


# --- Details ------------------------------------------------------------------------------------
def _not_to_sign(row: CaseReport) -> str | None:
    if row.case.state not in stage.STAGES[row.kind].signed_in:
        now = CaseState(row.case.state).label
        return f"案件现在是“{now}”，还不能签字。整改验证通过、进入报告编制后再签。"
    missing = [each.text for each in lacks(row)]
    return f"报告还不齐全：{'；'.join(missing)}。" if missing else None


def _not_to_issue(row: CaseReport, edition: ReportEdition | None) -> str | None:
    if edition is None or row.state != CaseReportState.SIGNED:
        return f"报告现在是“{row.get_state_display()}”，不能出具。请刷新页面。"
    lacking = [each for each in standing.MADE if each not in standing.formats(edition)]
    if lacking:
        return f"{'、'.join(each.label for each in lacking)} 还在生成，请稍候再出具。"
    return None


def _certificate(row: CaseReport, by: User) -> str:
    """Of an expert; whoever of ours signs a recheck has none."""
    people = stage.panel(row.case, row.kind, row.round)
    own = [each.expert for each in people if each.expert.user_id == by.pk]
    return own[0].certificate_number if own else "—"


def _tell_issuers(edition: ReportEdition) -> None:
    case = edition.report.case
    if edition.report.kind != ReportKind.REVIEW:
        return
    heads = OrganisationUser.objects.filter(
        organisation=case.organisation, technical_head=True, ended_at__isnull=True
    ).select_related("user")
    for each in heads:
        text = "组长已签字。请核对后上传盖章扫描件并出具。"
        _tell(edition, each.user, "signed", "待出具", text)


def _tell(edition: ReportEdition, person: User, what: str, word: str, text: str) -> None:
    """Once an edition: what is signed and sent back on one day is told of each time."""
    outbox.tell(
        person,
        rule=f"standardization.report_{what}",
        obj=edition,
        due_on=clock.today(),
        subject=f"{edition.report}：{word}",
        body=text,
        about=edition.report.case,
    )
