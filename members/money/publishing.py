"""Making a year's dues known: finance writes what was spent, another person publishes."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max, QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from members.models import Assessment, PublishedAccounts
from members.money import income
from members.money.enums import PublicationState
from members.rules import Actor, may_draft_accounts, may_publish_accounts


@transaction.atomic
def draft(
    year: int, *, spent: Decimal, purpose: str, by: Actor, correction: str = ""
) -> PublishedAccounts:
    """Writes the year's draft, or writes it anew. After a publication it is the next version, and
    ``correction`` says why. Raises Refused."""
    if by is None or not may_draft_accounts(by):
        raise Refused("您没有权限编制会费收支公示。请由财务管理中心办理。")
    if spent < 0:
        raise Refused("会费支出不能小于零。", field="spent")
    if not purpose.strip():
        raise Refused("请写明支出用途。", field="purpose")
    if not Assessment.objects.filter(year=year).exists():
        raise Refused(f"{year} 年度没有核定过会费，没有可公示的收支。", field="year")
    last = _locked(year).aggregate(last=Max("version"))["last"] or 0
    row = _locked(year).filter(state=PublicationState.DRAFT).first()
    if row is None:
        row = PublishedAccounts(year=year, version=last + 1)
    if row.version > 1 and not correction.strip():
        raise Refused(f"{year} 年度已公示，请写明更正什么、为什么。", field="correction")
    row.spent, row.purpose, row.correction = spent, purpose.strip(), correction.strip()
    row.drafted_by = by
    row.save()
    audit.record(
        row, "编制会费收支公示", by=by, after={"支出": grouped(spent)}, reason=row.correction
    )
    return row


def _locked(year: int) -> QuerySet[PublishedAccounts]:
    """All versions of a year, held until the transaction ends."""
    keys = PublishedAccounts.objects.select_for_update().filter(year=year)
    return PublishedAccounts.objects.filter(pk__in=[row.pk for row in keys])


@transaction.atomic
def publish(row: PublishedAccounts, *, by: Actor) -> PublishedAccounts:
    """Freezes the ledger's figures of this moment and shows them to everybody. Raises Refused for
    who wrote the draft, and while the year's books don't add up."""
    if by is None or not may_publish_accounts(by):
        raise Refused("您没有权限公示会费收支。请由秘书长办理。")
    row = PublishedAccounts.objects.select_for_update().get(pk=row.pk)
    if row.state == PublicationState.PUBLISHED:
        raise Refused(f"{row}已经公示。请刷新页面。")
    if row.drafted_by_id == by.pk:
        raise Refused("这份公示是您编制的，须由另一位有权限的同事核对并公示。")
    found = income.year(row.year)
    if found.complaints:
        raise Refused(f"{row.year} 年度账目不平，不能公示。{found.complaints[0]}")
    row.members, row.assessed = found.total.members, found.total.assessed
    row.relieved, row.received = found.total.relieved, found.total.received
    row.state, row.published_by, row.published_on = PublicationState.PUBLISHED, by, clock.today()
    row.save()
    audit.record(
        row,
        f"公示 {row.year} 年度会费收支",
        by=by,
        after={
            "应缴": grouped(row.assessed),
            "减免": grouped(row.relieved),
            "实收": grouped(row.received),
            "支出": grouped(row.spent),
        },
        reason=row.correction,
    )
    return row


def published() -> list[PublishedAccounts]:
    """Every year's latest version, the latest year first."""
    rows = PublishedAccounts.objects.filter(state=PublicationState.PUBLISHED)
    return list(rows.order_by("-year", "-version").distinct("year"))
