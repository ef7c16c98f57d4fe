"""The readers as a workbook: who takes it along stands in the audit."""

from django.db.models import QuerySet

from association.base import audit, clock, sheets
from association.base.errors import Refused
from bulletin.models import Subscriber
from bulletin.rules import Actor, may_prepare_mailings

HEADERS = (
    "邮箱", "称呼", "会员单位", "状态", "每期会刊", "关心的栏目", "同意方式", "同意的依据",
    "同意时间", "退订时间",
)  # fmt: skip


def workbook(rows: QuerySet[Subscriber], *, by: Actor) -> bytes:
    """Raises Refused."""
    if not may_prepare_mailings(by):
        raise Refused("您没有权限导出读者。请由会刊的信息编辑办理。")
    found = list(rows.select_related("member").prefetch_related("columns"))
    if by is not None:
        audit.record(by, "导出会刊读者", by=by, after={"人数": len(found)})
    title = f"会刊读者（{clock.today():%Y-%m-%d}）"
    return sheets.write(HEADERS, (_row(row) for row in found), title=title, sheet="读者")


def _row(row: Subscriber) -> tuple[sheets.Written, ...]:
    return (
        row.address, row.name, str(row.member or ""), row.get_state_display(),
        "是" if row.wants_issues else "否", "、".join(str(each) for each in row.columns.all()),
        row.get_consent_from_display(), row.consent_note, row.consented_at, row.ended_at,
    )  # fmt: skip
