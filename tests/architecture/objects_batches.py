"""Sub-batches, pickups and an archive that the addresses of the access table are about. A class for
each stage, made once a sweep."""

from datetime import timedelta

from association.base import clock
from tests.architecture.objects import Named, key
from tests.factories import batches, cast, papers
from training.archive import checklist, sealing
from training.collection import pickups, slots
from training.enums import ClassState
from training.models import (
    ArchiveItem,
    ArchiveSeal,
    BatchAnswer,
    Enrolment,
    NationalNumber,
    RetentionClass,
    SettlementLine,
    Slot,
    SubBatch,
    TrainingClass,
)

_CODE = "PXB-2000-9{:02d}"


def _class(serial: int, state: ClassState = ClassState.ISSUING) -> TrainingClass:
    code = _CODE.format(serial)
    found = TrainingClass.objects.filter(code=code).first()
    return found or batches.past_class(code=code, state=state)


def training_class() -> TrainingClass:
    return _class(1)


def draft() -> SubBatch:
    """Two of 晨岭, not sent yet."""
    of = _class(2)
    return of.batches.first() or batches.draft(batches.passed(of, cast.team("chenling"), 2))


def submitted() -> SubBatch:
    """Two people, one of whom pays."""
    of = _class(3)
    return of.batches.first() or batches.submitted(
        [*batches.passed(of, cast.team("chenling")), *batches.passed(of, cast.team("yunlu"))]
    )


def line(batch: SubBatch) -> Named:
    return {"pk": batch.pk, "line_pk": batch.lines.first().pk}


def answer() -> BatchAnswer:
    return submitted().answers.first() or batches.answer(submitted())


def due() -> SettlementLine:
    return submitted().lines.get(settlement__state="due").settlement


def ready() -> Enrolment:
    """Of 晨岭, with a number, not collected."""
    of = _class(4)
    found = of.enrolments.first()
    return found or batches.numbered(batches.passed(of, cast.team("chenling")))[0]


def number() -> NationalNumber:
    return ready().national_numbers.get()


def slot() -> Slot:
    of = ready().training_class
    return of.slots.first() or slots.offer(
        of,
        starts_at=clock.now() + timedelta(days=3),
        place="培训楼一层",
        capacity=3,
        by=cast.person("training"),
    )


def a_slot() -> Named:
    row = slot()
    return {"pk": row.training_class_id, "slot_pk": row.pk}


def register() -> Named:
    row = ready()
    return {"pk": row.training_class_id, "team_pk": row.team_id}


def collected() -> Named:
    of = _class(5)
    row = of.enrolments.first()
    if row is None:
        (row,) = batches.numbered(batches.passed(of, cast.team("chenling")))
        pickups.collect(
            row,
            signed_name=row.trainee.name,
            signature=papers.licence(),
            by=cast.person("training"),
        )
    return {"pk": row.pk, "which": "signature"}


def item() -> Named:
    """By hand, in a class that isn't sealed; with its file."""
    of, roster = training_class(), ArchiveItem.objects.get(code="roster")
    if not of.ticks.filter(item=roster).exists():
        checklist.tick(of, roster, file=papers.licence(), by=cast.person("training"))
    return {"pk": of.pk, "item_pk": roster.pk}


def seal() -> Named:
    """Of a class in which nobody got anything."""
    of = _class(6, ClassState.COLLECTING)
    by = cast.person("training")
    if not ArchiveSeal.objects.filter(training_class=of).exists():
        for each in ArchiveItem.objects.filter(computed=""):
            checklist.tick(of, each, remark="无", by=by)
        sealing.seal(of, retention=RetentionClass.objects.get(years=10), by=by)
    return key(of)
