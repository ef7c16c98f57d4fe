"""Every charge of the association with its basis, for whoever wants to know before paying.

Source: 发改经体〔2017〕1999号 and the notices on 涉企收费: charges are listed with standard and basis;
no company may be made to take a paid service. Read from the fee standard and the list prices, so
that what is published is what is charged.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Prefetch

from association.base.errors import Refused
from members.dues.tariff import standard_for
from members.enums import PolicyState, Tier
from members.models import DiscountPolicy, FeeStandard, Service, ServicePrice
from members.orders.discounts import terms

OPEN_PRICE = "尚未定价；委托前书面报价，单位确认后才收取"


@dataclass(frozen=True, slots=True)
class Charge:
    """``rates`` are pairs of what is paid for, and yuan; ``voluntary`` says in words how free a
    company is to leave it."""

    name: str
    unit: str
    rates: list[tuple[str, Decimal]]
    basis: str
    decision: str
    voluntary: str
    includes: str = ""
    notes: list[str] = field(default_factory=list)


def charges(day: date) -> list[Charge]:
    """As they stand on the day: the dues first, then each service that is offered."""
    services = Service.objects.filter(offered=True).prefetch_related(
        Prefetch("prices", ServicePrice.objects.filter(valid_from__lte=day))
    )
    discounts = _discounts(day)
    return [*_dues(day), *(_service(row, discounts) for row in services)]


def _dues(day: date) -> list[Charge]:
    try:
        standard = standard_for(day.year)
    except Refused:
        return []
    lines = sorted(standard.lines.all(), key=lambda line: Tier.values.index(line.tier))
    return [
        Charge(
            name="会费",
            unit="每年",
            rates=[(Tier(line.tier).label, line.amount) for line in lines],
            basis=str(standard),
            decision=_decision(standard),
            voluntary="入会、退会自愿；会员按章程缴纳",
            includes=standard.basic_services,
        )
    ]


def _decision(standard: FeeStandard) -> str:
    if standard.resolution is None:
        return ""
    doubt = "" if standard.resolution.verified else "（待核实）"
    return f"{standard.resolution.get_body_display()}决议 {standard.resolution.number}{doubt}"


def _discounts(day: date) -> list[DiscountPolicy]:
    """Those that a contract signed on the day is priced by: one that was ended holds until then."""
    decided = DiscountPolicy.objects.exclude(state=PolicyState.DRAFT).select_related("resolution")
    return [row for row in decided if terms(row).holds(day)]


def _service(service: Service, discounts: list[DiscountPolicy]) -> Charge:
    price = next(iter(service.prices.all()), None)
    return Charge(
        name=service.name,
        unit=f"每{service.unit}",
        rates=[("", price.amount)] if price else [],
        basis=price.basis if price else OPEN_PRICE,
        decision="",
        voluntary="自愿委托，不以此为入会或其他服务的条件",
        includes=service.description,
        notes=[_note(row) for row in discounts if service.kind in row.kinds],
    )


def _note(policy: DiscountPolicy) -> str:
    decided = f"，{policy.resolution.number}" if policy.resolution else ""
    last = policy.valid_to
    if policy.ended_on:
        last = min(last, policy.ended_on - timedelta(1))
    return f"会员优惠 {policy.percent.normalize():f}%，{last} 前签约（{policy.title}{decided}）"
