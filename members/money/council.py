"""What was relieved and discounted in a year and on whose decision: the report for the council."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Sum

from association.base import clock, pdf, sheets
from members.enums import RELIEF_GRANTED, DealingKind, EntryKind, ReliefState
from members.models import Assessment, Dealing, LedgerEntry, ReliefApplication, ReliefPolicy

ZERO = Decimal("0.00")
TEMPLATE = "members/pdf/council_report.html"
_DECIDED = (*RELIEF_GRANTED, ReliefState.REJECTED)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    policy: ReliefPolicy
    members: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class DiscountLine:
    label: str
    members: int
    times: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """A year, in yuan. ``relieved`` is what the members' balances say; ``other`` what no policy and
    no application explains, as a relief that was taken back by hand."""

    year: int
    relieved: Decimal
    policies: list[PolicyLine] = field(default_factory=list)
    applications: list[ReliefApplication] = field(default_factory=list)
    discounts: list[DiscountLine] = field(default_factory=list)

    @property
    def by_policy(self) -> Decimal:
        return sum((line.total for line in self.policies), ZERO)

    @property
    def by_application(self) -> Decimal:
        return sum((row.granted or ZERO for row in self.applications), ZERO)

    @property
    def other(self) -> Decimal:
        return self.relieved - self.by_policy - self.by_application

    @property
    def discounted(self) -> Decimal:
        return sum((line.total for line in self.discounts), ZERO)

    @property
    def given(self) -> Decimal:
        return self.relieved + self.discounted


def report(year: int) -> Report:
    relieved = Assessment.objects.filter(year=year).aggregate(total=Sum("position__relieved"))
    return Report(
        year=year,
        relieved=relieved["total"] or ZERO,
        policies=_policies(year),
        applications=list(
            ReliefApplication.objects.filter(assessment__year=year, state__in=_DECIDED)
            .select_related("member", "motion__resolution")
            .order_by("decided_at", "pk")
        ),
        discounts=_discounts(year),
    )


def _policies(year: int) -> list[PolicyLine]:
    """What stands of each policy: counter-entries count, and who got everything back doesn't."""
    entries = LedgerEntry.objects.filter(assessment__year=year, kind=EntryKind.RELIEF)
    sums: dict[int, list[Decimal]] = {}
    standing = entries.exclude(policy=None).order_by().values("policy", "assessment")
    for row in standing.annotate(total=Sum("amount")).exclude(total=0):
        sums.setdefault(row["policy"], []).append(-row["total"])
    policies = ReliefPolicy.objects.filter(pk__in=sums).select_related("resolution")
    return [
        PolicyLine(policy, len(sums[policy.pk]), sum(sums[policy.pk], ZERO)) for policy in policies
    ]


def _discounts(year: int) -> list[DiscountLine]:
    rows = (
        Dealing.objects.filter(year=year, saved__gt=0)
        .exclude(kind=DealingKind.WAIVER)
        .order_by()
        .values("kind")
        .annotate(members=Count("member", distinct=True), times=Count("pk"), total=Sum("saved"))
    )
    ladder = sorted(rows, key=lambda row: DealingKind.values.index(row["kind"]))
    return [
        DiscountLine(DealingKind(row["kind"]).label, row["members"], row["times"], row["total"])
        for row in ladder
    ]


HEADERS = ("部分", "事项或单位", "依据决议", "家数", "申请（元）", "减免或优惠（元）")


def workbook(of: Report) -> bytes:
    """One sheet: a line for each policy, each application, each kind of discount, and the sum."""
    lines: list[list[sheets.Written]] = [
        ["按政策减免", line.policy.title, _number(line.policy), line.members, None, line.total]
        for line in of.policies
    ]
    lines += [
        [
            "依申请减免",
            f"{row.submitted_as}（{row.get_state_display()}）",
            decision(row),
            1,
            row.asked,
            row.granted or ZERO,
        ]
        for row in of.applications
    ]
    if of.other:
        lines.append(["其他减免", "未注明政策或申请的明细", "", None, None, of.other])
    lines += [
        ["服务优惠", f"{line.label} {line.times} 项", "", line.members, None, line.total]
        for line in of.discounts
    ]
    lines.append(["合计", "", "", None, None, of.given])
    return sheets.write(HEADERS, lines, title=title(of), sheet=f"{of.year} 年度")


def document(of: Report) -> bytes:
    """The same on paper."""
    facts = {"report": of, "issuer": settings.ASSOCIATION_NAME, "printed_on": clock.today()}
    return pdf.render(TEMPLATE, facts)


def title(of: Report) -> str:
    return f"{of.year} 年度会费减免和服务优惠情况"


def _number(policy: ReliefPolicy) -> str:
    return policy.resolution.number if policy.resolution else ""


def decision(row: ReliefApplication) -> str:
    """The resolution's number; a matter that failed has none."""
    resolution = row.motion.resolution if row.motion else None
    return resolution.number if resolution else ""
