"""培训合格证书: given to who has passed, many at once; given anew, held back, taken back one by one.

It is the association's own and says that somebody passed here. It waits neither for the issuing
body nor for the class: whoever has passed and lacks no data can have it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from association.base import clock, residents
from association.base.errors import Refused
from association.credentials import issuing, pictures, runs, standings
from association.credentials.models import Credential, PrintRun
from training import gates
from training.assessment.standing import current_results
from training.certificates.printed import KIND, TEMPLATE, Trained, facts
from training.enums import Direction, EnrolmentState, IdType, Level, PhotoState
from training.models import Enrolment, Photo, Result, TrainingCertificate, TrainingClass
from training.people import forgetting
from training.rules import Actor, may_issue_certificates

HAS_PASSED = (
    EnrolmentState.PASSED,
    EnrolmentState.SUBMITTED,
    EnrolmentState.SENT_BACK,
    EnrolmentState.APPROVED,
    EnrolmentState.NUMBERED,
    EnrolmentState.COLLECTED,
)
"""In these states somebody has passed here, whatever the issuing body is at."""

_FORBIDDEN = "您没有权限办理培训合格证书。请由教育培训部办理。"


def waiting(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Who has passed and holds no certificate of this class; some may still lack something."""
    held = TrainingCertificate.objects.filter(enrolment=OuterRef("pk"), in_force=True)
    return (
        training_class.enrolments.filter(~Exists(held), state__in=HAS_PASSED)
        .select_related("trainee", "training_class", "team")
        .order_by("pk")
    )


def lacking(enrolments: Iterable[Enrolment]) -> dict[int, list[str]]:
    """By the enrolment's key, what its person has to hand in before a certificate can be made."""
    found = gates.gates(enrolments)
    return {
        key: [gate.text for gate in each if gate.code in gates.DATA] for key, each in found.items()
    }


@transaction.atomic
def issue(training_class: TrainingClass, enrolments: Sequence[Enrolment], *, by: Actor) -> PrintRun:
    """Numbers a certificate for each of these people and starts making the files.

    All or none. Raises Refused, naming whoever hasn't passed, has one already or lacks data.
    """
    _allowed(by)
    keys = [row.pk for row in enrolments]
    locked = training_class.enrolments.select_for_update(of=("self",)).filter(pk__in=keys)
    rows = list(locked.select_related("trainee", "training_class").order_by("pk"))
    if not rows:
        raise Refused("没有选人。请勾选要签发的人，再签发。")
    _check(rows)
    results = current_results([row.pk for row in rows])
    photos = _photos(rows)
    run = runs.issue_many(
        kind=KIND,
        drafts=[
            runs.Draft(
                subject=row.trainee.name,
                facts=_facts(row, results.get(row.pk), photos[row.trainee_id]),
                about=row,
            )
            for row in rows
        ],
        template=TEMPLATE,
        label=f"{training_class.code} 培训合格证书 {len(rows)} 份",
        by=by,
        valid_from=clock.today(),
        reason="鉴定合格",
    )
    TrainingCertificate.objects.bulk_create(
        TrainingCertificate(enrolment=row, credential=credential)
        for row, credential in zip(rows, runs.in_order(run), strict=True)
    )
    return run


def _check(rows: list[Enrolment]) -> None:
    early = [row for row in rows if row.state not in HAS_PASSED]
    if early:
        raise Refused(f"{_names(early)}还没有鉴定合格，不能签发。请取消勾选后再签发。")
    held = TrainingCertificate.objects.filter(enrolment__in=rows, in_force=True)
    if has := [row for row in rows if row.pk in set(held.values_list("enrolment", flat=True))]:
        raise Refused(f"{_names(has)}已有现行的证书。内容有误的，请换发那一份。")
    short = lacking(rows)
    if lacks := [row for row in rows if short[row.pk]]:
        first = f"{lacks[0].trainee}：{'；'.join(short[lacks[0].pk])}"
        raise Refused(f"{_names(lacks)}的材料还不齐（{first}）。请先补齐，或取消勾选。")
    _check_kept(rows)


def _check_kept(rows: list[Enrolment]) -> None:
    """A certificate shows the photo and the masked number: neither may be gone by its period."""
    for row in rows:
        forgetting.check_kept(row.trainee)
    photos = _photos(rows)
    gone = [row for row in rows if photos[row.trainee_id].normalised.erased_at]
    if gone:
        raise Refused(f"{_names(gone)}的照片已到期清除，不能制证。请本人重交照片，审核合格后再办。")


def _names(rows: Sequence[Enrolment]) -> str:
    shown = "、".join(row.trainee.name for row in rows[:5])
    return shown if len(rows) <= 5 else f"{shown}等 {len(rows)} 人"


def _photos(rows: Iterable[Enrolment]) -> dict[int, Photo]:
    people = {row.trainee_id for row in rows}
    accepted = Photo.objects.filter(trainee__in=people, state=PhotoState.ACCEPTED)
    latest = accepted.order_by("trainee_id", "-id").distinct("trainee_id")
    return {photo.trainee_id: photo for photo in latest.select_related("normalised")}


def _facts(row: Enrolment, result: Result | None, photo: Photo) -> dict[str, Any]:
    person, of = row.trainee, row.training_class
    parts = result.parts.all() if result else ()
    return facts(
        Trained(
            name=person.name,
            sex=_sex(row),
            id_number=residents.masked(person.id_number),
            occupation="应急救援员",
            level=(str(of.level), str(Level(of.level).label)),
            direction=(of.direction, str(Direction(of.direction).label)) if of.direction else None,
            results=tuple(
                (str(part.get_part_display()), part.mark) for part in parts if part.mark is not None
            ),
            hours=of.hours or None,
            photo=pictures.fact(photo.normalised),
        )
    )


def _sex(row: Enrolment) -> str:
    """As the number says; the numbers of other papers say nothing, and nothing is printed."""
    if row.trainee.id_type not in (IdType.RESIDENT, IdType.RESIDENCE_PERMIT):
        return "—"
    return "男" if int(row.trainee.id_number[16]) % 2 else "女"


@transaction.atomic
def replace(certificate: TrainingCertificate, *, by: Actor, reason: str) -> PrintRun:
    """Another one in its place, saying what the register says now: after a name was corrected, a
    photo changed, a result corrected. The old one tells whoever looks it up. Raises Refused."""
    _allowed(by)
    if not reason.strip():
        raise Refused("换发证书须写明理由。", field="reason")
    current = _locked(certificate)
    row = current.enrolment
    if short := lacking([row])[row.pk]:
        raise Refused(f"{row.trainee}的材料不齐：{'；'.join(short)}。请补齐后再换发。")
    _check_kept([row])
    results = current_results([row.pk])
    run = runs.issue_many(
        kind=KIND,
        drafts=[
            runs.Draft(
                subject=row.trainee.name,
                facts=_facts(row, results.get(row.pk), _photos([row])[row.trainee_id]),
                replaces=current.credential,
                about=row,
            )
        ],
        template=TEMPLATE,
        label=f"换发 {current.credential.number}",
        by=by,
        valid_from=clock.today(),
        reason=reason,
    )
    _end(current)
    TrainingCertificate.objects.create(enrolment=row, credential=runs.in_order(run).get())
    return run


@transaction.atomic
def revoke(certificate: TrainingCertificate, *, by: Actor, reason: str) -> None:
    """For good. ``reason`` is public. Raises Refused."""
    _allowed(by)
    current = _locked(certificate)
    issuing.revoke(current.credential, by=by, reason=reason, about=current.enrolment)
    _end(current)


@transaction.atomic
def suspend(certificate: TrainingCertificate, *, by: Actor, reason: str) -> None:
    """Until it is lifted. ``reason`` is public. Raises Refused."""
    _allowed(by)
    current = _locked(certificate)
    standings.suspend(current.credential, by=by, reason=reason, about=current.enrolment)


@transaction.atomic
def lift(certificate: TrainingCertificate, *, by: Actor, reason: str) -> None:
    _allowed(by)
    current = _locked(certificate)
    standings.lift(current.credential, by=by, reason=reason, about=current.enrolment)


def _allowed(by: Actor) -> None:
    if not may_issue_certificates(by):
        raise Refused(_FORBIDDEN)


def _locked(certificate: TrainingCertificate) -> TrainingCertificate:
    """Held until the transaction ends, if it is the one in force."""
    current = (
        TrainingCertificate.objects.select_for_update(of=("self",))
        .select_related("credential", "enrolment__trainee", "enrolment__training_class")
        .get(pk=certificate.pk)
    )
    if not current.in_force:
        raise Refused(f"{current}已撤销或已换发，不能再办。请刷新页面看最新状态。")
    return current


def _end(current: TrainingCertificate) -> None:
    current.in_force = False
    current.save(update_fields=["in_force"])


def of_class(training_class: TrainingClass) -> QuerySet[TrainingCertificate]:
    """All that were ever given in the class, the newest first."""
    return (
        TrainingCertificate.objects.filter(enrolment__training_class=training_class)
        .select_related(
            "enrolment__trainee",
            "enrolment__team",
            "credential__replaced_by",
            "credential__suspension",
        )
        .order_by("-pk")
    )


def in_force(enrolments: Iterable[int]) -> dict[int, Credential]:
    """By the enrolment's key; one query."""
    rows = TrainingCertificate.objects.filter(enrolment__in=list(enrolments), in_force=True)
    return {row.enrolment_id: row.credential for row in rows.select_related("credential")}
