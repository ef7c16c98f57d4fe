"""Deciding what is reminded of now. What is decided is written once (``NoticeReminder``).

Selected is what is due by now and not yet reminded of, never what is due exactly today: a day
without a scheduler is made up for by the step that is due then. What was over when its notice went
out is never reminded of.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from association.base import audit, clock
from association.base.errors import Refused
from bulletin.enums import NoticeState, ReminderStep
from bulletin.models import Due, NoticeReminder
from bulletin.notices import telling
from bulletin.notices.drafting import told_moment
from bulletin.notices.standing import missing
from bulletin.notices.telling import Said
from bulletin.rules import Actor, may_keep_notices

BEFORE, GIVEN_UP = timedelta(days=2), timedelta(days=14)
"""So long before the day the first reminder goes out; so long after it the last may."""
FIRST_HOUR, LAST_HOUR = 8, 20
"""Nobody is woken up: Beijing hours, the second one excluded."""
Step = ReminderStep


def remind() -> int:
    """How many members were reminded. Run twice it reminds once; at night it does nothing."""
    if not FIRST_HOUR <= clock.now().hour < LAST_HOUR:
        return 0
    now = clock.now()
    rows = Due.objects.filter(
        form__notice__state=NoticeState.PUBLISHED,
        due_at__gt=F("form__notice__published_at"),
        due_at__gte=now - GIVEN_UP,
        due_at__lte=now + BEFORE + timedelta(days=1),
    )
    return sum(_decide(key) for key in rows.values_list("pk", flat=True))


def step(due: Due) -> ReminderStep | None:
    """The one that speaks today; None while it is early."""
    if due.days > BEFORE.days:
        return None
    if due.days < 0:
        return Step.OVERDUE
    return Step.ON_THE_DAY if due.days == 0 else Step.BEFORE


@transaction.atomic
def _decide(key: int) -> int:
    """One due date, by one process at a time."""
    due = _locked(key)
    speaking = step(due)
    if speaking is None or due.form.notice.state != NoticeState.PUBLISHED:
        return 0
    day = due.due_at.astimezone(clock.TZ).date()
    if NoticeReminder.objects.filter(due=due, step=speaking, due_on=day).exists():
        return 0
    count = _tell(due, f"bulletin.notice_due:{speaking}", day)
    NoticeReminder.objects.create(due=due, step=speaking, due_on=day, members=count, at=clock.now())
    return count


@transaction.atomic
def remind_now(due: Due, *, by: Actor) -> int:
    """Those who haven't answered, at once; how many. Once a day. Raises Refused."""
    if not may_keep_notices(by):
        raise Refused("您没有权限提醒会员报送。请由会刊的信息编辑办理。")
    row, today = _locked(due.pk), clock.today()
    if row.form.notice.state != NoticeState.PUBLISHED:
        raise Refused("通知没有发布或已经撤回，不能提醒。")
    if NoticeReminder.objects.filter(due=row, step=Step.ASKED, due_on=today).exists():
        raise Refused("今天已经提醒过一次，请明天再提醒，或打电话。")
    count = _tell(row, f"bulletin.notice_due:{Step.ASKED}", today)
    if not count:
        raise Refused("都已经报送，不用提醒。")
    NoticeReminder.objects.create(
        due=row, step=Step.ASKED, due_on=today, members=count, at=clock.now(), by=by
    )
    audit.record(
        row.form.notice, "提醒报送", by=by, after={"报送": str(row), "会员单位": f"{count} 家"}
    )
    return count


def _locked(key: int) -> Due:
    rows = Due.objects.select_for_update(of=("self",))
    return rows.select_related("form__notice", "form__questionnaire").get(pk=key)


def _tell(due: Due, rule: str, day: date) -> int:
    over = due.due_at <= clock.now()
    word = "已过期限" if over else "今天截止" if due.days == 0 else f"还剩 {due.days} 天"
    text = (
        f"《{due.form.notice.title}》的“{due}”应于 {told_moment(due.due_at)} 前报送，"
        f"{word}，还没有收到贵单位的。{'请尽快补报。' if over else '请按时报送。'}"
    )
    subject = f"报送提醒：{due}，{word}"
    said = Said(rule, due, day, subject, f"{text}\n\n{telling.address(due.form.notice)}")
    return telling.tell(telling.with_people(missing(due)), said)
