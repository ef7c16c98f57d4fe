"""What is kept of people who were trained, and for how long (docs/privacy.md)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from association.base import audit, files
from association.base.erasure import Eraser
from training.enrolment import uploads
from training.models import Enrolment, Evidence, Photo, RosterUpload


def _finished_papers(before: datetime) -> QuerySet[Evidence]:
    return Evidence.objects.filter(
        enrolment__training_class__ends_on__lt=before.date(),
        handed_in_at__lt=before,
        file__erased_at=None,
    )


def _forget_paper(evidence: Evidence) -> None:
    files.erase(evidence.file)
    audit.record(
        evidence, "到期清除证明材料", by=None, reason="超过保存期限", about=evidence.enrolment
    )


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
    audit.record(photo, "到期清除照片", by=None, reason="超过保存期限", about=photo.trainee)


def _old_rosters(before: datetime) -> QuerySet[RosterUpload]:
    return RosterUpload.objects.filter(uploaded_at__lt=before, file__erased_at=None)


ERASERS = (
    Eraser("学员的证明材料", timedelta(days=3 * 365), _finished_papers, _forget_paper),
    Eraser("学员的照片", timedelta(days=3 * 365), _old_photos, _forget_photo),
    Eraser("上传的花名册", timedelta(days=180), _old_rosters, uploads.forget),
)
