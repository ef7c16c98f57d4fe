"""等级证书: paper beside the announcement, only where the policy of the day says that it is handed
out. It stands as long as the grade does."""

from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.credentials import issuing
from association.credentials.kinds import Kind
from association.credentials.models import Credential
from standardization.grades import records
from standardization.models import GradeRecord
from standardization.rules import may_record_acts

KIND = Kind(
    code="review_grade",
    prefix="BZDJ",
    title="安全生产标准化等级证书",
    labels=(
        ("number", "等级编号"),
        ("grade", "等级"),
        ("standard", "评审标准"),
        ("announcement", "公告文号"),
    ),
)
TEMPLATE = "standardization/pdf/grade.html"


def not_to_issue(record: GradeRecord) -> str | None:
    """Why there is no certificate of it: a sentence, or None."""
    if record.certificate_id:
        return f"证书 {record.certificate} 已经发放。"
    if not records.policy(record.start).certificate:
        return "按现行办法公告后不另发证书。需要发放的，请先在“等级有效期办法”勾选“发证书”。"
    if not records.standing(record, clock.today()).in_force:
        return "这个等级已经失效，不能发放证书。"
    return None


@transaction.atomic
def issue(record: GradeRecord, *, by: User) -> Credential:
    """Raises Refused."""
    if not may_record_acts(by):
        raise Refused("您没有权限发放等级证书。请由安全技术部办理。")
    row = GradeRecord.objects.select_for_update().get(pk=record.pk)
    if obstacle := not_to_issue(row):
        raise Refused(obstacle)
    row.certificate = issuing.issue(
        kind=KIND,
        facts=_facts(row),
        template=TEMPLATE,
        subject=row.member.name,
        by=by,
        valid_from=row.start,
        valid_to=row.end,
        about=row.case,
    )
    row.save(update_fields=["certificate"])
    record.certificate = row.certificate
    return row.certificate


def _facts(row: GradeRecord) -> dict[str, Any]:
    return {
        "number": row.number,
        "company": row.member.name,
        "credit_code": row.member.credit_code,
        "grade": f"安全生产标准化{row.grade}",
        "standard": str(row.version),
        "sites": [f"{site.name}（{site.address}）" for site in row.case.sites.all()],
        "announcement": row.announcement,
        "start": f"{row.start:%Y年%-m月%-d日}",
        "end": f"{row.end:%Y年%-m月%-d日}",
    }
