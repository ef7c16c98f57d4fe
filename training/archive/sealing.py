"""The seal: one list of every file of a class with its hash, written once, and compared on demand.

The list itself is a kept file whose hash stands in a row that the database refuses to change. A
file that was erased when its period ran out is told apart from one that is missing or altered.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from training.archive import checklist
from training.classes.states import CLASSES
from training.enrolment.states import ENROLMENTS
from training.enums import ClassState, EnrolmentState
from training.models import (
    ArchiveSeal,
    ArchiveTick,
    BatchAnswer,
    Enrolment,
    Evidence,
    Photo,
    Pickup,
    RetentionClass,
    SubBatch,
    TrainingCertificate,
    TrainingClass,
)
from training.rules import Actor, may_archive_class

CHUNK = 1 << 20
VERSION = 1


@transaction.atomic
def seal(of: TrainingClass, *, retention: RetentionClass, by: Actor) -> ArchiveSeal:
    """Seals the archive, and with it the class and everybody who collected. Raises Refused: an
    item of the checklist is open, or a file isn't what it was when it was kept."""
    if not may_archive_class(by):
        raise Refused("您没有权限归档。请由教育培训部办理。")
    of = TrainingClass.objects.select_for_update().get(pk=of.pk)
    if of.state != ClassState.COLLECTING:
        raise Refused(f"班次现在是“{of.get_state_display()}”，进入领证归档以后才能封存。")
    missing = [f"{line.item}：{line.obstacle}" for line in checklist.lines(of) if not line.done]
    if missing:
        raise Refused(f"还不能封存：{'；'.join(missing)}。")
    entries = list(_entries(of))
    wrong = [text for entry in entries if (text := _compared(entry))]
    if wrong:
        raise Refused(f"还不能封存：{'；'.join(wrong)}。")
    row = _write(of, entries, retention=retention, by=by)
    collected = Enrolment.objects.filter(training_class=of, state=EnrolmentState.COLLECTED)
    for enrolment in collected.select_related("trainee", "training_class").order_by("pk"):
        ENROLMENTS.perform(enrolment, "archive", by=by)
    CLASSES.perform(of, "archive", by=by, 文件数=row.files, 校验值=row.sha256)
    return row


def _write(
    of: TrainingClass, entries: list[dict[str, Any]], *, retention: RetentionClass, by: Actor
) -> ArchiveSeal:
    today = clock.today()
    until = _until(today, retention.years)
    document = {
        "version": VERSION,
        "class": {"code": of.code, "title": of.title, "level": of.level, "what": of.what},
        "sealed_on": today.isoformat(),
        "retention": {"name": retention.name, "until": until.isoformat() if until else None},
        "batches": list(_batches(of)),
        "checklist": [
            {"item": line.item.title, "remark": line.tick.remark if line.tick else ""}
            for line in checklist.lines(of)
        ],
        "files": entries,
    }
    content = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()
    kept = files.keep_bytes(
        content, name=f"归档清单-{of.code}.json", media_type="application/json", by=by
    )
    return ArchiveSeal.objects.create(
        training_class=of,
        manifest=kept,
        sha256=kept.sha256,
        files=len(entries),
        retention=retention,
        keep_until=until,
        sealed_by=by,
        sealed_at=clock.now(),
    )


def _until(day: date, years: int | None) -> date | None:
    """Kept to the end of the year: archives count from the January after the files were closed."""
    return date(day.year + years, 12, 31) if years else None


def _batches(of: TrainingClass) -> Iterator[dict[str, Any]]:
    for batch in of.batches.exclude(state=SubBatch.State.DISCARDED).order_by("id"):
        yield {"number": batch.number, "sha256": batch.sha256, "people": batch.lines.count()}


def _entries(of: TrainingClass) -> Iterator[dict[str, Any]]:
    """Every file of the class, each once, by what it is."""
    seen: set[int] = set()
    for what, stored in _files(of):
        if stored is not None and stored.pk not in seen:
            seen.add(stored.pk)
            yield {
                "what": what,
                "file": stored.pk,
                "name": stored.name,
                "size": stored.size,
                "sha256": stored.sha256,
            }


def _files(of: TrainingClass) -> Iterator[tuple[str, StoredFile | None]]:
    yield from _of_batches(of)
    yield from _of_people(of)
    for tick in ArchiveTick.objects.filter(training_class=of).select_related("file", "item"):
        yield f"归档材料 {tick.item.title}", tick.file


def _of_batches(of: TrainingClass) -> Iterator[tuple[str, StoredFile | None]]:
    for batch in SubBatch.objects.filter(training_class=of).select_related("manifest"):
        yield f"送审清单 {batch.number}", batch.manifest
    answers = BatchAnswer.objects.filter(sub_batch__training_class=of)
    for answer in answers.select_related("file", "sub_batch"):
        yield f"发证单位答复 {answer.sub_batch.number}", answer.file


def _of_people(of: TrainingClass) -> Iterator[tuple[str, StoredFile | None]]:
    for proof in Evidence.objects.filter(enrolment__training_class=of).select_related("file"):
        yield f"证明材料 {proof.enrolment_id}", proof.file
    people = Enrolment.objects.filter(training_class=of).values("trainee")
    for photo in Photo.objects.filter(trainee__in=people).select_related("normalised"):
        yield f"照片 {photo.trainee_id}", photo.normalised
    pickups = Pickup.objects.filter(enrolment__training_class=of)
    for pickup in pickups.select_related("signature", "paper", "authorisation"):
        for stored in (pickup.signature, pickup.paper, pickup.authorisation):
            yield f"领证登记 {pickup.enrolment_id}", stored
    given = TrainingCertificate.objects.filter(enrolment__training_class=of)
    for certificate in given.select_related("credential__file"):
        yield f"培训合格证书 {certificate.credential.number}", certificate.credential.file


def verify(seal: ArchiveSeal) -> list[str]:
    """What differs from the day of sealing, a sentence each; nothing: all as it was."""
    if found := _damage(seal.manifest, seal.sha256, "封存清单"):
        return [f"{found}，无法据以核对。"]
    with seal.manifest.content.open("rb") as file:
        document = json.loads(file.read())
    return [f"{text}。" for entry in document["files"] if (text := _compared(entry))]


def verify_and_note(seal: ArchiveSeal, *, by: Actor) -> list[str]:
    """As ``verify``, and that somebody looked is written down."""
    if not may_archive_class(by):
        raise Refused("您没有权限核对归档。请由教育培训部办理。")
    found = verify(seal)
    result = f"{len(found)} 处不一致" if found else "一致"
    audit.record(seal, "核对归档", by=by, after={"结果": result}, about=seal.training_class)
    return found


def _compared(entry: dict[str, Any]) -> str:
    label = f"{entry['what']}“{entry['name']}”"
    stored = StoredFile.objects.filter(pk=entry["file"]).first()
    if stored is None:
        return f"{label}已不在登记里"
    return _damage(stored, entry["sha256"], label)


def _damage(stored: StoredFile, sha256: str, label: str) -> str:
    if stored.erased_at is not None:
        return f"{label}已于 {stored.erased_at.astimezone(clock.TZ):%Y-%m-%d} 到期清除"
    try:
        with stored.content.open("rb") as file:
            found = _digest(file)
    except FileNotFoundError:
        return f"{label}的文件不见了"
    return "" if found == sha256 else f"{label}的内容与封存时不同"


def _digest(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
