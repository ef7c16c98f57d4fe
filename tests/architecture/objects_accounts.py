"""What the addresses of the money pages are about."""

from decimal import Decimal

from members.models import PublishedAccounts
from members.money import publishing
from tests.factories import cast, dues


def publication() -> PublishedAccounts:
    """The draft of 2020, written by 贺敏: somebody else publishes it."""
    of = cast.company("antai")
    if not of.assessments.filter(year=2020).exists():
        dues.assessed(of)
    found = PublishedAccounts.objects.filter(state="draft").first()
    return found or publishing.draft(
        2020, spent=Decimal("1200.00"), purpose="会员活动", by=cast.person("finance")
    )
