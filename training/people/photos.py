"""A person's photo: handed in, measured by the profile in use, judged. The latest one counts."""

from django.core.files.base import File
from django.db import transaction
from PIL import Image

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from training.enums import PhotoState
from training.models import Photo, PhotoProfile, Trainee
from training.photo.measuring import Crop, Measured, Profile, centred, measured
from training.rules import Actor, may_care_for, may_judge_photos

__all__ = ["Crop", "crop_again", "default_crop", "hand_in", "in_use", "judge", "latest", "size"]


def in_use() -> Profile:
    """Raises Refused if 教育培训部 has switched none on."""
    row = PhotoProfile.objects.filter(active=True).first()
    if row is None:
        raise Refused("还没有启用照片规格，请联系教育培训部。")
    return Profile(
        row.width, row.height, row.least_width, row.tolerance,
        row.least_kb, row.most_kb, row.background,
    )  # fmt: skip


def latest(trainee: Trainee) -> Photo | None:
    return trainee.photos.select_related("original", "normalised").order_by("-pk").first()


def size(photo: Photo) -> tuple[int, int]:
    """Width and height of the picture as it was handed in, in pixels."""
    with photo.original.content.open("rb") as kept, Image.open(kept) as picture:
        return picture.size


def default_crop(photo: Photo) -> Crop:
    """What is taken of the picture if nobody says otherwise."""
    return centred(*size(photo), in_use())


@transaction.atomic
def hand_in(
    trainee: Trainee, upload: "File[bytes]", *, crop: Crop | None = None, by: Actor
) -> Photo:
    """Keeps the picture as it came and as it was brought to the profile; somebody judges it.

    Raises Refused for what is no picture, or has too many pixels to be unpacked. What the check
    finds besides stands in ``findings``: a person decides.
    """
    _check_who(trainee, by)
    original = files.keep(upload, by=by, accept=files.PICTURES, field="photo")
    return _taken(trainee, original, crop, by=by, act="提交照片")


@transaction.atomic
def crop_again(photo: Photo, *, crop: Crop, by: Actor) -> Photo:
    """Another photo out of the same picture. Raises Refused once it isn't the latest, is accepted
    or was erased."""
    _check_who(photo.trainee, by)
    _check_latest(photo)
    if photo.state == PhotoState.ACCEPTED:
        raise Refused("照片已经审核合格，不用再裁剪。要换照片，请重新上传。")
    if photo.original.erased_at:
        raise Refused("原图已到期清除，请重新上传照片。")
    return _taken(photo.trainee, photo.original, crop, by=by, act="重新裁剪照片")


@transaction.atomic
def judge(photo: Photo, *, accepted: bool, by: User, reason: str = "") -> Photo:
    """Raises Refused without a reason for saying no, and for a photo that is no longer the latest."""
    if not may_judge_photos(by):
        raise Refused("您没有权限审核照片。请由教育培训部办理。")
    if not accepted and not reason.strip():
        raise Refused("照片不合格，须写明原因，本人会看到。", field="reason")
    Trainee.objects.select_for_update().get(pk=photo.trainee_id)
    _check_latest(photo)
    locked = Photo.objects.select_for_update().get(pk=photo.pk)
    if locked.state != PhotoState.PENDING:
        raise Refused(f"这张照片已经审核过：{locked.get_state_display()}。请刷新页面。")
    locked.state = PhotoState.ACCEPTED if accepted else PhotoState.REJECTED
    locked.reason = "" if accepted else reason.strip()[:200]
    locked.judged_by, locked.judged_at = by, clock.now()
    locked.save()
    audit.record(
        locked, f"照片{locked.get_state_display()}", by=by,
        reason=locked.reason, about=locked.trainee,
    )  # fmt: skip
    return locked


def _taken(
    trainee: Trainee, original: StoredFile, crop: Crop | None, *, by: Actor, act: str
) -> Photo:
    found = _measured(original, crop)
    normalised = files.keep_bytes(
        found.content, name=f"{trainee.name}.jpg", media_type="image/jpeg", by=by
    )
    Trainee.objects.select_for_update().get(pk=trainee.pk)
    photo = Photo.objects.create(
        trainee=trainee,
        original=original,
        normalised=normalised,
        findings=list(found.findings),
        handed_in_at=clock.now(),
    )
    told = {"检查": "；".join(found.findings) or "没有发现问题"}
    audit.record(photo, act, by=by, after=told | ({} if by else {"办理": "本人"}), about=trainee)
    return photo


def _measured(original: StoredFile, crop: Crop | None) -> Measured:
    with original.content.open("rb") as kept:
        content = kept.read()
    try:
        return measured(content, in_use(), crop)
    except ValueError as error:
        raise Refused(f"{error}。", field="crop") from error


def _check_who(trainee: Trainee, by: Actor) -> None:
    if not may_care_for(by, trainee):
        raise Refused("您没有权限提交这位学员的照片。请由本人凭链接或教育培训部办理。")


def _check_latest(photo: Photo) -> None:
    if Photo.objects.filter(trainee=photo.trainee_id, pk__gt=photo.pk).exists():
        raise Refused("已经有更新的一张照片，请刷新页面看最新的。")
