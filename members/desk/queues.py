"""What waits for whom: each number opens the list that it counts."""

from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from members.desk import joining_queues
from members.desk.needs import queues as needs_queues
from members.desk.queue import Queue, age
from members.dues import extensions
from members.dues.tariff import plan
from members.enums import (
    ChangeState,
    DuesLabel,
    MeetingState,
    MemberState,
    OrderState,
    PaymentState,
    PolicyState,
)
from members.filters import dues_year
from members.models import ChangeRequest, Meeting, Member, ReliefPolicy, ServiceOrder
from members.money import examining
from members.payments import lists as money_lists
from members.queries import label_counts
from members.relief import lists, opinions
from members.reminders.turns import ours
from members.rules import (
    may_activate_policy,
    may_assess,
    may_carry_credit,
    may_confirm_payment,
    may_confirm_refund,
    may_decide_change,
    may_enter_payment,
    may_handle_relief,
    may_settle_order,
    may_settle_relief,
    may_view_dues,
    may_view_meetings,
    may_view_register,
    may_view_reminders,
    order_departments,
)


def queues(user: Any) -> list[Queue]:
    """Only what this person may act on or look into, most pressing kind first."""
    result: list[Queue] = []
    if may_decide_change(user):
        result.append(_changes())
    if may_view_meetings(user):
        result.append(_votes())
    result += _orders(user)
    result += joining_queues.of(user)
    result += needs_queues.of(user)
    year = dues_year()
    if may_assess(user):
        result.append(_unassessed(year))
    if may_activate_policy(user):
        result.append(_drafts())
    result += _relief(user)
    if may_view_dues(user) and may_view_register(user):
        result += _dues(year)
    result += _money(user)
    if may_view_reminders(user):
        result.append(_uncertain())
    if may_view_register(user):
        result.append(_untyped())
    return result


def _changes() -> Queue:
    pending = ChangeRequest.objects.filter(state=ChangeState.PENDING).aggregate(
        n=Count("pk"), oldest=Min("requested_at")
    )
    note = "没有积压"
    if pending["oldest"]:
        days = (clock.today() - pending["oldest"].astimezone(clock.TZ).date()).days
        note = f"最久 {days} 天" if days else "今天提出"
    return Queue(
        "run", "变更待审核", pending["n"], reverse("admin:members_changerequest_changelist"), note
    )


def _votes() -> Queue:
    """Meetings that run, and among them votes whose deadline has passed."""
    running = Meeting.objects.filter(state=MeetingState.OPEN).aggregate(
        n=Count("pk"), nearest=Min("deadline")
    )
    note, shape = "没有进行中的会议", "run"
    if running["nearest"]:
        passed = running["nearest"] <= clock.now()
        day = running["nearest"].astimezone(clock.TZ)
        note = "已到截止，待开封" if passed else f"{day.month}月{day.day}日 {day:%H:%M} 截止"
        shape = "due" if passed else "run"
    elif running["n"]:
        note = "现场会议进行中"
    return Queue(shape, "会议表决中", running["n"], reverse("admin:members_meetings"), note)


def _unassessed(year: int) -> Queue:
    """Members in the register that the year's assessment would add now."""
    try:
        count = len(plan(year).owed)
    except Refused:
        count = 0
    url = f"{reverse('admin:members_assess')}?year={year}"
    return Queue("run", "待核定会费", count, url, f"{year} 年度")


def _drafts() -> Queue:
    drafts = ReliefPolicy.objects.filter(state=PolicyState.DRAFT).count()
    return Queue("run", "减免草案待决定", drafts, reverse("admin:members_policies"), "可先试算")


def _relief(user: Any) -> list[Queue]:
    """Applications for relief, each person's own step of them."""
    page = reverse("admin:members_relief_queue")
    own = []
    if may_handle_relief(user):
        own += [("减免申请待受理", lists.to_accept()), ("减免申请待列入议程", lists.to_place())]
    for side, may in opinions.GIVES.items():
        if may(user):
            own.append((f"减免申请待{side.label}意见", lists.to_advise(side)))
    if may_settle_relief(user):
        own.append(("减免申请待办结", lists.to_settle()))
    return [Queue("run", word, rows.count(), page, "依申请") for word, rows in own]


def _dues(year: int) -> list[Queue]:
    counts = label_counts(year)
    here = reverse("admin:members_member_changelist")

    def link(label: DuesLabel) -> str:
        return f"{here}?year={year}&dues={label.value}"

    return [
        Queue("due", "待缴会费", counts.get("due", 0), link(DuesLabel.DUE), _until(year)),
        Queue(
            "stop", "逾期未缴", counts.get("overdue", 0), link(DuesLabel.OVERDUE), f"{year} 年度"
        ),
        _books(),
    ]


def _until(year: int) -> str:
    try:
        day = extensions.due_on(year)
    except Refused:
        return f"{year} 年度"
    return f"{year} 年度，至 {day.month}月{day.day}日"


def _money(user: Any) -> list[Queue]:
    """What arrives, and what was too much. What needs a second person says how much is one's own."""
    result = []
    if may_confirm_payment(user):
        rows = money_lists.unconfirmed()
        url = f"{reverse('admin:members_payments')}?state={PaymentState.ENTERED.value}"
        own = rows.filter(entered_by=user).count()
        result.append(Queue("run", "待确认到账", rows.count(), url, _own(own, "登记")))
    if may_enter_payment(user):
        count = money_lists.waiting_vouchers().count()
        url = reverse("admin:members_vouchers")
        result.append(Queue("run", "转账凭证待处理", count, url, "会员上传"))
    overpaid = reverse("admin:members_overpaid")
    if may_carry_credit(user):
        count = money_lists.overpaid().count()
        result.append(Queue("due", "多缴待处理", count, overpaid, "结转或退款"))
    if may_confirm_refund(user):
        refunds = money_lists.waiting_refunds()
        own = refunds.filter(requested_by=user).count()
        note = _own(own, "提出")
        result.append(Queue("run", "退款待复核", refunds.count(), f"{overpaid}#wait", note))
    return result


def _books() -> Queue:
    """What last night's look at the books found."""
    last = examining.latest()
    url = reverse("admin:members_books")
    if last is None:
        return Queue("stop", "账目不一致", 0, url, "还没有核对过")
    at = last.at.astimezone(clock.TZ)
    note = f"{at.month}月{at.day}日 {at:%H:%M} 核对"
    return Queue("stop", "账目不一致", examining.count(last), url, note)


def _own(count: int, verb: str) -> str:
    return f"{count} 笔是您{verb}的，由他人办" if count else f"由他人{verb}"


def _uncertain() -> Queue:
    """Mails of which nobody knows whether they arrived."""
    count = ours().filter(state=OutboxRow.State.UNCERTAIN).count()
    url = f"{reverse('admin:members_reminder_messages')}?state={OutboxRow.State.UNCERTAIN.value}"
    return Queue("due", "邮件待确认", count, url, "发送途中中断")


def _untyped(day: date | None = None) -> Queue:
    missing = (
        Member.objects.as_of(day or clock.today())
        .filter(organisation_type=None, state=MemberState.ACTIVE)
        .count()
    )
    url = f"{reverse('admin:members_member_changelist')}?organisation_type=none"
    return Queue("run", "单位类型未登记", missing, url, "减免以登记为准")


def _orders(user: Any) -> list[Queue]:
    """What waits for the own department, and for whoever settles; the oldest tells its age."""
    departments = order_departments(user)
    asked = (
        {state: {"department__in": departments} for state in _HANDLED} if departments else {}
    ) | ({OrderState.ACCEPTED: {}} if may_settle_order(user) else {})
    if not asked:
        return []
    mine = Q()
    for state, narrowed in asked.items():
        mine |= Q(state=state, **narrowed)
    waiting = {
        row["state"]: row
        for row in ServiceOrder.objects.filter(mine)
        .order_by()
        .values("state")
        .annotate(n=Count("pk"), oldest=Min("since"))
    }
    here = reverse("admin:members_orders")
    return [
        Queue(
            "run",
            f"服务{state.label}",
            waiting.get(state, {}).get("n", 0),
            f"{here}?state={state.value}" + ("&department=mine" if narrowed else ""),
            age(waiting[state]["oldest"]) if state in waiting else "没有积压",
        )
        for state, narrowed in asked.items()
    ]


_HANDLED = (OrderState.REQUESTED, OrderState.AGREED, OrderState.SIGNED)
