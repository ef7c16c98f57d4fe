"""回头看: some time after a finding was struck off, somebody looks whether it still holds."""

from datetime import timedelta

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import Severity
from standardization.findings.states import FINDINGS, may_check
from standardization.models import Finding, LookBack, LookBackTerm


def plan(finding: Finding) -> None:
    """One look for each term, counted from today; those that were planned before stay."""
    for term in LookBackTerm.objects.all():
        if term.major_only and finding.severity != Severity.MAJOR:
            continue
        due_on = clock.today() + timedelta(term.days)
        LookBack.objects.get_or_create(finding=finding, due_on=due_on)


@transaction.atomic
def hold(look: LookBack, *, held: bool, note: str, by: User) -> None:
    """What was seen. If it doesn't hold, the finding is mended anew. Raises Refused."""
    row = LookBack.objects.select_for_update().select_related("finding__case").get(pk=look.pk)
    finding = row.finding
    if not may_check(by, finding):
        raise Refused("您没有权限登记回头看。请由本案的专家或安全技术部办理。")
    if row.held is not None:
        raise Refused("这次回头看已经登记过，请刷新页面。")
    if not note.strip():
        raise Refused("请写明看到的情况。", field="note")
    row.held, row.note, row.by, row.at = held, note.strip(), by, clock.now()
    row.save(update_fields=["held", "note", "by", "at"])
    result = "仍符合" if held else "不再符合"
    audit.record(finding, "回头看", by=by, after={"结果": result, "情况": note}, about=finding.case)
    if not held:
        FINDINGS.perform(finding, "reopen", by=by, reason=f"回头看：{note.strip()}")
    look.refresh_from_db()


def missed_in_a_row(finding: Finding) -> int:
    """How many looks are due by now and weren't held, counted back from the latest."""
    due = finding.look_backs.filter(due_on__lt=clock.today()).order_by("-due_on")
    missed = 0
    for look in due:
        if look.held is not None:
            break
        missed += 1
    return missed


def install() -> None:
    if not LookBackTerm.objects.exists():
        for days in (30, 90):
            LookBackTerm.objects.create(days=days, source="待核实：整改“回头看”的通行间隔")
