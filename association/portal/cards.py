"""What a member's first page gathers: things to do now, the nearest day first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from association.base import clock
from association.base.money import grouped
from association.base.templatetags.ui import shortday
from members import dealings
from members.dues import notices, reasons
from members.dues.statements import Statement, Year
from members.enums import (
    OVER,
    Attends,
    CampaignState,
    CardState,
    ChangeState,
    ContactRole,
    NeedsMeetingState,
    OrderState,
    ReliefState,
)
from members.models import (
    ChangeRequest,
    Contact,
    Member,
    NeedsCard,
    NeedsMeeting,
    ReliefApplication,
    ServiceOrder,
)
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


def tasks(
    member: Member,
    account: Statement,
    *,
    change: ChangeRequest | None,
    finance_contact: bool,
    orders: list[ServiceOrder],
    returned: list[ReliefApplication],
    vote_by: datetime | None = None,
) -> list[Task]:
    """``change`` is the member's latest request, if it ever made one; ``returned`` are those
    applications for relief that the association wants completed; ``vote_by`` ends the next vote
    for which the person at the screen, sitting in a body, still has a ballot."""
    found = [_vote(vote_by)] if vote_by else []
    found += [_payment(member, year) for year in account.owed]
    if change and _wants_another_try(change):
        found.append(_answer(change))
    found += [_completion(application) for application in returned]
    found += [_order(order) for order in orders if order.state in _ANSWERS]
    if account.owed and not finance_contact:
        found.append(_finance_contact())
    return found


def glance(member: Member, year: int) -> tuple[Decimal, bool, bool]:
    """What membership saved in the year, in yuan, whether there is a contact for the money, and
    whether ``needs_tasks`` would find any: three small things in one query."""
    finance = Contact.objects.filter(member=OuterRef("pk"), roles__contains=[ContactRole.FINANCE])
    asked = Exists(_unsigned(OuterRef("pk"))) | Exists(_invited(OuterRef("pk")))
    rows = Member.objects.annotate(
        saved=dealings.saved_of(year), finance=Exists(finance), asked=asked
    )
    saved, found, needs = rows.values_list("saved", "finance", "asked").get(pk=member.pk)
    return saved, found, needs


def _payment(member: Member, year: Year) -> Task:
    return Task(
        title=f"缴费：{year.year} 年度会费 {grouped(year.balance)} 元",
        text=_payment_text(year),
        meta=f"{notices.ISSUER} · 通知单 {notices.number(member, year.year)}",
        url=f"{reverse('members:dues')}#notice-{year.year}",
        action="看缴费通知单",
        on=year.due_until,
        days=year.left.days_left - year.left.days_overdue,
    )


def _payment_text(year: Year) -> str:
    day = reasons.plain(year.due_until)
    if year.left.overdue:
        return f"期限 {day}，已逾期 {year.left.days_overdue} 天。已经汇出的，请等财务入账。"
    if year.extensions:
        return f"原定 {reasons.plain(year.assessment.due_on)}，已延至 {day}（含当日）。"
    return f"请在 {day}前（含当日）汇入本会账户。"


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


def returned(member: Member) -> list[ReliefApplication]:
    """The latest year first. Reminders of these years' dues run again until they are completed."""
    rows = member.relief_applications.filter(state=ReliefState.RETURNED)
    return list(rows.select_related("assessment").order_by("-assessment__year"))


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


def needs_tasks(member: Member) -> list[Task]:
    """A card to be filled in, talks to answer."""
    found = [_needs_card(card) for card in _unsigned(member).select_related("campaign", "response")]
    return found + [_talk(row) for row in _invited(member).select_related("topic").distinct()]


def _unsigned(member: Any) -> QuerySet[NeedsCard]:
    today = clock.today()
    return NeedsCard.objects.filter(
        member=member,
        state=CardState.OPEN,
        campaign__state=CampaignState.OPEN,
        campaign__opens_on__lte=today,
        campaign__closes_on__gte=today,
    )


def _invited(member: Any) -> QuerySet[NeedsMeeting]:
    return NeedsMeeting.objects.filter(
        invited__need__card__member=member,
        invited__reply=Attends.ASKED,
        state=NeedsMeetingState.PLANNED,
        at__gt=clock.now(),
    )


def _needs_card(card: NeedsCard) -> Task:
    campaign = card.campaign
    return Task(
        title=f"填写：{campaign.title}",
        text="已有同事填过，请核对后由单位管理员签交。"
        if card.response.saves
        else "写下希望协会帮助的事，几位同事可以一起填，由单位管理员签交。",
        meta="社会工作部",
        url=reverse("members:needs_card", args=[card.pk]),
        action="填问需卡",
        on=campaign.closes_on,
        days=(campaign.closes_on - clock.today()).days,
    )


def _talk(meeting: NeedsMeeting) -> Task:
    local = meeting.at.astimezone(clock.TZ)
    return Task(
        title=f"回复是否参加：{meeting}",
        text=f"{reasons.plain(local.date())} {local:%H:%M}，{meeting.place or '线上'}。",
        meta="问需",
        url=reverse("members:needs_meeting", args=[meeting.pk]),
        action="去回复",
        on=local.date(),
        days=(local.date() - clock.today()).days,
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
