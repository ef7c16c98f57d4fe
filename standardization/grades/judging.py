"""Which grade the scores of a case allow, and whether the company takes a lower one."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import CaseState, FinalSnapshot, Role, SnapshotKind
from standardization.library import snapshots
from standardization.models import Case, LowerGradeConsent, ScoreSnapshot, Threshold
from standardization.rules import heads_company


@dataclass(frozen=True, slots=True)
class Allowed:
    """``grade`` None: none at all. ``because`` names the snapshot that decided it."""

    grade: str | None
    score: str | None
    because: SnapshotKind
    vetoed: bool


def allowed(case: Case) -> Allowed | None:
    """By the rule of the primary version; None without a score in this round yet. A veto that failed
    the case in the review stays, whatever was mended since; the recheck counts wherever it was
    held."""
    found = _latest(case)
    review = found.get(SnapshotKind.REVIEW)
    if review is None:
        return None
    version = case.standards.select_related("version").get(role=Role.PRIMARY).version
    rectified = found.get(SnapshotKind.RECTIFIED) or review
    order = {
        FinalSnapshot.REVIEW: [review],
        FinalSnapshot.RECTIFIED: [rectified],
        FinalSnapshot.LOWER: [review, rectified],
    }
    counted = order[FinalSnapshot(version.final_snapshot)]
    recheck = found.get(SnapshotKind.RECHECK)
    if recheck is not None:
        counted = [*counted, recheck]
    if review.vetoed:
        counted = [*counted, review]
    ranks = {
        grade: position
        for position, grade in Threshold.objects.filter(version=version).values_list(
            "position", "grade"
        )
    }
    return max(counted, key=lambda each: ranks.get(each.grade or "", len(ranks) + 1))


def _latest(case: Case) -> dict[SnapshotKind, Allowed]:
    """The last of each kind, as the reports of this round tell them too."""
    rows = snapshots.of_round(case).order_by("kind", "-pk").distinct("kind")
    return {SnapshotKind(row.kind): _read(row) for row in rows}


def _read(row: ScoreSnapshot) -> Allowed:
    told: dict[str, Any] = json.loads(row.result)
    parts = told.get("grade_parts") or {}
    vetoed = bool(told.get("final")) and parts.get("veto") is None
    return Allowed(told.get("grade"), told.get("score"), SnapshotKind(row.kind), vetoed)


def lower(case: Case, grade: str) -> bool:
    """Whether this grade is below what the company applied for."""
    version = case.standards.get(role=Role.PRIMARY).version_id
    rows = dict(Threshold.objects.filter(version=version).values_list("grade", "position"))
    return rows.get(grade, 0) > rows.get(case.grade_applied, 0)


@transaction.atomic
def consent(case: Case, *, grade: str, by: User) -> LowerGradeConsent:
    """The company's head takes the lower grade. Raises Refused."""
    row = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if not heads_company(by, row.member):
        raise Refused("请由本单位的单位管理员（主要负责人）确认。")
    if row.state != CaseState.PANEL:
        raise Refused(f"案件现在是“{row.get_state_display()}”，不用确认。请刷新页面。")
    found = allowed(row)
    if found is None or found.grade != grade or not lower(row, grade):
        raise Refused("评分达到的等级已有变化，请刷新页面再确认。")
    made, new = LowerGradeConsent.objects.get_or_create(
        case=row, round=row.round, defaults={"grade": grade, "by": by, "at": clock.now()}
    )
    if new:
        audit.record(made, "同意按较低等级定级", by=by, after={"等级": grade}, about=row)
    return made


def to_consent(case: Case) -> str | None:
    """The lower grade that the company hasn't taken yet, where its score reached no better one."""
    if case.state != CaseState.PANEL or case.consents.filter(round=case.round).exists():
        return None
    found = allowed(case)
    return found.grade if found and found.grade and lower(case, found.grade) else None


def not_to_recommend(case: Case, grade: str) -> str | None:
    """Why this grade can't be recommended: a sentence, or None."""
    found = allowed(case)
    if found is None:
        return "还没有评分记录，不能提出审定建议。"
    if found.grade is None:
        return (
            f"评分 {found.score or '—'}，按{found.because.label}没有达到任何等级，请按未达标办理。"
        )
    ranks = dict(
        Threshold.objects.filter(
            version=case.standards.get(role=Role.PRIMARY).version_id
        ).values_list("grade", "position")
    )
    if grade not in ranks:
        return "请选择这项标准里有的等级。"
    if ranks[grade] < ranks[found.grade]:
        return f"评分只达到{found.grade}，不能建议{grade}。"
    if lower(case, grade) and not case.consents.filter(round=case.round, grade=grade).exists():
        return f"{grade}低于申请的{case.grade_applied}，须先由企业书面同意。"
    return None
