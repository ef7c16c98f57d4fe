"""Rules in words that a boss understands, on the desk, in the portal and on paper alike."""

from decimal import Decimal

from association.base.money import grouped
from members.enums import District, EffectKind, OrganisationType, Tier
from members.models import ReliefPolicy


def scope(policy: ReliefPolicy) -> str:
    """民营企业、社会组织，2020年内入会 …; 全体会员 if nothing narrows it."""
    parts = []
    for values, names in (
        (policy.organisation_types, OrganisationType),
        (policy.tiers, Tier),
        (policy.districts, District),
    ):
        if values:
            parts.append("、".join(str(names(value).label) for value in values))
    if policy.joined_from or policy.joined_to:
        parts.append(_joined(policy))
    return "，".join(parts) or "全体会员"


def _joined(policy: ReliefPolicy) -> str:
    if policy.joined_from and policy.joined_to:
        return f"{policy.joined_from} 至 {policy.joined_to} 入会"
    if policy.joined_from:
        return f"{policy.joined_from} 起入会"
    return f"{policy.joined_to} 前入会（含当日）"


def effect(policy: ReliefPolicy) -> str:
    value = Decimal(policy.value)
    return {
        EffectKind.EXEMPT: "全额免缴",
        EffectKind.PERCENT: f"减收 {value.normalize():f}%",
        EffectKind.AMOUNT: f"每家减收 {grouped(value)} 元",
        EffectKind.MONTHS: f"减收 {value:.0f} 个月",
    }[EffectKind(policy.effect)]


def policy(row: ReliefPolicy) -> str:
    """The whole rule in one sentence."""
    sentence = (
        f"{scope(row)}{effect(row)} {row.year} 年度会费（单位类型以 {row.reference_date} 为准）"
    )
    if row.extend_due_to:
        sentence += f"；其余会员缴费期限延至 {row.extend_due_to}（含当日）"
    return sentence + "。"
