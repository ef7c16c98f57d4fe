"""A score as it was on a day: the sheet, what it scored, and the proof that it scores so again."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import SnapshotKind
from standardization.library.edition import canonical
from standardization.library.sheets import document
from standardization.models import Case, Checklist, ScoreSnapshot
from standardization.rules import Actor
from standardization.scoring import reading
from standardization.scoring.results import ENGINE, result


@transaction.atomic
def snapshot(
    checklist: Checklist,
    *,
    by: Actor,
    kind: str | None = None,
    on: date | None = None,
    mended: Collection[int] = (),
) -> ScoreSnapshot:
    """Adds a row. ``kind`` is the checklist's own, if not given: a review whose findings were
    mended is scored once more as 整改后, with the items that conform by now. Whoever calls has asked
    who may. Raises Refused where it can't be scored."""
    if by is None:
        raise Refused("评分记录须写明是谁评的分。")
    told = document(checklist, on=on, mended=mended)
    row = ScoreSnapshot.objects.create(
        case=checklist.case,
        round=checklist.case.round,
        kind=kind or checklist.kind,
        sheet=told,
        sheet_hash=hashed(told),
        result=scored(told),
        engine=ENGINE,
        taken_by=by,
        taken_at=clock.now(),
    )
    said = reading.answer(result(reading.sheets(told)[0]))
    shown = said["score"] or "、".join(said["interval"] or ()) or "无从计分"
    audit.record(
        row,
        f"记录评分（{SnapshotKind(row.kind).label}）",
        by=by,
        after={"得分": shown, "等级": said["grade"] or "无"},
        about=checklist.case,
    )
    return row


def of_round(case: Case, round: int | None = None) -> QuerySet[ScoreSnapshot]:
    """Those that count, in the case's present round if no other one is named: what was scored
    before it was sent back is kept, and decides nothing any more."""
    return case.snapshots.filter(round=case.round if round is None else round)


def latest(case: Case, kind: str, round: int | None = None) -> ScoreSnapshot | None:
    return of_round(case, round).filter(kind=kind).order_by("-pk").first()


def hashed(document: object) -> str:
    """SHA-256 of its canonical JSON."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def scored(told: object) -> str:
    """The result of a document, as canonical JSON: the same text each time."""
    return canonical(reading.answer(result(reading.sheets(told)[0])))


def recomputed(row: ScoreSnapshot) -> str:
    """What the kept sheet scores now; ``row.result`` if all is well."""
    return scored(row.sheet)


def fault(row: ScoreSnapshot) -> str | None:
    """What is wrong about it, if it no longer says what its sheet says."""
    if row.sheet_hash != hashed(row.sheet):
        return "评分表与校验值不符"
    if recomputed(row) != row.result:
        return "重新计分的结果与记录不同"
    return None


def broken() -> Iterator[tuple[ScoreSnapshot, str]]:
    """Snapshots with a fault, and which."""
    for row in ScoreSnapshot.objects.select_related("case__member").iterator(chunk_size=200):
        if found := fault(row):
            yield row, found
