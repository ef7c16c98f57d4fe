"""What is kept of people who were trained, and for how long (docs/privacy.md)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from association.accounts import people as accounts
from association.accounts.models import User
from association.base import audit, files
from association.base.erasure import Eraser
from members.models import Representative
from training.classes.lists import OVER
from training.enrolment import uploads
from training.models import (
    BatchAnswer,
    Enrolment,
    Evidence,
    Photo,
    Pickup,
    RetentionClass,
    RosterUpload,
    SubBatch,
    TeamContact,
    TeamInvitation,
    Trainee,
)
from training.people import forgetting

_LATE = "超过保存期限"


# --- What a person handed in --------------------------------------------------------------------
def _finished_papers(before: datetime) -> QuerySet[Evidence]:
    return Evidence.objects.filter(
        enrolment__training_class__ends_on__lt=before.date(),
        handed_in_at__lt=before,
        file__erased_at=None,
    )


def _forget_paper(evidence: Evidence) -> None:
    files.erase(evidence.file)
    audit.record(evidence, "到期清除证明材料", by=None, reason=_LATE, about=evidence.enrolment)


def _old_photos(before: datetime) -> QuerySet[Photo]:
    """Of people who have been in no class since."""
    lately = Enrolment.objects.filter(
        trainee=OuterRef("trainee"), training_class__ends_on__gte=before.date()
    )
    return Photo.objects.filter(
        ~Exists(lately), handed_in_at__lt=before, normalised__erased_at=None
    )


def _forget_photo(photo: Photo) -> None:
    """Both pictures. One that was cropped anew shares its original with the photo before it."""
    files.erase(photo.original)
    files.erase(photo.normalised)
    audit.record(photo, "到期清除照片", by=None, reason=_LATE, about=photo.trainee)


def _old_rosters(before: datetime) -> QuerySet[RosterUpload]:
    return RosterUpload.objects.filter(uploaded_at__lt=before, file__erased_at=None)


# --- Who a person is ----------------------------------------------------------------------------
def _kept_for() -> timedelta | None:
    """Of numbers, as staff set it."""
    row = RetentionClass.objects.filter(numbers=True).first()
    return timedelta(days=365 * row.years) if row and row.years else None


def _long_gone(before: datetime) -> QuerySet[Trainee]:
    """In no class since, nor in one that isn't archived or cancelled yet."""
    own = Enrolment.objects.filter(trainee=OuterRef("pk"))
    lately = own.filter(
        Q(training_class__ends_on__gte=before.date()) | ~Q(training_class__state__in=OVER)
    )
    return Trainee.objects.filter(~Exists(lately), erased_at=None, registered_at__lt=before)


# --- What lies in a sealed archive --------------------------------------------------------------
def _past_batches(before: datetime) -> QuerySet[SubBatch]:
    answers = BatchAnswer.objects.filter(sub_batch=OuterRef("pk"), file__erased_at=None)
    return SubBatch.objects.filter(
        Q(manifest__erased_at=None, manifest__isnull=False) | Exists(answers),
        training_class__seal__keep_until__lt=before.date(),
    )


def _forget_batch(batch: SubBatch) -> None:
    """Its hash stays, and with it the proof of what was sent for whoever still has the list."""
    if batch.manifest:
        files.erase(batch.manifest)
    for answer in batch.answers.select_related("file"):
        files.erase(answer.file)
    audit.record(
        batch, "到期清除送审清单", by=None, reason="归档保管期满", about=batch.training_class
    )


_SIGNED = ("signature", "paper", "authorisation")


def _past_pickups(before: datetime) -> QuerySet[Pickup]:
    some = Q()
    for name in _SIGNED:
        some |= Q(**{f"{name}__isnull": False, f"{name}__erased_at": None})
    return Pickup.objects.filter(
        some, enrolment__training_class__seal__keep_until__lt=before.date()
    )


def _forget_signatures(pickup: Pickup) -> None:
    for name in _SIGNED:
        if stored := getattr(pickup, name):
            files.erase(stored)
    audit.record(pickup, "到期清除领证签名", by=None, reason="归档保管期满", about=pickup.enrolment)


# --- Contacts of teams --------------------------------------------------------------------------
def _answered(before: datetime) -> QuerySet[TeamInvitation]:
    return TeamInvitation.objects.filter(accepted_at__lt=before)


def _unanswered(before: datetime) -> QuerySet[TeamInvitation]:
    return TeamInvitation.objects.filter(accepted_at__isnull=True).filter(
        Q(revoked_at__lt=before) | Q(revoked_at__isnull=True, expires_at__lt=before)
    )


def _forget_invitation(invitation: TeamInvitation) -> None:
    team = invitation.team
    invitation.delete()
    audit.record(team, "到期清除邀请", by=None, reason=_LATE)


def _contacts_no_more(before: datetime) -> QuerySet[User]:
    """Who acted for teams alone, acts for none since, and signs in no more. Who ever acted for a
    member is looked after there."""
    acting = TeamContact.objects.filter(user=OuterRef("pk"))
    lately = acting.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=before))
    return User.objects.filter(
        Exists(acting), ~Exists(lately),
        ~Exists(Representative.objects.filter(user=OuterRef("pk"))),
        Q(last_login__isnull=True) | Q(last_login__lt=before),
        is_staff=False, is_superuser=False, erased_at__isnull=True,
    )  # fmt: skip


_YEAR = timedelta(days=365)
ERASERS = (
    Eraser("学员的证明材料", 3 * _YEAR, _finished_papers, _forget_paper),
    Eraser("学员的照片", 3 * _YEAR, _old_photos, _forget_photo),
    Eraser("上传的花名册", timedelta(days=180), _old_rosters, uploads.forget),
    Eraser(
        "学员的证件号码和联系方式",
        10 * _YEAR,
        _long_gone,
        forgetting.forget,
        set_by_staff=_kept_for,
    ),
    Eraser("保管期满的送审清单和答复", timedelta(), _past_batches, _forget_batch),
    Eraser("保管期满的领证签名和委托书", timedelta(), _past_pickups, _forget_signatures),
    Eraser("没有接受的队伍邀请", timedelta(days=90), _unanswered, _forget_invitation),
    Eraser("已接受的队伍邀请", _YEAR, _answered, _forget_invitation),
    Eraser("离任队伍联系人的账号", 2 * _YEAR, _contacts_no_more, accounts.erase),
)
