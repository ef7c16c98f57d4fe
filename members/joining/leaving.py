"""退会: a company goes when it says so. What it still owes is told, and stands in nobody's way."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from association.base.errors import Refused
from association.base.money import grouped
from members.enums import MemberState
from members.models import Assessment, Member
from members.register import membership
from members.rules import Actor, administers

REASON = "会员单位自行退会"


@dataclass(frozen=True, slots=True)
class Arrears:
    year: int
    amount: Decimal
    """In yuan, above zero."""


def arrears(member: Member) -> list[Arrears]:
    """What the member still has to pay, by year, the oldest first: due or not yet due."""
    rows = Assessment.objects.filter(member=member, position__balance__gt=0)
    rows = rows.select_related("position").order_by("year")
    return [Arrears(row.year, row.position.balance) for row in rows]


def owed(member: Member) -> Decimal:
    """All of it, in yuan."""
    return sum((item.amount for item in arrears(member)), Decimal("0.00"))


def in_words(member: Member) -> str:
    """Year by year, as the record of whoever goes keeps it."""
    return (
        "、".join(f"{item.year} 年度 {grouped(item.amount)} 元" for item in arrears(member)) or "无"
    )


@transaction.atomic
def withdraw(member: Member, *, by: Actor, reason: str = "") -> Member:
    """The member leaves, from now on: certificate and seat end, no further year is assessed.

    By a 单位管理员 of the company. Neither arrears nor a missing reason nor anybody's consent is
    asked for (国办发〔2020〕21号: nobody is kept from leaving). Raises Refused for who has left.
    """
    if not administers(by, member):
        raise Refused("只有本单位的单位管理员可以办理退会。")
    if member.state not in (MemberState.ACTIVE, MemberState.SUSPENDED):
        raise Refused(f"{member}现在是“{member.get_state_display()}”，不必再办理退会。")
    return membership.move(
        member, "withdraw", by=by, reason=reason.strip() or REASON, owing=in_words(member)
    )
