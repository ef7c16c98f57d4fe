"""The company answers: what was done, when, by whom, and how it looks now."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from association.base import clock, files
from association.base.errors import Refused
from standardization.findings import moving
from standardization.findings.states import FINDINGS, TO_FIX
from standardization.models import Finding, FindingPhoto, Rectification
from standardization.rules import Actor

if TYPE_CHECKING:
    from django.core.files.base import File

MOST_PHOTOS = 6


@transaction.atomic
def submit(
    finding: Finding,
    *,
    measures: str,
    done_on: date,
    by_name: str,
    photos: "Sequence[File[bytes]]",
    by: Actor,
) -> Rectification:
    """``by`` is nobody where it came by the signed link. Raises Refused."""
    case = moving.locked(finding.case_id)
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    row.case = case
    if row.state in TO_FIX:
        _check(row, measures, done_on, by_name, photos)
    told = {"整改人": by_name.strip()} | ({"办理": "凭链接"} if by is None else {})
    FINDINGS.perform(row, "submit", by=by, **told)
    answer = Rectification.objects.create(
        finding=row,
        round=row.rectifications.count() + 1,
        measures=measures.strip(),
        done_on=done_on,
        by_name=by_name.strip(),
        by=by,
        at=clock.now(),
    )
    for photo in photos:
        taken_at = files.taken_at(photo)
        kept = files.keep(photo, by=by, accept=files.PICTURES, field="photos")
        FindingPhoto.objects.create(
            finding=row,
            stage=FindingPhoto.Stage.AFTER,
            file=kept,
            taken_at=taken_at,
            at=answer.at,
        )
    moving.answered(case, by=by)
    finding.refresh_from_db()
    return answer


def _check(
    row: Finding, measures: str, done_on: date, by_name: str, photos: "Sequence[File[bytes]]"
) -> None:
    if not measures.strip():
        raise Refused("请写明整改措施和完成情况。", field="measures")
    if not by_name.strip():
        raise Refused("请填写整改人。", field="by_name")
    if done_on > clock.today():
        raise Refused("完成日期还没有到，请在整改完成后提交。", field="done_on")
    if done_on < row.found_at.astimezone(clock.TZ).date():
        raise Refused("完成日期早于发现日期，请核对。", field="done_on")
    if not photos:
        raise Refused("请附至少一张整改后的照片。", field="photos")
    if len(photos) > MOST_PHOTOS:
        raise Refused(f"最多附 {MOST_PHOTOS} 张照片，请选最能说明的。", field="photos")
