"""What takes a second person: that an item doesn't apply, and that a veto has really failed."""

from django.db import transaction

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from standardization.checklists.answering import locked
from standardization.enums import AnswerState
from standardization.models import Answer, Checklist
from standardization.rules import may_second_answers


@transaction.atomic
def approve_na(answer: Answer, *, by: User) -> Answer:
    """Raises Refused for who answered it, and once it has been answered anew."""
    row, _ = _open(answer, by=by)
    if row.state != AnswerState.NOT_APPLICABLE:
        raise Refused(f"{row.item.code} 现在不是“不适用”，请刷新页面看最新的作答。")
    if row.na_approved_by_id is None:
        row.na_approved_by = by
        row.save(update_fields=["na_approved_by"])
        _record(row, "同意不适用", by=by)
    return row


@transaction.atomic
def confirm_veto(answer: Answer, *, by: User) -> Answer:
    """Raises Refused as ``approve_na``."""
    row, _ = _open(answer, by=by)
    if not row.event.veto_failed:
        raise Refused(f"{row.item.code} 现在没有触发否决，请刷新页面看最新的作答。")
    if row.veto_confirmed_by_id is None:
        row.veto_confirmed_by = by
        row.save(update_fields=["veto_confirmed_by"])
        _record(row, "确认否决", by=by)
    return row


def _open(answer: Answer, *, by: User) -> tuple[Answer, Checklist]:
    """The answer as it is now. ``answer`` is what the second person saw: another event since then
    is another answer."""
    checklist = locked(answer.checklist)
    if checklist.visit is None or not may_second_answers(by, checklist.visit):
        raise Refused("您不在这次现场工作的人员中，不能办理。")
    if checklist.closed_at is not None:
        raise Refused("检查表已经关闭，不能再改。")
    rows = Answer.objects.select_for_update(of=("self",)).select_related("event", "item")
    row = rows.get(pk=answer.pk)
    if row.event_id != answer.event_id:
        raise Refused(f"{row.item.code} 刚刚有了新的作答，请刷新页面后再看。")
    if row.by_id == by.pk:
        raise Refused(f"{row.item.code} 是您自己答的，须由另一位人员办理。")
    return row, checklist


def _record(row: Answer, action: str, *, by: User) -> None:
    audit.record(
        row, action, by=by, after={"项目": str(row.item), "理由": row.event.reason},
        about=row.checklist.case,
    )  # fmt: skip
