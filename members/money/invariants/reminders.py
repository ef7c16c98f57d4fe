"""Nobody is reminded of what he needn't pay, and no message is lost."""

from django.db.models import Max

from association.base import clock
from association.base.models import OutboxRow
from members.models import Assessment
from members.money.invariants.findings import Check
from members.reminders import accounts
from members.reminders.turns import ours


def owed_is_recorded() -> list[str]:
    """Due = sent + skipped + failed + uncertain + waiting, for each rule and deadline."""
    return accounts.complaints()


def nothing_owed_nothing_waits() -> list[str]:
    """What was settled before today has no reminder waiting: the hourly run takes it back."""
    waiting = ours().filter(state=OutboxRow.State.WAITING)
    settled = (
        Assessment.objects.filter(
            pk__in={int(key) for key in waiting.values_list("object_id", flat=True)},
            position__balance__lte=0,
        )
        .annotate(last=Max("entries__posted_on"))
        .filter(last__lt=clock.today())
    )
    return [
        f"{row.member.number} {row.year} 年度已免缴或缴清，还有提醒待发。"
        for row in settled.select_related("member").order_by("year", "member__number")
    ]


CHECKS = (
    Check("reminders", "提醒应发等于记录", owed_is_recorded),
    Check("settled-not-reminded", "免缴和缴清的没有待发提醒", nothing_owed_nothing_waits),
)
