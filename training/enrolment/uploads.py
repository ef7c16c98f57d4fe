"""A roster handed in: looked through first, entered when somebody has seen what was found."""

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from training.enrolment import roster, sheet
from training.models import Enrolment, RosterUpload, Team, TrainingClass
from training.rules import Actor


@transaction.atomic
def hand_in(
    training_class: TrainingClass, team: Team, upload: "File[bytes]", *, by: Actor
) -> RosterUpload:
    """Keeps the workbook with what a look at it finds; nobody is enrolled yet. Raises Refused."""
    kept = files.keep(upload, by=by, accept=files.SHEETS)
    found = _read(kept, training_class, team, by=by)
    return RosterUpload.objects.create(
        training_class=training_class,
        team=team,
        file=kept,
        report=found.report(),
        uploaded_by=by,  # type: ignore[misc]  # reading lets nobody else through
        uploaded_at=clock.now(),
    )


@transaction.atomic
def enter(upload: RosterUpload, *, by: Actor) -> list[Enrolment]:
    """Enrols every row that is right by now, all or none of them. Raises Refused the second time."""
    locked = (
        RosterUpload.objects.select_for_update(of=("self",))
        .select_related("training_class", "team", "file")
        .get(pk=upload.pk)
    )
    if locked.entered_at:
        raise Refused("这份花名册已经录入过。要补人，请另传一份或逐个添加。")
    if locked.file.erased_at:
        raise Refused("文件已到期清除，请重新上传。")
    found = _read(locked.file, locked.training_class, locked.team, by=by)
    if not found.people:
        raise Refused("没有可以录入的行，请按错误说明改正后重新上传。")
    made = [
        roster.enrol(locked.training_class, locked.team, **told, by=by)
        for told in sheet.rows(found.people.values())
    ]
    locked.report, locked.entered_at = found.report(), clock.now()
    locked.entered_by = by
    locked.save()
    told = {"队伍": locked.team.name, "人数": len(made)}
    audit.record(locked, "录入花名册", by=by, after=told, about=locked.training_class)
    upload.refresh_from_db()
    return made


def annotated(upload: RosterUpload) -> bytes:
    """The workbook back, with a column of what was found. Raises Refused once it is erased."""
    if upload.file.erased_at:
        raise Refused("文件已到期清除，请重新上传。")
    return sheet.annotated(upload.file, upload.report)


def forget(upload: RosterUpload) -> None:
    """The file goes; that there was one, and how many it enrolled, stays."""
    files.erase(upload.file)
    upload.report = {key: upload.report.get(key) for key in ("rows", "valid")}
    upload.save(update_fields=["report"])
    audit.record(upload, "到期清除花名册文件", by=None, reason="超过保存期限")


def _read(
    kept: StoredFile, training_class: TrainingClass, team: Team, *, by: Actor
) -> sheet.Roster:
    with kept.content.open("rb") as content:
        return sheet.read(content.read(), training_class=training_class, team=team, by=by)
