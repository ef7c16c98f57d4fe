"""A return as it is filled in, by the member's users or by the desk in their place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from association.base.errors import Refused
from association.questionnaires import showing
from association.questionnaires.forms import ResponseForm, keep, sign
from association.questionnaires.models import Response, ResponseFile
from bulletin.enums import NoticeState
from bulletin.models import Due, Return
from bulletin.notices import returning
from bulletin.notices.returning import ReportPen
from members.models import Member

_DROP = re.compile(r"drop-(\d{1,18})", re.ASCII)
SAVED, SIGNED = "草稿已保存。", "已签交。"


@dataclass(slots=True)
class Report:
    """``form`` is what may be filled in, None once it is signed or nothing is owed any more;
    ``unkept`` is what somebody typed while a colleague signed."""

    due: Due
    member: Member
    row: Return | None
    form: ResponseForm | None = None
    unkept: ResponseForm | None = None
    said: str = ""
    refused: str = ""

    @property
    def writable(self) -> bool:
        return (self.row is None or self.row.response.is_draft) and self.owed

    @property
    def owed(self) -> bool:
        return self.due.form.notice.state == NoticeState.PUBLISHED

    @property
    def lines(self) -> list[showing.Line]:
        return showing.lines(self.row.response) if self.row else []

    @property
    def status(self) -> int:
        return 422 if self.refused or (self.form is not None and self.form.is_bound) else 200


def shown(due: Due, member: Member) -> Report:
    rows = Return.objects.select_related(
        "response__questionnaire", "response__signed_by", "response__changed_by", "member", "due"
    )
    report = Report(due, member, rows.filter(due=due, member=member).first())
    if report.writable:
        response = (
            report.row.response if report.row else Response(questionnaire=due.form.questionnaire)
        )
        report.form = ResponseForm(response)
    return report


def handle(
    due: Due, member: Member, *, by: Any, data: Mapping[str, Any], files: Mapping[str, Any]
) -> Report:
    """Does what was sent: ``act`` is save, sign, reopen or drop-7. What is refused is said, and what
    was typed stays."""
    report = shown(due, member)
    act = data.get("act", "")
    try:
        if act == "reopen":
            _reopen(report, by, data.get("reason", ""))
        else:
            _write(report, by, act, data, files)
    except Refused as refusal:
        report.refused = refusal.message
    return report


def _reopen(report: Report, by: Any, reason: str) -> None:
    if report.row is None:
        raise Refused("还没有填写，可以直接填写。")
    returning.reopen(report.row, by=by, reason=reason)
    report.said = "可以重新填写，改好后请再签交。"


def _write(
    report: Report, by: Any, act: str, data: Mapping[str, Any], files: Mapping[str, Any]
) -> None:
    row = report.row or returning.begin(report.due, member=report.member, by=by)
    report.row = row
    form, pen = ResponseForm(row.response, data, files), ReportPen(row, by)
    if not row.response.is_draft:
        report.unkept = form
        raise Refused("这份报表已经签交。要改请先点“重新填写”。")
    report.form = form
    if act == "sign":
        report.said = SIGNED if sign(form, pen) else ""
    elif keep(form, pen):
        report.said = SAVED
        if found := _DROP.fullmatch(act):
            dropped = ResponseFile.objects.filter(response=row.response, pk=int(found[1])).first()
            if dropped:
                pen.drop(dropped)
                report.said = "文件已去掉，草稿已保存。"
