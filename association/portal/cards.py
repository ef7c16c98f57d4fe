"""What a member's first page gathers: things to do now, the nearest day first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse

from association.base import clock
from association.base.money import grouped
from association.base.templatetags.ui import shortday
from bulletin.portal import todo as reports
from members import dealings
from members.dues import notices, reasons
from members.dues.statements import Statement, Year
from members.enums import (
    OVER,
    RELIEF_PENDING,
    ChangeState,
    ContactRole,
    OrderState,
    ReliefState,
    VoucherState,
)
from members.models import (
    ChangeRequest,
    Contact,
    Member,
    ReliefApplication,
    ServiceOrder,
)
from members.payments import vouchers
from members.portal import needs_todo as needs
from members.register import changes

# How long an answer that wants another try stays on the first page.
ANSWER_STAYS = timedelta(days=30)
SOON = 15


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do (``ui/task.html``). ``days`` are negative once the day is over."""

    title: str
    text: str
    meta: str
    url: str
    action: str
    on: date | None = None
    days: int = 0
    soon: int = SOON
    s: str = "run"
    word: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """转账凭证 that waits, as ``Glance`` reads it."""

    amount: Decimal
    at: datetime
    entered: bool
    """Whether the bank's side of it was found, and only the confirmation lacks."""


def tasks(
    member: Member,
    account: Statement,
    *,
    change: ChangeRequest | None,
    finance_contact: bool,
    orders: list[ServiceOrder],
    applications: list[ReliefApplication],
    slips: list[Slip],
    vote_by: datetime | None = None,
) -> list[Task]:
    """``change`` is the member's latest request, if it ever made one; of ``applications`` those that
    were sent back are to be completed: reminders of these years' dues run again until they are.
    ``slips`` say what was paid and isn't in the dues yet; ``vote_by`` ends the next vote for which the person at the screen,
    sitting in a body, still has a ballot."""
    found = [_vote(vote_by)] if vote_by else []
    on_its_way = sum((slip.amount for slip in slips), Decimal(0))
    for place, year in enumerate(account.owed):  # the nearest deadline is paid first
        found.append(_payment(member, year, waiting=on_its_way if place == 0 else Decimal(0)))
    if change and _wants_another_try(change):
        found.append(_answer(change))
    found += [_completion(row) for row in applications if row.state == ReliefState.RETURNED]
    found += [_order(order) for order in orders if order.state in _ANSWERS]
    if account.owed and not finance_contact:
        found.append(_finance_contact())
    return found


@dataclass(frozen=True, slots=True)
class Glance:
    """``saved`` in yuan; whether there is a contact for the money; what notices ask for, needs cards
    to be filled in, talks to answer, each as its app reads it."""

    saved: Decimal
    finance: bool
    asked: list[dict[str, Any]]
    cards: list[dict[str, Any]]
    talks: list[dict[str, Any]]
    slips: list[Slip]


def glance(member: Member, year: int) -> Glance:
    """What membership saved in the year and other small things, in one query."""
    finance = Contact.objects.filter(member=OuterRef("pk"), roles__contains=[ContactRole.FINANCE])
    rows = Member.objects.annotate(
        saved=dealings.saved_of(year),
        finance=Exists(finance),
        asked=ArraySubquery(reports.asked(member)),
        cards=ArraySubquery(needs.cards(member)),
        talks=ArraySubquery(needs.talks(member)),
        slips=ArraySubquery(_slips(member)),
    )
    names = ("saved", "finance", "asked", "cards", "talks", "slips")
    *others, slips = rows.values_list(*names).get(pk=member.pk)
    return Glance(*others, [_slip(**told) for told in slips])


def _slips(member: Member) -> QuerySet[Any, Any]:
    """An amount as text: JSON's numbers become floats."""
    told = JSONObject(amount=Cast("amount", TextField()), at="submitted_at", state="state")
    return vouchers.waiting(member).values(told=told)


def _slip(*, amount: str, at: str, state: str) -> Slip:
    return Slip(Decimal(amount), datetime.fromisoformat(at), state == VoucherState.ENTERED)


def _payment(member: Member, year: Year, *, waiting: Decimal) -> Task:
    return Task(
        title=f"缴费：{year.year} 年度会费 {grouped(year.balance)} 元",
        text=_payment_text(year, waiting),
        meta=f"{notices.ISSUER} · 通知单 {notices.number(member, year.year)}",
        url=f"{reverse('members:dues')}#notice-{year.year}",
        action="看缴费通知单",
        on=year.due_until,
        days=year.left.days_left - year.left.days_overdue,
    )


def _payment_text(year: Year, waiting: Decimal) -> str:
    day = reasons.plain(year.due_until)
    sent = f"凭证 {grouped(waiting)} 元待财务核对。" if waiting else ""
    if year.left.overdue:
        sent = sent or "已经汇出的，请等财务入账。"
        return f"期限 {day}，已逾期 {year.left.days_overdue} 天。{sent}"
    if year.extensions:
        return f"原定 {reasons.plain(year.assessment.due_on)}，已延至 {day}（含当日）。{sent}"
    return f"请在 {day}前（含当日）汇入本会账户。{sent}"


def employees_wrote(count: int) -> Task:
    return Task(
        title="员工写的会刊稿件待确认",
        text=f"{count} 篇。看过后确认并投稿，或退给作者修改。",
        meta="会刊编辑",
        url=reverse("bulletin:submissions"),
        action="去看",
    )


def _vote(until: datetime) -> Task:
    local = until.astimezone(clock.TZ)
    return Task(
        title="投票：有议题等您表决",
        text=f"请在 {reasons.plain(local.date())} {local:%H:%M} 前投票，过时不再接受。",
        meta="您的席位",
        url=reverse("members:votes"),
        action="去表决",
        on=local.date(),
        days=(local.date() - clock.today()).days,
    )


def _wants_another_try(change: ChangeRequest) -> bool:
    return (
        change.state == ChangeState.REJECTED
        and change.decided_at is not None
        and clock.now() - change.decided_at < ANSWER_STAYS
    )


def _answer(change: ChangeRequest) -> Task:
    fields = "、".join(label for label, _, _ in changes.described(change))
    return Task(
        title=f"信息变更未采纳：{fields}",
        text=f"理由：{change.answer}",
        meta="社会工作部",
        url=reverse("members:change", args=[change.pk]),
        action="看答复",
        s="stop",
        word="未采纳",
    )


def applications(member: Member) -> list[ReliefApplication]:
    """Those for relief that somebody has to work on, the latest year first."""
    rows = member.relief_applications.filter(state__in=(*RELIEF_PENDING, ReliefState.RETURNED))
    return list(rows.select_related("assessment").order_by("-assessment__year"))


@dataclass(frozen=True, slots=True)
class Case:
    """One line of 我的办件: what is under way, since when and how far."""

    at: datetime
    title: str
    url: str
    word: str
    code: str = ""
    s: str = "run"


def cases(
    change: ChangeRequest | None,
    applications: list[ReliefApplication],
    slips: list[Slip],
    orders: list[ServiceOrder],
) -> list[Case]:
    """The latest first."""
    found = []
    if change and change.state == ChangeState.PENDING:
        url = reverse("members:change", args=[change.pk])
        found.append(Case(change.requested_at, "信息变更申请", url, change.get_state_display()))
    for row in applications:
        url = reverse("members:relief_application", args=[row.pk])
        title, word = f"减免申请：{row.assessment.year} 年度会费", row.get_state_display()
        found.append(Case(row.submitted_at or row.written_at, title, url, word, s=row.shape))
    for slip in slips:
        word = "到账确认中" if slip.entered else VoucherState.PENDING.label
        title = f"转账凭证 {grouped(slip.amount)} 元"
        found.append(Case(slip.at, title, reverse("members:payments"), word))
    for order in orders:
        url = reverse("members:order", args=[order.pk])
        word = order.get_state_display()
        found.append(Case(order.requested_at, order.service.name, url, word, order.number))
    return sorted(found, key=lambda case: case.at, reverse=True)


def _completion(application: ReliefApplication) -> Task:
    return Task(
        title=f"补正减免申请：{application.assessment.year} 年度会费",
        text=f"要求：{application.answer}",
        meta="社会工作部",
        url=reverse("members:relief_application", args=[application.pk]),
        action="看申请",
        s="due",
        word="请补正",
    )


def _finance_contact() -> Task:
    return Task(
        title="指定财务联系人",
        text="会费通知和票据找这位同事办，免得转来转去。",
        meta="单位资料",
        url=f"{reverse('members:contact_add')}?role={ContactRole.FINANCE.value}",
        action="添加联系人",
        s="none",
        word="请补充",
    )


_ANSWERS = {
    OrderState.QUOTED: ("确认报价", "承办部门已报价；确认后准备合同，优惠以签约时间为准。"),
    OrderState.AGREED: ("签约", "上传盖章的合同，或直接交承办部门。"),
    OrderState.DELIVERED: ("验收", "承办部门已交付，请验收或退回补正。"),
}
"""What an order asks of the company: title and sentence."""


def open_orders(member: Member) -> list[ServiceOrder]:
    """What is not over, the latest first."""
    return list(
        member.service_orders.exclude(state__in=OVER).select_related("service", "department")
    )


def _order(order: ServiceOrder) -> Task:
    title, text = _ANSWERS[OrderState(order.state)]
    return Task(
        title=f"{title}：{order.service.name}",
        text=text,
        meta=f"{order.department} · {order.number}",
        url=reverse("members:order", args=[order.pk]),
        action="看订单",
        s="due",
        word=order.get_state_display(),
    )


def by_day(found: list[Task]) -> list[Task]:
    """The nearest day first; what has none comes after, as it stands."""
    return sorted(found, key=lambda task: (task.on is None, task.on or date.max))


def headline(found: list[Task]) -> str:
    return f"现在要办 {len(found)} 件" if found else "现在没有要办的事"


def subline(found: list[Task], account: Statement) -> Iterator[str]:
    """Under the title, in sentences: the nearest day, or why there is nothing to do."""
    overdue = [task for task in found if task.on and task.days < 0]
    ahead = [task for task in found if task.on and task.days >= 0]
    if overdue:
        yield f"{len(overdue)} 件已过期限。"
    if ahead and ahead[0].on:
        yield f"最近一件 {shortday(ahead[0].on)}到期。"
    this_year = clock.today().year
    if (year := account.of(this_year)) is None:
        yield f"{this_year} 年度会费尚未核定。"
    elif not year.owes:
        yield f"{this_year} 年度会费{year.label.label}，{reasons.situation(year)}。"
