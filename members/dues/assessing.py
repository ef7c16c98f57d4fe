"""Assessing a year: what every member owes by the standard, less the relief in force."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from members import relief
from members.dues.tariff import FIRST_YEAR, LAST_YEAR, Excluded, Owed, Plan, lock_year, plan
from members.enums import EntryKind, Tier
from members.models import Assessment, AssessmentRun, LedgerEntry, Member
from members.rules import Actor, may_admit, may_assess

AHEAD = 1  # years; what was assessed can't be taken back
FIRST_DAYS = timedelta(days=30)  # our assumption, to be confirmed by the association


@dataclass(frozen=True, slots=True)
class Outcome:
    """The year as it stands after the run, or as it would stand. Amounts in yuan. ``owed`` are those
    that the run assesses."""

    year: int
    owed: list[Owed]
    already: int
    total: Decimal
    relieved: Decimal
    excluded: list[Excluded]

    @property
    def assessed(self) -> int:
        return len(self.owed)

    @property
    def added(self) -> Decimal:
        return sum((owed.amount for owed in self.owed), Decimal("0.00"))

    @property
    def payable(self) -> Decimal:
        return self.total - self.relieved


def preview(year: int) -> Outcome:
    """What ``assess`` would do now. Writes nothing."""
    _check(year)
    planned = plan(year)
    expected = relief.expected(planned)
    return _outcome(planned, relieved=expected)


@transaction.atomic
def assess(year: int, *, by: Actor) -> Outcome:
    """Assesses whoever isn't yet, and relieves by every automatic policy in force.

    Run again, or twice at once, it adds nothing: a year is locked while it is assessed, and the
    database knows one assessment per member and year. Raises Refused without a standard.
    """
    if not may_assess(by):
        raise Refused("您没有权限核定会费。请由财务管理中心办理。")
    _check(year)
    lock_year(year)
    planned = plan(year)
    if planned.owed:
        _post(planned, by=by)
    relief.post(year, by=by)
    return _outcome(planned, relieved=relief.posted(year))


@transaction.atomic
def assess_first_year(member: Member, *, by: Actor) -> Assessment:
    """Assesses who has just been admitted for the year of joining, by the same standard and rule as
    everybody's year, and relieves by the policies in force; assessed before it stays as it is.

    Nobody is overdue on arrival: there are at least ``FIRST_DAYS`` to pay. Raises Refused without a
    standard, or where the year's run would leave the member out.
    """
    if not (may_assess(by) or may_admit(by)):
        raise Refused("您没有权限核定新会员的会费。请由社会工作部或财务管理中心办理。")
    year = (member.joined_on or clock.today()).year
    lock_year(year)
    planned = plan(year, only=member)
    if planned.excluded:
        raise Refused(f"{member}的首年会费不能核定：{planned.excluded[0].reason}。")
    if planned.owed:
        soonest = clock.today() + FIRST_DAYS
        planned.owed = [replace(owed, due_on=max(owed.due_on, soonest)) for owed in planned.owed]
        _post(planned, by=by)
        relief.post(year, by=by)
    return Assessment.objects.get(member=member, year=year, kind=Assessment.ANNUAL)


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"年度 {year} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改正。", field="year")
    if year > (soonest := clock.today().year + AHEAD):
        raise Refused(
            f"{year} 年度还早：现在最远可以核定 {soonest} 年度。请核对年度。", field="year"
        )


def _outcome(planned: Plan, *, relieved: Decimal) -> Outcome:
    total = sum((owed.amount for owed in planned.owed), Decimal("0.00"))
    total += sum((item.amount for item in planned.already), Decimal("0.00"))
    already = len(planned.already)
    return Outcome(planned.year, planned.owed, already, total, relieved, planned.excluded)


def _post(planned: Plan, *, by: Actor) -> None:
    run = AssessmentRun.objects.create(
        year=planned.year,
        assessed=len(planned.owed),
        total=sum(owed.amount for owed in planned.owed),
        excluded=[
            {"member": excluded.member.number, "reason": excluded.reason}
            for excluded in planned.excluded
        ],
        started_by=by,
        started_at=clock.now(),
    )
    rows = Assessment.objects.bulk_create(
        [_row(owed, planned, run) for owed in planned.owed], batch_size=1000
    )
    today = clock.today()
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                assessment=row,
                kind=EntryKind.ASSESS,
                amount=row.amount,
                posted_on=today,
                memo=f"核定 {row.year} 年度会费（{planned.standard}，{Tier(row.tier).label}）",
                posted_by=by,
            )
            for row in rows
        ],
        batch_size=1000,
    )
    audit.record_many(
        [
            audit.entry(
                row,
                f"核定 {row.year} 年度会费 {grouped(row.amount)} 元",
                by=by,
                after={"档次": Tier(row.tier).label, "标准": str(planned.standard)},
                about=row.member,
            )
            for row in rows
        ]
    )


def _row(owed: Owed, planned: Plan, run: AssessmentRun) -> Assessment:
    return Assessment(
        member=owed.member,
        year=planned.year,
        tier=owed.tier,
        amount=owed.amount,
        due_on=owed.due_on,
        standard=planned.standard,
        run=run,
    )


def balance(assessment: Assessment) -> Decimal:
    """What is still to be paid, in yuan: the plain sum of the ledger."""
    total = assessment.entries.aggregate(total=Sum("amount"))["total"]
    return Decimal("0.00") if total is None else Decimal(total)
