"""A written decision against the house's own rule of independence, and everybody who may take such
hears of it."""

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files, outbox
from association.base.errors import Refused
from standardization import telling
from standardization.models import Case, IndependenceOverride, Organisation
from standardization.people import independence
from standardization.people.independence import Weight
from standardization.rules import may_override_independence

PERMISSION = "standardization.override_independence"


@transaction.atomic
def override(
    case: Case,
    *,
    organisation: Organisation | None = None,
    reason: str,
    upload: "File[bytes] | None",
    by: User,
) -> IndependenceOverride:
    """Lifts what ties the association itself (no ``organisation``), or that review organisation. An
    expert's own tie is never lifted. Raises Refused."""
    row = Case.objects.select_for_update(of=("self",)).select_related("member").get(pk=case.pk)
    if not may_override_independence(by):
        raise Refused("您没有权限准予独立性例外。请由安全技术部负责人书面决定。")
    if not reason.strip():
        raise Refused("请写明准予的理由。", field="reason")
    if upload is None:
        raise Refused("请附上书面决定的文件。", field="file")
    blocking = _blocking(row, organisation)
    made = IndependenceOverride.objects.create(
        case=row,
        organisation=organisation,
        reason=reason.strip(),
        file=files.keep(upload, by=by),
        by=by,
        at=clock.now(),
    )
    after = {"情况": blocking}
    audit.record(made, "准予独立性例外", by=by, after=after, reason=made.reason, about=row)
    _tell(made, row, blocking)
    return made


def _blocking(case: Case, organisation: Organisation | None) -> str:
    """What is to be lifted. Raises Refused if nothing is, or it was before."""
    if independence.lifted(case, organisation):
        raise Refused("已经准予过，不必再办。请刷新页面。")
    ties = (
        independence.of_organisation(organisation, case.member)
        if organisation
        else independence.of_association(case.member)
    )
    found = [tie.text for tie in ties if tie.weight is Weight.BLOCK]
    if not found:
        raise Refused("没有需要准予例外的情况。")
    return "；".join(found)


def _tell(made: IndependenceOverride, case: Case, blocking: str) -> None:
    for user in telling.holders(PERMISSION):
        outbox.tell(
            user,
            rule="standardization.overridden",
            obj=made,
            due_on=clock.today(),
            subject=f"{case}：{made.by}准予独立性例外",
            body=f"{blocking}。理由：{made.reason}",
            about=case,
        )
