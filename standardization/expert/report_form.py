"""What the page of a draft sends: texts that were touched, pictures, a signature."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms

from association.base import files
from association.base.forms import UploadField
from association.base.sent import saves
from standardization.enums import PartSubject
from standardization.models import ReportPart
from standardization.reports import drafting

NEEDED = (PartSubject.SUMMARY, PartSubject.KEY_AREA)
"""A draft may leave them open; nothing is submitted without them."""


def mark(text: str) -> str:
    """Which text a page was given: what comes back with the same mark, nobody touched."""
    return hashlib.sha256(drafting.plain(text).encode()).hexdigest()[:16]


class ReportForm(forms.Form):
    """Its fields are named by the keys of the parts. No text is too long here: the door says so by
    its heading, and what was typed stays.

    ``saves`` is the number of saves that the next page knows of; ``stale``: what was typed is shown
    beside what stands.
    """

    stale = False

    def __init__(self, *args: Any, parts: list[ReportPart], saves: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.parts, self.saves = parts, saves
        for part in parts:
            area = part.subject == PartSubject.KEY_AREA
            self.fields[f"text_{part.pk}"] = forms.CharField(
                label=part.title, required=False, strip=False
            )
            if area:
                self.fields[f"photo_{part.pk}"] = forms.UUIDField(
                    label=f"{part.title}照片", required=False
                )
                self.fields[f"file_{part.pk}"] = _picture(f"上传{part.title}的照片")
        self.fields["signature"] = _picture("签名图片", hint="在白纸上签名后拍照。")

    @property
    def sent_saves(self) -> int:
        return saves(self.data)

    def texts(self) -> dict[int, str]:
        return {
            part.pk: self.data[f"text_{part.pk}"]
            for part in self.parts
            if f"text_{part.pk}" in self.data and self.touched(part)
        }

    def touched(self, part: ReportPart) -> bool:
        return self.data.get(f"was_{part.pk}") != mark(self.data.get(f"text_{part.pk}", ""))

    def pictures(self) -> Iterator[tuple[ReportPart, dict[str, Any]]]:
        """By the part: an upload, or else another photo than the one that is shown."""
        for part in self.parts:
            upload = self.cleaned_data.get(f"file_{part.pk}")
            photo = self.cleaned_data.get(f"photo_{part.pk}")
            if upload:
                yield part, {"upload": upload}
            elif photo and photo not in (part.photo_id, key(self.data.get(f"was_photo_{part.pk}"))):
                yield part, {"photo": photo}


def key(sent: str | None) -> UUID | None:
    try:
        return UUID(sent or "")
    except ValueError:
        return None


def _picture(label: str, **options: Any) -> UploadField:
    field = UploadField(label=label, required=False, accept=files.PICTURES, **options)
    field.needed_later = True
    return field
