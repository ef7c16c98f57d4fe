"""Photos from site: kept once under the phone's own number, with the hash of what it sent.

What is kept is the picture drawn anew, without position and camera, and with the company, the place
and the time written onto it. No audit entry: a photo is a row that stays, with who and when.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import clock, files
from association.base.errors import Refused
from association.base.files import images
from association.base.files.rules import JPEG
from association.base.models import StoredFile
from standardization.checklists import watermark
from standardization.checklists.answering import CONFLICT, KNOWN, LATE, NEW, Receipt, locked
from standardization.findings import registering
from standardization.models import CaseStandard, Checklist, Item, KeyArea, Photo
from standardization.rules import on_visit

_OTHER = "这个编号下已经存有另一张照片（可能属于另一次现场工作），没有覆盖。请重新拍照。"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the phone says of a photo; ``sha256`` is that of the bytes it has."""

    id: UUID
    sha256: str
    taken_at: datetime
    item: int | None = None
    key_area: int | None = None


def receive(checklist: Checklist, taken: Taken, upload: "File[bytes]", *, by: User) -> Receipt:
    """Status as of an answer. Raises Refused for bytes that aren't those the phone has, for what is
    no picture, and for an item or a place of another visit."""
    upload.seek(0)
    mark = hashlib.sha256(upload.read()).hexdigest()
    if known := Photo.objects.filter(pk=taken.id).first():
        return _again(known, checklist, mark, by=by)
    if mark != taken.sha256:
        raise Refused("照片在传输中损坏，本机留有原件，请再同步一次。", field="photo")
    _may(checklist, by=by)
    item, area = _item(checklist, taken), _area(checklist, taken)
    place = item.code if item else ""
    content = _drawn(checklist, taken, upload, place, area, by=by)
    return _kept(checklist, taken, content, item, area, by=by)


def _may(checklist: Checklist, *, by: User) -> None:
    if checklist.visit is None or not on_visit(by, checklist.visit):
        raise Refused("您不在这次现场工作的评审（复核）人员中，不能上传照片。")


def _drawn(
    checklist: Checklist,
    taken: Taken,
    upload: "File[bytes]",
    place: str,
    area: KeyArea | None,
    *,
    by: User,
) -> StoredFile:
    """Drawn before anything is locked: it takes a tenth of a second."""
    media_type = files.check(upload, accept=files.PICTURES, field="photo")
    upload.seek(0)
    at = taken.taken_at.astimezone(clock.TZ)
    where = " ".join(part for part in (area.name if area else "", place) if part)
    assert checklist.visit is not None
    lines = [
        f"{checklist.case.member.name} {where}".strip(),
        f"{at:%Y-%m-%d %H:%M} {checklist.visit.get_kind_display()} {by.name}",
    ]
    content = watermark.marked(images.redrawn(upload.read(), media_type), lines)
    name = f"现场照片-{place or '现场'}-{at:%Y%m%d-%H%M%S}.jpg"
    return files.keep_bytes(content, name=name, media_type=JPEG, by=by)


@transaction.atomic
def _kept(
    checklist: Checklist,
    taken: Taken,
    file: StoredFile,
    item: Item | None,
    area: KeyArea | None,
    *,
    by: User,
) -> Receipt:
    row = locked(checklist)
    if known := Photo.objects.filter(pk=taken.id).first():  # came twice at once
        files.erase(file)
        return _again(known, row, taken.sha256, by=by)
    photo = Photo.objects.create(
        id=taken.id,
        checklist=row,
        item=item,
        key_area=area,
        file=file,
        sha256=taken.sha256,
        late=row.closed_at is not None,
        taken_at=taken.taken_at,
        received_at=clock.now(),
        by=by,
    )
    if item is not None and not photo.late:
        registering.attach(photo)
    late = LATE if photo.late else ""
    return Receipt(str(photo.pk), NEW, taken.sha256, photo.late, late)


def _again(known: Photo, checklist: Checklist, mark: str, *, by: User) -> Receipt:
    if (known.checklist_id, known.by_id, known.sha256) != (checklist.pk, by.pk, mark):
        return Receipt(str(known.pk), CONFLICT, mark, text=_OTHER)
    return Receipt(str(known.pk), KNOWN, mark, known.late, LATE if known.late else "")


def _item(checklist: Checklist, taken: Taken) -> Item | None:
    if taken.item is None:
        return None
    versions = CaseStandard.objects.filter(case=checklist.case_id).values("version")
    item = Item.objects.filter(pk=taken.item, version__in=versions).first()
    if item is None or (checklist.scope is not None and item.pk not in checklist.scope):
        raise Refused("照片所在的项目不在这次的检查表里（可能属于另一次现场工作），没有收下。")
    return item


def _area(checklist: Checklist, taken: Taken) -> KeyArea | None:
    if taken.key_area is None:
        return None
    assert checklist.visit is not None
    area = KeyArea.objects.filter(pk=taken.key_area, site=checklist.visit.site_id).first()
    if area is None:
        raise Refused("照片所在的部位不属于这次的场所，没有收下。")
    return area
