"""Why a service costs what it costs, in words that stand on quote, contract and desk alike."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from association.base.money import grouped
from members.arithmetic.discount import Obstacle, Terms, Verdict
from members.enums import MemberState, ServiceKind
from members.models import DiscountPolicy, Service


def named(policy: DiscountPolicy) -> str:
    return f"《{policy.title}》（{policy}）"


def kinds(policy: DiscountPolicy) -> str:
    return "、".join(str(ServiceKind(value).label) for value in policy.kinds)


def percent(value: Decimal) -> str:
    return f"{value.normalize():f}%"


def policy(row: DiscountPolicy) -> str:
    """The whole rule in one sentence."""
    sentence = (
        f"签约当日在册的会员，委托{kinds(row)}，按原价优惠 {percent(row.percent)}；"
        f"{row.valid_from} 至 {row.valid_to}（含当日，北京时间）签约的适用"
    )
    if row.ended_on and row.ended_on <= row.valid_to:
        sentence += f"，自 {row.ended_on} 起不再适用"
    return sentence + "。"


def why(
    verdict: Verdict,
    name: str,
    service: Service,
    state: MemberState,
    moment: datetime,
    *,
    signed: bool,
) -> str:
    """``name`` is the policy that helped or came nearest, ``state`` the membership at the moment."""
    when = _when(moment) if signed else f"如在 {moment.date()} 签约"
    full = f"按原价 {grouped(verdict.priced.listed)} 元收取。"
    nearest = verdict.nearest
    match verdict.obstacle:
        case None:
            return _helped(verdict, name, when)
        case Obstacle.STANDING:
            return f"{when}，当日会籍是“{state.label}”，会员优惠只适用于在册会员，{full}"
        case Obstacle.OVER if nearest:
            return f"{when}，{name}至 {_last(nearest)}（含当日）已结束，{full}"
        case Obstacle.NOT_YET if nearest:
            return f"{when}，{name}自 {nearest.valid_from} 起才执行，{full}"
        case Obstacle.KIND:
            return f"{when}，执行中的优惠政策不包括“{ServiceKind(service.kind).label}”，{full}"
        case _:
            return f"{when}，没有执行中的优惠政策，{full}"


def _helped(verdict: Verdict, name: str, when: str) -> str:
    assert verdict.terms
    priced = verdict.priced
    return (
        f"{when}，当日贵单位为在册会员，{name}优惠 {percent(verdict.terms.percent)}："
        f"原价 {grouped(priced.listed)} 元，减 {grouped(priced.discount)} 元，"
        f"应付 {grouped(priced.payable)} 元（四舍五入到分）。"
    )


def _when(moment: datetime) -> str:
    """With seconds: at midnight one of them decides."""
    return f"签约时间 {moment:%Y-%m-%d %H:%M:%S}（北京时间）"


def _last(terms: Terms) -> date:
    if terms.ended_on is None:
        return terms.valid_to
    return min(terms.valid_to, terms.ended_on - timedelta(days=1))
