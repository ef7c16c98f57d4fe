"""A notice goes out, is taken back, or one of its due dates is moved; whom it is for is told."""

from datetime import datetime

from django.db import transaction

from association.base import audit, clock, jobs
from association.base.errors import Refused
from association.questionnaires import building
from bulletin.enums import NoticeState
from bulletin.models import Due, Notice
from bulletin.notices.drafting import told_moment
from bulletin.notices.states import NOTICES
from bulletin.rules import Actor, may_keep_notices

TELL = "bulletin.tell_notice"
S = NoticeState


@transaction.atomic
def publish(notice: Notice, *, by: Actor) -> Notice:
    """To everybody it is for; its questions are frozen. Raises Refused with all that lacks."""
    NOTICES.perform(notice, "publish", by=by)
    for form in notice.forms.select_related("questionnaire"):
        building.freeze(form.questionnaire, by=by, about=notice)
    notice.refresh_from_db()
    _tell(notice, {"what": "published"}, by=by)
    return notice


@transaction.atomic
def withdraw(notice: Notice, *, reason: str, by: Actor) -> Notice:
    """Nothing is owed any more; what came in stays. Raises Refused without a reason."""
    locked = _published(notice, by=by)
    locked.withdrawn_reason = " ".join(reason.split())[:300]
    locked.save(update_fields=["withdrawn_reason"])
    NOTICES.perform(notice, "withdraw", by=by, reason=locked.withdrawn_reason)
    notice.refresh_from_db()
    _tell(notice, {"what": "withdrawn"}, by=by)
    return notice


@transaction.atomic
def move_due(due: Due, *, due_at: datetime, reason: str, by: Actor) -> Due:
    """To another moment; those who haven't answered are told, and reminded anew. Raises Refused:
    withdrawn, the moment is over already or the same."""
    notice = _published(due.form.notice, by=by)
    row = Due.objects.select_for_update().get(pk=due.pk)
    if not reason.strip():
        raise Refused("改报送日期须写明理由，会员单位会看到。", field="reason")
    if due_at <= clock.now():
        raise Refused("新的截止时间已经过去，请改为以后的时间。", field="due_at")
    if due_at == row.due_at:
        raise Refused("新的截止时间和原来一样，请核对。", field="due_at")
    if Due.objects.filter(form=row.form_id, due_at=due_at).exclude(pk=row.pk).exists():
        raise Refused("这张报表在这个时间已经有一次报送。", field="due_at")
    before, row.due_at = row.due_at, due_at
    row.save(update_fields=["due_at"])
    audit.record(
        notice, "改报送日期", by=by, reason=reason.strip(),
        before={"报送": str(due), "截止时间": told_moment(before)},
        after={"报送": str(due), "截止时间": told_moment(due_at)},
    )  # fmt: skip
    _tell(notice, {"what": "moved", "due": due.pk, "reason": reason.strip()}, by=by)
    due.refresh_from_db()
    return due


def _published(notice: Notice, *, by: Actor) -> Notice:
    if not may_keep_notices(by):
        raise Refused("您没有权限发布和撤回通知。请由会刊的信息编辑办理。")
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.state != S.PUBLISHED:
        raise Refused(f"通知现在是“{locked.get_state_display()}”，不能这样办。请刷新页面。")
    return locked


def _tell(notice: Notice, told: dict[str, object], *, by: Actor) -> None:
    jobs.start(
        label=f"告知会员：{notice.title}"[:120],
        task=TELL,
        params={"notice": notice.pk, "at": clock.now().isoformat(), **told},
        by=by,
    )
