"""Submitted and signed, read by another person, accepted or sent back with a reason a heading."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import clock, files, outbox
from association.base.errors import Refused
from standardization.enums import PartSubject
from standardization.library.snapshots import hashed
from standardization.models import (
    ExpertReport,
    ExpertReportVersion,
    ReportPart,
    ReturnedPart,
)
from standardization.reports import drafting
from standardization.reports.states import REPORTS, visits

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Lack:
    """``part`` is where; None: nothing that the expert writes."""

    text: str
    part: ReportPart | None = None


def missing(report: ExpertReport) -> list[Lack]:
    """What stands in the way of submitting, in the order of the headings."""
    expert = report.assignment.expert
    found = []
    if not expert.certificate_number.strip():
        found.append(Lack("您的评审员证书编号没有登记，请联系安全技术部登记"))
    seen = {each.site_id for each in visits(report.assignment)}
    parts = report.parts.select_related("key_area").order_by("position")
    for part in parts:
        empty = not part.text.strip()
        if part.subject == PartSubject.SUMMARY and empty:
            found.append(Lack(f"“{part.title}”没有写", part))
        elif part.key_area is not None and part.key_area.site_id in seen:
            if empty:
                found.append(Lack(f"“{part.title}”没有写管控情况", part))
            if part.photo_id is None and part.file_id is None:
                found.append(Lack(f"“{part.title}”没有照片", part))
    return found


@transaction.atomic
def submit(
    report: ExpertReport, *, saves: int, signature: "File[bytes] | None", by: User
) -> ExpertReportVersion:
    """Freezes the draft as the next version, under the expert's own signature. ``saves`` as of
    ``write``: what is signed is what the page showed. Raises Refused naming what is missing, and
    Stale."""
    row = drafting.locked(report, by=by)
    if saves != row.saves:
        raise drafting.Stale(row)
    if lacks := missing(row):
        raise Refused(f"还不能提交：{'；'.join(each.text for each in lacks)}。")
    if signature is None:
        raise Refused("还没有签名。请在框里签，或者上传签名图片。", field="signature")
    kept = files.keep(signature, by=by, accept=files.PICTURES, field="signature")
    parts, expert = frozen(row), row.assignment.expert
    version = ExpertReportVersion.objects.create(
        report=row,
        number=row.versions.count() + 1,
        parts=parts,
        digest=hashed(parts),
        name=expert.name,
        certificate_number=expert.certificate_number,
        signature=kept,
        by=by,
        submitted_at=clock.now(),
    )
    facts = {"版本": f"第 {version.number} 版", "校验值": version.digest[:16]}
    REPORTS.perform(row, "submit", by=by, **facts)
    _tell_office(version)
    report.refresh_from_db()
    return version


def frozen(report: ExpertReport) -> list[dict[str, Any]]:
    """The parts as plain values: ``key`` is that of the element or key area, ``picture`` the file
    that is shown, with its hash, and the photo of the visit, if it is one."""
    parts = report.parts.select_related("photo__file", "file").order_by("position")
    return [
        {
            "part": part.pk,
            "subject": part.subject,
            "key": part.element_id or part.key_area_id,
            "title": part.title,
            "text": part.text.strip(),
            "picture": _picture(part),
        }
        for part in parts
    ]


def _picture(part: ReportPart) -> dict[str, Any] | None:
    file = part.photo.file if part.photo else part.file
    if file is None:
        return None
    photo = str(part.photo_id) if part.photo_id else None
    return {"file": file.pk, "sha256": file.sha256, "photo": photo}


@transaction.atomic
def send_back(
    report: ExpertReport,
    *,
    reasons: Mapping[ReportPart, str],
    by: User,
    number: int | None = None,
) -> None:
    """For these reasons, a heading each; the expert is told and writes on. ``number`` is the version
    that was read. Raises Refused."""
    row = _submitted(report, number)
    given = {part: text.strip() for part, text in reasons.items() if text.strip()}
    REPORTS.perform(
        row,
        "send_back",
        by=by,
        版本=f"第 {row.versions.count()} 版",
        退回的内容="、".join(part.title for part in given),
    )
    _check_reasons(row, given)
    version, now = row.versions.order_by("-number")[0], clock.now()
    ReturnedPart.objects.bulk_create(
        ReturnedPart(version=version, part=part, reason=text, by=by, at=now)
        for part, text in given.items()
    )
    _tell_expert(version, given)
    report.refresh_from_db()


def _check_reasons(report: ExpertReport, given: Mapping[ReportPart, str]) -> None:
    if not given:
        raise Refused("请至少在一项下面写明退回原因，专家照着改。")
    for part, text in given.items():
        if part.report_id != report.pk:
            raise Refused("退回的内容不在这份报告里，请刷新页面。")
        if len(text) > LONGEST_REASON:
            raise Refused(
                f"“{part.title}”的退回原因有 {len(text):,} 个字，最多 {LONGEST_REASON} 个字。",
                field=f"reason_{part.pk}",
            )


@transaction.atomic
def accept(report: ExpertReport, *, by: User, number: int | None = None) -> None:
    """From now on the report stays as it is. ``number`` as of ``send_back``. Raises Refused."""
    row = _submitted(report, number)
    REPORTS.perform(row, "accept", by=by, 版本=f"第 {row.versions.count()} 版")
    report.refresh_from_db()


def _submitted(report: ExpertReport, number: int | None) -> ExpertReport:
    rows = ExpertReport.objects.select_for_update(of=("self",))
    row = rows.select_related("assignment__case__member", "assignment__expert__user").get(
        pk=report.pk
    )
    if number is not None and number != row.versions.count():
        raise Refused(f"专家已提交第 {row.versions.count()} 版，请看过新的一版再办理。")
    return row


# --- Who hears of it ----------------------------------------------------------------------------
def _tell_office(version: ExpertReportVersion) -> None:
    """Whoever handles the case; whoever asked the expert, where nobody does yet."""
    assignment = version.report.assignment
    case = assignment.case
    who = f"{assignment.get_duty_display()}{version.name}"
    outbox.tell(
        case.officer or assignment.asked_by,
        rule="standardization.report_submitted",
        obj=version,
        due_on=clock.today(),
        subject=f"{who}提交了专家报告（第 {version.number} 版）：{case.member.name}",
        body=f"{who}提交了{case.member.name}的专家报告，第 {version.number} 版。请在案件的“报告”页审阅。",
        about=case,
    )


def _tell_expert(version: ExpertReportVersion, given: Mapping[ReportPart, str]) -> None:
    assignment = version.report.assignment
    person, name = assignment.expert.user, assignment.case.member.name
    if person is None:
        return
    told = "\n".join(f"{part.title}：{text}" for part, text in given.items())
    outbox.tell(
        person,
        rule="standardization.report_returned",
        obj=version,
        due_on=clock.today(),
        subject=f"专家报告退回修改：{name}",
        body=f"您的{name}专家报告（第 {version.number} 版）退回修改，请登录“专家”页面改后再提交。\n\n{told}",
        about=assignment.case,
    )
