"""Scores that a step of a case writes down: the company's own, and the review's once all of it is
mended. Those of a review and a recheck are written when their day on site ends."""

from standardization.enums import FINDING_OPEN, SnapshotKind, VisitKind
from standardization.library import snapshots
from standardization.models import Case, Checklist, Finding
from standardization.rules import Actor


def of_self_review(case: Case, *, by: Actor) -> None:
    row = Checklist.objects.filter(case=case, kind=SnapshotKind.SELF).order_by("-pk").first()
    if row is not None and row.answers.exists():
        snapshots.snapshot(row, by=by)


def of_mended(case: Case, *, by: Actor) -> None:
    """Items all of whose findings were verified. Where nothing was scored there is nothing to
    score again."""
    if snapshots.latest(case, SnapshotKind.REVIEW) is None:
        return
    row = Checklist.objects.filter(case=case, visit__kind=VisitKind.REVIEW).order_by("-pk").first()
    if row is not None:
        snapshots.snapshot(row, by=by, kind=SnapshotKind.RECTIFIED, mended=mended(row))


def mended(checklist: Checklist) -> set[int]:
    """The items of a checklist with findings, none of which is open any more."""
    rows = Finding.objects.filter(visit=checklist.visit_id, item__isnull=False)
    found = dict.fromkeys(rows.values_list("item", flat=True), True)
    for item in rows.filter(state__in=FINDING_OPEN).values_list("item", flat=True):
        found[item] = False
    return {item for item, whole in found.items() if whole and item is not None}
