"""What the demo's public is told of the year's dues, and a first look at the books."""

from datetime import date
from decimal import Decimal

from association.accounts.models import User
from association.base import clock
from members.money import examining, publishing

_PURPOSE = "会员活动和交流 6,200.00 元\n会刊编印和赠阅 4,800.00 元\n会员大会 2,000.00 元"


def tell(year: int, *, finance: User, head: User) -> None:
    """What came in and was spent by the end of April; 贺清岚 wrote it, 陈立群 published it."""
    with clock.at(date(year, 4, 30)):
        row = publishing.draft(
            year,
            spent=Decimal("13000.00"),
            purpose=f"{year} 年 1 月至 4 月：\n{_PURPOSE}",
            by=finance,
        )
        publishing.publish(row, by=head)
    examining.examine()
