"""After a case ended badly its company isn't let in again for a while."""

from association.base import clock
from standardization.cases.months import months_after
from standardization.models import Ban, BanTerm, Case


def bar(case: Case, ground: BanTerm.Ground, reason: str) -> Ban | None:
    """From today for so long as the ground's term says; None where it says nothing."""
    term = BanTerm.objects.filter(ground=ground).first()
    if term is None:
        return None
    today = clock.today()
    return Ban.objects.create(
        member=case.member,
        case=case,
        reason=f"{case.number} {ground.label}：{reason}"[:300],
        since=today,
        until=months_after(today, term.months),
    )
