"""Papers of a case. One handed in again replaces the former, which stays readable."""

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from standardization.enums import CaseState, DocumentKind
from standardization.models import Case, CaseDocument
from standardization.rules import acts_for_company, may_handle_cases

OPEN_TO_COMPANY = (CaseState.DRAFT, CaseState.INTERNAL_NOTICE, CaseState.CORRECTION)
"""Else what was looked at would no longer be what lies there."""
COMPANY_KINDS = (
    DocumentKind.SELF_REPORT,
    DocumentKind.EVIDENCE,
    DocumentKind.CORRECTION,
    DocumentKind.OTHER,
)


def current(case: Case) -> QuerySet[CaseDocument]:
    """Those that nothing has replaced."""
    rows = CaseDocument.objects.filter(case=case, replaced_by__isnull=True)
    return rows.select_related("file", "by").order_by("kind", "pk")


@transaction.atomic
def hand_in(
    case: Case,
    upload: "File[bytes]",
    *,
    kind: DocumentKind,
    title: str = "",
    replaces: CaseDocument | None = None,
    by: User,
) -> CaseDocument:
    """Raises Refused: for the company once the case is with the association, for a file that isn't
    what it says, for a paper that was replaced meanwhile."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if obstacle := not_to_hand_in(row, by=by):
        raise Refused(obstacle)
    if replaces is not None and replaces.case_id != row.pk:
        raise Refused("要替换的材料不在本案里。")
    if replaces is not None and CaseDocument.objects.filter(replaces=replaces).exists():
        raise Refused(f"“{replaces.title}”已被替换，请刷新页面后替换最新的一份。")
    made = CaseDocument.objects.create(
        case=row,
        kind=replaces.kind if replaces else kind,
        title=title.strip() or (replaces.title if replaces else kind.label),
        file=files.keep(upload, by=by),
        replaces=replaces,
        by=by,
        at=clock.now(),
    )
    after = {"材料": made.title, "类别": made.get_kind_display()}
    audit.record(made, "替换材料" if replaces else "提交材料", by=by, after=after, about=row)
    return made


def not_to_hand_in(case: Case, *, by: User) -> str | None:
    if may_handle_cases(by):
        return None if not case.closed else "案件已经办结，不能再加材料。"
    if not acts_for_company(by, case.member):
        return "您没有权限提交本案的材料。"
    if case.state not in OPEN_TO_COMPANY:
        return "申请已经提交，材料不能再改。需要补充时，联合会会告知补正。"
    return None
