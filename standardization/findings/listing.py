"""挂牌督办 of major findings: responsible, measures, deadline and plan, told to the company."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from standardization.enums import FindingState, Severity
from standardization.models import Finding, Listing
from standardization.rules import may_list_findings

if TYPE_CHECKING:
    from django.core.files.base import File


@transaction.atomic
def put_up(
    finding: Finding,
    *,
    responsible: str,
    measures: str,
    deadline: date,
    plan: "File[bytes]",
    by: User,
) -> Listing:
    """Raises Refused."""
    if not may_list_findings(by):
        raise Refused("您没有权限挂牌督办。请由安全技术部办理。")
    row = Finding.objects.select_for_update(no_key=True).get(pk=finding.pk)
    if row.severity != Severity.MAJOR:
        raise Refused("只有重大不符合项才挂牌督办。")
    if row.state == FindingState.CLOSED:
        raise Refused("已经销号，不必再挂牌。")
    if hasattr(row, "listing"):
        raise Refused("已经挂牌督办，请刷新页面。")
    if not responsible.strip() or not measures.strip():
        raise Refused("挂牌督办须写明责任人和措施。", field="measures")
    if deadline < clock.today():
        raise Refused("时限不能早于今天。", field="deadline")
    made = Listing.objects.create(
        finding=row,
        responsible=responsible.strip(),
        measures=measures.strip(),
        deadline=deadline,
        plan=files.keep(plan, by=by, field="plan"),
        listed_by=by,
        listed_at=clock.now(),
    )
    after = {"责任人": made.responsible, "时限": made.deadline}
    audit.record(row, "挂牌督办", by=by, after=after, about=row.case)
    return made
