"""Pictures of an article: kept once, called by a key in the text."""

from django.db import transaction
from PIL import Image

from association.base import clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from bulletin.models import Article, ArticlePicture, SubmissionFile

MOST = 60


def add(
    locked: Article, kept: StoredFile, *, taken_from: SubmissionFile | None = None
) -> ArticlePicture:
    """The caller holds the lock and has asked who. Raises Refused above 60 pictures."""
    if locked.pictures.count() >= MOST:
        raise Refused(f"一篇稿件最多 {MOST} 幅图片，请先去掉不用的。", field="file")
    with kept.content.open("rb") as content, Image.open(content) as picture:
        width, height = picture.size
    return ArticlePicture.objects.create(
        article=locked, file=kept, width=width, height=height, taken_from=taken_from,
        at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def copy(locked: Article, row: SubmissionFile) -> ArticlePicture:
    """One that came with a submission: a file of its own, so that neither takes it from the other."""
    with row.file.content.open("rb") as content:
        kept = files.keep_bytes(
            bytes(content.read()), name=row.file.name, media_type=row.file.media_type, by=None
        )
    return add(locked, kept, taken_from=row)
