"""Somebody looks whether it was mended, and another one strikes it off."""

from django.db import transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from standardization.enums import FindingState, Severity
from standardization.findings import alarms, looking_back, moving
from standardization.findings.states import FINDINGS
from standardization.models import Finding, Rectification, Verification


@transaction.atomic
def verify(finding: Finding, *, method: str, passed: bool, note: str, by: User) -> Verification:
    """Checked on paper or on site; what doesn't pass goes back with the note. Raises Refused."""
    case = moving.locked(finding.case_id)
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    answer = row.rectifications.order_by("-round").first()
    if row.state == FindingState.SUBMITTED and answer:
        _check_other(answer, note, by=by)
    FINDINGS.perform(row, "verify" if passed else "return", by=by, reason=note)
    assert answer is not None, "what is submitted has an answer"
    made = Verification.objects.create(
        rectification=answer,
        method=method,
        passed=passed,
        note=note.strip(),
        by=by,
        at=clock.now(),
    )
    if not passed:
        moving.sent_back(case, by=by, reason=note)
    finding.refresh_from_db()
    return made


def _check_other(answer: Rectification, note: str, *, by: User) -> None:
    if answer.by_id == by.pk:
        raise Refused("整改是您提交的，请另一位同事验收。")
    if not note.strip():
        raise Refused("请写明验收意见：看了什么，结果如何。", field="note")


@transaction.atomic
def close(finding: Finding, *, by: User, reason: str = "") -> None:
    """销号, by another person than who checked it; a major one only after 挂牌督办, and what looks
    mended on paper alone only with a reason. Looks back are then due. Raises Refused."""
    case = moving.locked(finding.case_id)
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    if row.state == FindingState.VERIFIED:
        _check_close(row, by=by, reason=reason)
    FINDINGS.perform(row, "close", by=by, reason=reason)
    looking_back.plan(row)
    moving.struck_off(case, by=by)
    finding.refresh_from_db()


def _check_close(row: Finding, *, by: User, reason: str) -> None:
    last = (
        Verification.objects.filter(rectification__finding=row)
        .select_related("rectification")
        .order_by("-rectification__round")[0]
    )
    if last.by_id == by.pk:
        raise Refused("验收是您做的，销号须由另一位同事办理。")
    if last.rectification.by_id == by.pk:
        raise Refused("整改是您提交的，销号须由另一位同事办理。")
    if row.severity == Severity.MAJOR and not hasattr(row, "listing"):
        raise Refused("重大不符合项须先挂牌督办，再销号。")
    if (told := alarms.of(row)) and not reason.strip():
        raise Refused(f"{'；'.join(told)}。确已整改的，请写明核实情况再销号。", field="reason")
