"""Why a year's dues are what they are, and until when: sentences for whoever pays."""

from datetime import date

from association.base.money import grouped
from association.base.templatetags.ui import day
from members.dues.statements import Year
from members.enums import DuesLabel, EffectKind, OrganisationType, PolicyMode, Proration
from members.models import Extension, LedgerEntry, ReliefPolicy, Resolution
from members.relief import wording


def plain(moment: date) -> str:
    """2020年6月1日"""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def situation(year: Year) -> str:
    """What the label means for the reader, with the day and how far off it is."""
    match year.label:
        case DuesLabel.EXEMPT:
            return "本年度无须缴费"
        case DuesLabel.PAID:
            return "本年度已缴清"
        case DuesLabel.OVERPAID:
            return "多缴部分的退还或结转，请与财务管理中心联系"
        case DuesLabel.OVERDUE:
            return f"期限 {day(year.due_until)}，已逾期 {year.left.days_overdue} 天"
    if year.left.days_left == 0:
        return f"{day(year.due_until)}，含当日；今天到期"
    return f"{day(year.due_until)}，含当日；还剩 {year.left.days_left} 天"


def why(year: Year) -> str:
    """The reason for the amount. Who pays nothing reads why; so does who pays although others don't."""
    reliefs = year.reliefs
    if reliefs:
        return "".join(_relieved(year, entry) for entry in reliefs) + _rest(year)
    return _charged(year) + "".join(_not_covered(year, policy) for policy in year.policies)


def _relieved(year: Year, entry: LedgerEntry) -> str:
    policy = entry.policy
    if policy is None:
        return f"经决议，本年度会费减免 {grouped(-entry.amount)} 元。"
    asked = "无须申请" if policy.mode == PolicyMode.AUTOMATIC else "经贵单位申请批准"
    if policy.effect == EffectKind.EXEMPT:
        amount = "本年度会费全额减免"
    else:
        amount = f"本年度会费{wording.effect(policy)}，计 {grouped(-entry.amount)} 元"
    bill = "，不发缴费通知单" if year.label == DuesLabel.EXEMPT else ""
    return f"{_qualifies(year, policy)}，{amount}，{asked}{bill}。"


def _qualifies(year: Year, policy: ReliefPolicy) -> str:
    """What makes the policy cover this member: the type it had on the policy's day."""
    record = year.type_on(policy.reference_date)
    if policy.organisation_types and record:
        kind = record.get_organisation_type_display()
        return f"截至 {plain(policy.reference_date)}，贵单位登记为{kind}"
    return f"贵单位属于减免政策（{policy.code}）的适用范围"


def _rest(year: Year) -> str:
    return f"其余 {grouped(year.balance)} 元请按期缴纳。" if year.owes else ""


def _charged(year: Year) -> str:
    sentence = f"按 {year.standard.title}，{year.tier.label}每年 {grouped(year.fee)} 元"
    if year.assessed != year.fee:
        rule = Proration(year.standard.proration).label.removeprefix("按")
        sentence += f"；贵单位年内入会，首年按{rule}计，为 {grouped(year.assessed)} 元"
    return sentence + "。"


def _not_covered(year: Year, policy: ReliefPolicy) -> str:
    """Why the relief that others get isn't for this member, and what to do if that is wrong."""
    relief = f"本年度的减免（{policy.code}）适用于{wording.scope(policy)}"
    if not policy.organisation_types:
        return f"{relief}，贵单位不在其内。"
    record = year.type_on(policy.reference_date)
    if record is None:
        return f"{relief}；贵单位的单位类型尚未登记，请在“单位资料”申请登记。"
    kind = OrganisationType(record.organisation_type)
    if kind in policy.organisation_types:
        return f"{relief}，贵单位不在其内。"
    return f"{relief}；截至 {plain(policy.reference_date)}，贵单位登记为{kind.label}，不在其内。"


def extended(extension: Extension) -> str:
    """延至 …: why there is more time."""
    if extension.policy:
        return f"随减免政策 {extension.policy.code}，未减免的会员一并延期"
    return extension.reason


def basis(year: Year) -> str:
    """On what a notice leans: the standard, and every decision that changed amount or date."""
    found = [f"{year.standard.title}{_decision(year.standard.resolution)}"]
    found += [f"{_kind_of_relief(entry)}{_decision(entry.resolution)}" for entry in year.reliefs]
    found += [
        f"延期至 {plain(extension.due_on)}{_decision(extension.resolution)}"
        for extension in year.extensions
    ]
    return "；".join(found)


def _kind_of_relief(entry: LedgerEntry) -> str:
    return f"减免政策 {entry.policy.code}" if entry.policy else "依申请减免"


def _decision(resolution: Resolution | None) -> str:
    """A number that nobody has compared with the original is not printed as if it were one."""
    if resolution is None:
        return ""
    return f"（{resolution.number}）" if resolution.verified else "（决议待核实）"
