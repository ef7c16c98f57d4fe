"""Articles that lie ready in a folder: each a submission that came by mail, told by its row."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from association.base.errors import Refused
from bulletin import body, word
from bulletin.models import Column, Submission
from bulletin.rules import Actor
from bulletin.submissions.sorting import enter_mailed


@dataclass(frozen=True, slots=True)
class Taken:
    submission: Submission
    characters: int
    pictures: int
    lost: tuple[str, ...]

    def line(self, name: str) -> str:
        row = self.submission
        said = f"{name} {row.number} {row.wish}《{row.title}》{self.characters} 字，图 {self.pictures} 幅"
        return "；".join([said, *self.lost])


@transaction.atomic
def take_in(upload: "File[bytes]", *, told: Mapping[str, str], by: Actor) -> Taken:
    """``told`` is a row of the manifest: column, title, subtitle, author_unit, source. What it
    leaves empty is what the file says; a piece without either is the association's own. Raises
    Refused: no such column, no Word file."""
    name = told.get("column", "")
    column = Column.objects.filter(name=name).first()
    if column is None:
        raise Refused(f"没有“{name}”这个栏目，请先登记。")
    content = upload.read()
    found = word.read(content, name=str(upload.name))
    source = told.get("source") or found.source
    row = enter_mailed(
        upload=upload,
        by=by,
        title=(told.get("title") or found.title)[:80],
        subtitle=(told.get("subtitle") or found.subtitle)[:80],
        unit=told.get("author_unit") or found.unit or ("" if source else settings.ASSOCIATION_NAME),
        source=source,
        wish=column,
        found=found,
    )
    return Taken(row, body.characters(found.blocks), len(found.pictures), found.lost)
