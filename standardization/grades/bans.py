"""After a case ended badly its company isn't let in again for a while."""

from association.base import clock
from standardization.grades import records
from standardization.models import Ban, Case


def after_failing(case: Case, *, reason: str) -> Ban:
    return _bar(case, records.policy(clock.today()).failed_months, f"未达标：{reason}")


def after_ending(case: Case, *, reason: str) -> Ban:
    """终止: a false commitment, bribery, refused access."""
    return _bar(case, records.policy(clock.today()).false_months, f"评审终止：{reason}")


def _bar(case: Case, months: int, reason: str) -> Ban:
    today = clock.today()
    return Ban.objects.create(
        member=case.member,
        case=case,
        reason=reason[:300],
        since=today,
        until=records.months_later(today, months),
    )
