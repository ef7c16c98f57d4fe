"""Which standard a year is judged by, and what every member owes by it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection

from association.base.errors import Refused
from members.arithmetic.proration import first_year_dues
from members.arithmetic.tier import fee_tier
from members.enums import MemberState, StandardState, Tier
from members.models import Assessment, FeeStandard, Member

FIRST_YEAR, LAST_YEAR = 2007, 2099
_DUES = 0x64756573  # names the lock among all advisory locks


@dataclass(frozen=True, slots=True)
class Owed:
    member: Member
    tier: str
    amount: Decimal
    due_on: date


@dataclass(frozen=True, slots=True)
class Excluded:
    member: Member
    reason: str


@dataclass(slots=True)
class Plan:
    """What a year's assessment comes to: to be assessed now, assessed before, left out and why."""

    year: int
    standard: FeeStandard
    owed: list[Owed] = field(default_factory=list)
    already: list[Assessment] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)


def lock_year(year: int) -> None:
    """Until the transaction ends nobody else assesses this year or brings a policy into force:
    an assessment that hasn't seen a new policy would miss its relief, and the other way round."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_DUES, year])


def standard_for(year: int) -> FeeStandard:
    """The published standard in force for this year. Raises Refused if there is none."""
    standard = (
        FeeStandard.objects.filter(state=StandardState.PUBLISHED, year_from__lte=year)
        .order_by("-year_from")
        .prefetch_related("lines")
        .first()
    )
    if standard is None:
        raise Refused(
            f"{year} 年度没有可用的会费标准，不能核定。请先在“会费标准”中登记并公布"
            f"自 {year} 年度或更早年度起执行的版本。"
        )
    return standard


def plan(year: int, *, only: Member | None = None) -> Plan:
    """Judges every member of the register, or one alone. The tier is the one held on 1 January of
    the year, or on the day of joining within it: a seat gained later counts from the next year."""
    standard = standard_for(year)
    fees = {line.tier: line.amount for line in standard.lines.all()}
    result = Plan(year, standard)
    assessed = {
        item.member_id: item
        for item in Assessment.objects.filter(year=year, kind=Assessment.ANNUAL).select_related(
            "member"
        )
    }
    members = Member.objects.as_of(date(year, 1, 1)).order_by("number")
    for member in members.filter(pk=only.pk) if only else members:
        if existing := assessed.get(member.pk):
            result.already.append(existing)
        elif reason := _why_not(member, year):
            result.excluded.append(Excluded(member, reason))
        else:
            _judge(member, fees, result)
    return result


def _why_not(member: Member, year: int) -> str | None:
    if member.state != MemberState.ACTIVE:
        return f"会籍状态为“{MemberState(member.state).label}”"
    if member.joined_on and member.joined_on.year > year:
        return f"{member.joined_on:%Y-%m-%d} 才入会"
    return None


def _judge(member: Member, fees: dict[str, Decimal], result: Plan) -> None:
    tier = fee_tier([_seat(member, result.year)])
    if tier not in fees:
        result.excluded.append(
            Excluded(member, f"会费标准里没有“{Tier(tier).label}”一档，请补充后再核定")
        )
        return
    standard = result.standard
    amount = first_year_dues(
        fees[tier], rule=standard.proration, joined_on=member.joined_on, year=result.year
    )
    due_on = date(result.year, standard.due_month, standard.due_day)
    result.owed.append(Owed(member, tier, amount, due_on))


def _seat(member: Member, year: int) -> str:
    """Whoever joins within the year is judged by the seat it joined with."""
    if member.joined_on and member.joined_on > date(year, 1, 1):
        joined = Member.objects.as_of(member.joined_on).get(pk=member.pk)
        return joined.position
    return member.position
