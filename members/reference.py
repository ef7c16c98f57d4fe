"""What an empty portal already knows: the bodies with the rules by which they decide, the 2020 fee
standard, and the relief that the association announced in 2020, as a draft that still waits for its
resolution.

The bodies' rules and the tariff are assumptions of ours, and the resolution's number was not in any
source: all are shown as 待核实 until somebody compares them with the original.
"""

from datetime import date
from decimal import Decimal

from association.accounts.models import Department
from association.base import clock
from association.base.models import OutboxRow
from members.enums import (
    ContactRole,
    EffectKind,
    OrganisationType,
    PolicyMode,
    Proration,
    ServiceKind,
    StandardState,
    Tier,
)
from members.models import (
    Body,
    DiscountPolicy,
    FeeLine,
    FeeStandard,
    JoiningStep,
    NeedTopic,
    ReliefPolicy,
    ReminderRule,
    Resolution,
    Service,
)

TARIFF_2020 = (
    (Tier.PRESIDENT, Decimal("50000.00")),
    (Tier.VICE_PRESIDENT, Decimal("20000.00")),
    (Tier.STANDING_COUNCILLOR, Decimal("10000.00")),
    (Tier.COUNCILLOR, Decimal("5000.00")),
    (Tier.MEMBER, Decimal("2000.00")),
)


_LETTER = (
    "{单位}（会员编号 {会员编号}）：\n\n"
    "%s\n\n"
    "汇款时请在附言写明通知单编号 {通知单号}。缴费通知单可在会员服务“会费”页下载。"
    "此前已汇出的，请等财务入账，不必理会本提醒。\n\n"
    "本消息由系统发出，请勿直接回复。"
)
REMINDERS = (
    ("dues-1", "到期前 30 天", 1, -30, "{年度} 年度会费{时间}",
     "贵单位 {年度} 年度会费尚须缴纳 {金额} 元，请于 {期限}前（含当日）汇入本会账户，{时间}。"),
    ("dues-2", "到期前 7 天", 2, -7, "{年度} 年度会费{时间}",
     "贵单位 {年度} 年度会费尚须缴纳 {金额} 元，期限 {期限}（含当日），{时间}。"),
    ("dues-3", "逾期 7 天", 3, 7, "{年度} 年度会费{时间}",
     "贵单位 {年度} 年度会费尚须缴纳 {金额} 元，期限 {期限}已过，{时间}。请尽快汇入本会账户。"),
)  # fmt: skip
SERVICES = (
    ("ZX", ServiceKind.CONSULTING, "项", "business",
     "安全管理制度、双重预防机制、安全生产标准化建设等咨询。"),
    ("PC", ServiceKind.INSPECTION, "次", "safety",
     "专家到现场排查事故隐患，出具隐患清单和整改建议。"),
    ("PG", ServiceKind.ASSESSMENT, "项", "safety",
     "辨识和评估安全风险，分级、绘图，出具评估报告。"),
    ("PX", ServiceKind.TRAINING, "班", "training",
     "按单位需要办班：负责人、安全管理人员、班组长、岗位操作。"),
)  # fmt: skip


_ASSUMED = "按社会团体章程通行条款预置，请与本会章程核对"
BODIES = (
    # kind, quorum, majority of those present
    (Resolution.Body.CONGRESS, (2, 3), (1, 2)),
    (Resolution.Body.COUNCIL, (2, 3), (2, 3)),
    (Resolution.Body.STANDING_COUNCIL, (2, 3), (2, 3)),
    (Resolution.Body.SUPERVISORS, (2, 3), (1, 2)),
)
JOINING_STEPS = (
    # code, title, department, working days, active
    ("review", "秘书处审核", "social", 5, True),
    ("visit", "部门走访", "safety", 10, False),
)


def install() -> None:
    _bodies()
    _standard_2020()
    _policy_2020()
    _reminders()
    _services()
    _discount_2020()
    _joining_steps()
    _need_topics()


def _bodies() -> None:
    """Usual rules of charters of 社会团体 (民发〔2014〕166号 for the congress); ours was not at hand."""
    for kind, quorum, majority in BODIES:
        Body.objects.get_or_create(
            kind=kind,
            defaults={
                "quorum_num": quorum[0],
                "quorum_den": quorum[1],
                "majority_num": majority[0],
                "majority_den": majority[1],
                "basis": _ASSUMED,
            },
        )


def _standard_2020() -> None:
    if FeeStandard.objects.filter(code="2020").exists():
        return
    resolution, _ = Resolution.objects.get_or_create(
        number="文号待核实（2020 版会费标准）",
        defaults={
            "title": "关于会费标准的决议",
            "body": Resolution.Body.CONGRESS,
            "decided_on": date(2019, 12, 20),
            "recorded_at": clock.now(),
        },
    )
    standard = FeeStandard.objects.create(
        code="2020",
        title="2020 版会费标准",
        year_from=2020,
        due_month=6,
        due_day=30,
        proration=Proration.NONE,
        basic_services="参加会员大会和会员活动、获赠会刊、政策咨询、列入会员名录。",
        resolution=resolution,
    )
    FeeLine.objects.bulk_create(
        FeeLine(standard=standard, tier=tier, amount=amount) for tier, amount in TARIFF_2020
    )
    FeeStandard.objects.filter(pk=standard.pk).update(
        state=StandardState.PUBLISHED, published_on=date(2020, 1, 6)
    )


def _policy_2020() -> None:
    """Source: the bulletin's report on the six measures of 2020 (减1): private companies and social
    organisations pay nothing for the year; everybody else has until 2020-12-31."""
    ReliefPolicy.objects.get_or_create(
        code="2020-SZSJ-1",
        defaults={
            "title": "民营企业和社会组织免缴 2020 年度会费",
            "year": 2020,
            "reference_date": date(2020, 6, 1),
            "organisation_types": [OrganisationType.PRIVATE, OrganisationType.SOCIAL],
            "effect": EffectKind.EXEMPT,
            "mode": PolicyMode.AUTOMATIC,
            "valid_from": date(2020, 1, 1),
            "valid_to": date(2020, 12, 31),
            "order": 10,
            "extend_due_to": date(2020, 12, 31),
            "basis": "“三增三减”六项措施之一：支持会员单位复工复产，减免部分会员单位本年度会费。",
        },
    )


def _reminders() -> None:
    """Three levels, off until the office switches them on: they write to real people."""
    for code, title, level, days, subject, sentence in REMINDERS:
        ReminderRule.objects.get_or_create(
            code=code,
            defaults={
                "title": title,
                "level": level,
                "days": days,
                "roles": [ContactRole.FINANCE, ContactRole.MAIN],
                "channels": [OutboxRow.Channel.PORTAL, OutboxRow.Channel.EMAIL],
                "subject": subject,
                "body": _LETTER % sentence,
            },
        )


def _services() -> None:
    """The four services of 减2, without prices: nobody's list is known to us."""
    departments = {row.code: row for row in Department.objects.all()}
    for code, kind, unit, owner, words in SERVICES:
        if owner in departments:
            Service.objects.get_or_create(
                code=code,
                defaults={
                    "kind": kind,
                    "name": kind.label,
                    "unit": unit,
                    "department": departments[owner],
                    "description": words,
                },
            )


def _discount_2020() -> None:
    """Source: the bulletin's report on the six measures of 2020 (减2): members pay a tenth less for
    these services, until the end of 2021. Its first day stands in no source."""
    if not DiscountPolicy.objects.filter(code="2020-HYFW-1").exists():
        DiscountPolicy.objects.create(
            code="2020-HYFW-1",
            title="会员委托服务优惠",
            kinds=ServiceKind.values,
            percent=Decimal("10.00"),
            valid_from=date(2020, 6, 1),
            valid_to=date(2021, 12, 31),
            basis="“三增三减”六项措施之一：会员委托专业咨询、隐患排查、风险评估、培训，按原收费标准"
            "优惠 10%，至 2021 年 12 月 31 日。",
        )


def _joining_steps() -> None:
    """One step at work, as the association has done; the visit waits until somebody switches it on.
    The terms are assumptions of ours."""
    departments = {row.code: row for row in Department.objects.all()}
    for order, (code, title, owner, days, active) in enumerate(JOINING_STEPS, start=1):
        if owner in departments:
            JoiningStep.objects.get_or_create(
                code=code,
                defaults={
                    "title": title,
                    "department": departments[owner],
                    "working_days": days,
                    "order": order * 10,
                    "active": active,
                },
            )


NEED_TOPICS = ("培训", "标准化评审", "隐患排查", "政策咨询", "应急演练", "保险", "其他")


def _need_topics() -> None:
    """To begin with; staff keep the list from then on."""
    if not NeedTopic.objects.exists():
        NeedTopic.objects.bulk_create(
            NeedTopic(name=name, position=place) for place, name in enumerate(NEED_TOPICS, start=1)
        )
