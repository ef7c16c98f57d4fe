"""How far the recheck of a round and its review are apart, in the words of reports and pages."""

from typing import Any

from association.base.errors import Refused
from standardization.enums import ReportKind
from standardization.library import deviation
from standardization.models import Case, Checklist, Visit
from standardization.reports import stage


def told(case: Case, visit: Visit | None, round: int) -> dict[str, Any] | None:
    """``visit`` is the recheck that was held. None without a review of the same round; ``refused``
    says why the two can't be compared."""
    before = stage.held(case, ReportKind.REVIEW, round)
    rows = {row.visit_id: row for row in Checklist.objects.filter(visit__in=[before, visit])}
    if before is None or visit is None or len(rows) < 2:
        return None
    try:
        found = deviation.deviation(rows[before.pk], rows[visit.pk], on=visit.on)
    except Refused as refusal:
        return {"refused": refusal.message}
    return {
        "review": str(found.review),
        "recheck": str(found.recheck),
        "difference": str(found.difference),
        "most": str(deviation.MOST),
        "alarm": found.alarm,
        "only_recheck": list(found.only_recheck),
    }
