"""A day on site in the demo, and what the company mends after it."""

import hashlib
import io
import json
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from association.accounts.models import User
from association.base import clock
from standardization.cases import steps
from standardization.checklists import answering, photos
from standardization.enums import AnswerState, KeyAreaKind, MeetingKind, Party, VisitKind
from standardization.findings import rectifying, registering, verifying
from standardization.models import Case, Checklist, Finding, Item, Photo, Visit
from standardization.visits import meetings, planning, running

FOUND = (
    (KeyAreaKind.TANKS, "东侧 2 号罐呼吸阀跨接线断开"),
    (KeyAreaKind.LABORATORY, "实验室废液桶没有标签，与强氧化剂同柜存放"),
)


def reviewed(case: Case, *, leader: User, agent: User, office: User) -> None:
    """The review, with something wanting in the tank farm and in the laboratory."""
    visit = planning.plan(
        case, kind=VisitKind.REVIEW, on=clock.today(), site=case.sites.get(), by=office
    )
    boss = planning.add(visit, party=Party.COMPANY, name=agent.name, job="主要负责人", by=office)
    running.make_ready(visit, by=leader)
    meet(visit, MeetingKind.FIRST, by=leader, also=boss.pk)
    running.begin(visit, by=leader)
    checklist = Checklist.objects.get(visit=visit)
    wanting = _answer(checklist, by=leader)
    for (kind, text), item in zip(FOUND, wanting, strict=True):
        photo = _shot(checklist, item, by=leader)
        registering.register(
            case,
            visit=visit,
            item=item,
            key_area=visit.site.key_areas.get(kind=kind),
            text=text,
            basis=f"{item.version.standard.title} {item.code}",
            responsible=agent.name,
            photos=[photo],
            by=leader,
        )
    meet(visit, MeetingKind.LAST, by=leader, also=boss.pk)
    running.finish(visit, by=leader)


def meet(visit: Visit, kind: str, *, by: User, also: int) -> None:
    present = {*visit.attendees.values_list("pk", flat=True), also}
    meetings.hold(visit, kind=kind, present=present, by=by)


def _answer(checklist: Checklist, *, by: User) -> list[Item]:
    """Everything conforms but for one item of each kind of place that something was found in."""
    items = list(
        Item.objects.filter(version__in=checklist.case.standards.values("version"))
        .prefetch_related("deduction_rules")
        .order_by("position")
    )
    wanting = [
        next(
            item
            for item in items
            if item.key_area == kind and not item.veto_effect and item.deduction_rules.all()
        )
        for kind, _ in FOUND
    ]
    bodies = [_body(item, wanting) for item in items]
    for receipt in answering.receive_many(checklist, bodies, by=by):
        assert receipt.status < 300, receipt
    return wanting


def _shot(checklist: Checklist, item: Item, *, by: User) -> Photo:
    upload = picture(item.code, (170, 150, 120))
    mark = hashlib.sha256(upload.read()).hexdigest()
    taken = photos.Taken(uuid.uuid4(), mark, clock.now(), item=item.pk)
    photos.receive(checklist, taken, upload, by=by)
    return Photo.objects.get(pk=taken.id)


def _body(item: Item, wanting: Iterable[Item]) -> str:
    told: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "item": item.pk,
        "state": AnswerState.CONFORMS,
        "device_at": clock.now().isoformat(),
    }
    if item in wanting:
        (rule, *_) = item.deduction_rules.all()
        told |= {
            "state": AnswerState.FAILS,
            "deductions": {str(rule.pk): 1},
            "reason": "现场查实，见不符合项",
        }
    return json.dumps(told)


def mended(case: Case, *, leader: User, agent: User, office: User) -> None:
    """Three people: who mends, who checks, who strikes off."""
    rows = list(Finding.objects.filter(case=case))
    for row in rows:
        rectifying.submit(
            row,
            measures="已整改，并在班前会上讲评",
            done_on=clock.today(),
            by_name=agent.name,
            photos=[_photo(row)],
            by=agent,
        )
    with clock.at(clock.today() + timedelta(1)):
        for row in rows:
            verifying.verify(row, method="onsite", passed=True, note="现场核对，已整改", by=leader)
            verifying.close(row, by=office)
        steps.take(case, "verified", by=leader)


def _photo(row: Finding) -> "ContentFile[bytes]":
    """One of its own for each finding: the same twice would be a sign of 纸面整改."""
    return picture(str(row.pk), (120 + row.pk % 100, 150, 170))


def picture(mark: str, ground: tuple[int, int, int]) -> "ContentFile[bytes]":
    """No two alike: the mark is drawn as bars."""
    image = Image.new("RGB", (640, 480), ground)
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((80, 80, 560, 400), outline=(40, 60, 90), width=6)
    for at, sign in enumerate(mark[:20]):
        drawing.rectangle(
            (100 + 22 * at, 380 - ord(sign) % 200, 112 + 22 * at, 380), fill=(40, 60, 90)
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return ContentFile(out.getvalue(), name=f"{mark}.jpg")
