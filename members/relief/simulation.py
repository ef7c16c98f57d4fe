"""What a policy would cost, before anybody decides: whom it relieves, by type and by tier."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum

from association.base.errors import Refused
from members.arithmetic.relief import Due, Effect, Scope, Terms, covers, exceeds, stack
from members.dues.tariff import FIRST_YEAR, LAST_YEAR, Plan, plan
from members.enums import EntryKind, OrganisationType, PolicyState, Tier
from members.models import LedgerEntry, Member, ReliefPolicy

ZERO = Decimal("0.00")


@dataclass(slots=True)
class Share:
    """A part of the simulation: how many members, how much in yuan."""

    members: int = 0
    total: Decimal = ZERO

    def add(self, amount: Decimal) -> None:
        self.members += 1
        self.total += amount


@dataclass(slots=True)
class Row:
    member: Member
    organisation_type: str | None
    tier: str
    assessed: Decimal
    relieved: Decimal


@dataclass(slots=True)
class Preview:
    """Whom a policy relieves and by how much; ``excessive`` would be relieved of more than owed."""

    policy: ReliefPolicy
    as_of: date
    rows: list[Row] = field(default_factory=list)
    excessive: list[Row] = field(default_factory=list)
    by_type: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    by_tier: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    cells: dict[tuple[str, str], Share] = field(default_factory=lambda: defaultdict(Share))

    @property
    def members(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> Decimal:
        return sum((row.relieved for row in self.rows), ZERO)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        of_type = (
            OrganisationType(row.organisation_type).label if row.organisation_type else "未登记"
        )
        tier = Tier(row.tier).label
        self.by_type[of_type].add(row.relieved)
        self.by_tier[tier].add(row.relieved)
        self.cells[of_type, tier].add(row.relieved)


def terms(policy: ReliefPolicy) -> Terms:
    """The policy as plain data for the arithmetic."""
    return Terms(
        code=policy.code,
        scope=Scope(
            organisation_types=frozenset(policy.organisation_types),
            tiers=frozenset(policy.tiers),
            regions=frozenset(policy.districts),
            joined_from=policy.joined_from,
            joined_to=policy.joined_to,
        ),
        effect=Effect(policy.effect, Decimal(policy.value)),
        order=policy.order,
        stackable=policy.stackable,
    )


def faults(policy: ReliefPolicy) -> list[str]:
    """What a draft says that nothing can be reckoned with, in sentences. The form refuses it; a
    draft may be older than that."""
    if policy.state != PolicyState.DRAFT:
        return []
    found = []
    if not FIRST_YEAR <= policy.year <= LAST_YEAR:
        found.append(f"会费年度：应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改正。")
    if unfit := value_unfit(policy.effect, policy.value):
        found.append(unfit)
    try:
        policy.clean()
    except ValidationError as error:
        found += error.messages
    return found


def value_unfit(kind: str, value: Decimal) -> str:
    """The sentence about a value that doesn't go with how the policy relieves; empty if it does."""
    try:
        Effect(kind, Decimal(value))
    except ValueError as error:
        return f"数值：{error}，请改正。"
    return ""


def preview(policy: ReliefPolicy, *, as_of: date | None = None) -> Preview:
    """What this policy alone comes to, on what is or would be assessed. Writes nothing.

    ``as_of`` tries another reference date. Relief that others have posted comes first; what this
    policy itself has posted is reckoned anew. Raises Refused: no standard, or a faulty draft.
    """
    if wrong := faults(policy):
        raise Refused("".join(wrong))
    day = as_of or policy.reference_date
    result = Preview(policy, day)
    others = relieved_of(policy.year, without=policy)
    ended = closed(policy.year, before=policy.order)
    for member, due in dues(plan(policy.year), day):
        if not covers(terms(policy).scope, due):
            continue
        row = Row(member, due.organisation_type, due.tier, due.amount, ZERO)
        if exceeds(terms(policy), due):
            result.excessive.append(row)
        already = others.get(member.pk, ZERO)
        taken = stack([terms(policy)], due, already, closed=member.pk in ended)
        row.relieved = sum((amount for _, amount in taken), ZERO)
        if row.relieved:
            result.add(row)
    return result


def relieved_of(year: int, *, without: ReliefPolicy | None = None) -> dict[int, Decimal]:
    entries = LedgerEntry.objects.filter(kind=EntryKind.RELIEF, assessment__year=year)
    if without is not None:
        entries = entries.exclude(policy=without)
    sums = entries.values_list("assessment__member_id").annotate(total=Sum("amount"))
    return {member_id: -total for member_id, total in sums}


def closed(year: int, *, before: int | None = None) -> set[int]:
    """The members whom a policy that stands alone has relieved: no other comes after it, also when
    it has ended since. ``before``: only policies whose turn is before this place."""
    entries = LedgerEntry.objects.filter(
        kind=EntryKind.RELIEF,
        assessment__year=year,
        policy__stackable=False,
        reverses=None,
        reversed_by=None,
    )
    if before is not None:
        entries = entries.filter(policy__order__lt=before)
    return set(entries.values_list("assessment__member_id", flat=True))


def dues(planned: Plan, day: date) -> Iterable[tuple[Member, Due]]:
    """Everybody assessed or to be assessed, with the organisation type as of this day."""
    facts = {row.pk: row for row in Member.objects.as_of(day)}
    items = [(item.member, item.tier, item.amount) for item in planned.already]
    items += [(item.member, item.tier, item.amount) for item in planned.owed]
    for member, tier, amount in items:
        fact = facts[member.pk]
        yield member, Due(amount, fact.organisation_type, tier, fact.district, fact.joined_on)
