"""The papers behind what a person says: handed in while the enrolment is open, and a diploma that
was promised afterwards."""

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from training.enrolment import facts
from training.enums import EnrolmentState
from training.models import Enrolment, Evidence
from training.rules import Actor, may_enrol

MOST = 20


@transaction.atomic
def keep(
    enrolment: Enrolment, *, fact: str, upload: "File[bytes]", by: Actor, note: str = ""
) -> Evidence:
    """``fact`` says what it proves. Raises Refused for a file that isn't ours to take, and once
    somebody has decided."""
    if fact not in Evidence.Fact.values:
        raise Refused("请选择这份材料证明什么。", field="fact")
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    promised = (
        fact == Evidence.Fact.DIPLOMAS
        and locked.conditional
        and locked.state not in (EnrolmentState.WITHDRAWN, EnrolmentState.BARRED)
        and (by is None or may_enrol(by, locked.team))
    )
    if not promised:
        facts.check_open(locked, by=by)
    if locked.evidence.count() >= MOST:
        raise Refused(f"一份报名最多 {MOST} 份材料，请合并成一个 PDF 再传。", field="upload")
    row = Evidence.objects.create(
        enrolment=locked,
        fact=fact,
        file=files.keep(upload, by=by, field="upload"),
        note=note.strip()[:120],
        handed_in_at=clock.now(),
    )
    _record(row, "提交证明材料", by=by)
    return row


@transaction.atomic
def remove(evidence: Evidence, *, by: Actor) -> None:
    """Takes a paper back that was handed in by mistake; its file is forgotten. Raises Refused."""
    locked = Enrolment.objects.select_for_update().get(pk=evidence.enrolment_id)
    facts.check_open(locked, by=by)
    _record(evidence, "移除证明材料", by=by)
    kept = evidence.file
    evidence.delete()
    files.erase(kept)


def _record(row: Evidence, act: str, *, by: Actor) -> None:
    told = {"证明": row.get_fact_display(), "文件": row.file.name}
    audit.record(
        row, act, by=by, after=told | ({} if by else {"办理": "本人"}), about=row.enrolment
    )
