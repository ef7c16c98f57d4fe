"""What an empty portal already knows about dues: the 2020 fee standard, and the relief that the
association announced in 2020, as a draft that still waits for its resolution.

The tariff is an assumption of ours and the resolution's number was not in any source: both are
shown as 待核实 until somebody compares them with the original.
"""

from datetime import date
from decimal import Decimal

from association.base import clock
from members.enums import EffectKind, OrganisationType, PolicyMode, Proration, StandardState, Tier
from members.models import FeeLine, FeeStandard, ReliefPolicy, Resolution

TARIFF_2020 = (
    (Tier.PRESIDENT, Decimal("50000.00")),
    (Tier.VICE_PRESIDENT, Decimal("20000.00")),
    (Tier.STANDING_COUNCILLOR, Decimal("10000.00")),
    (Tier.COUNCILLOR, Decimal("5000.00")),
    (Tier.MEMBER, Decimal("2000.00")),
)


def install() -> None:
    _standard_2020()
    _policy_2020()


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
