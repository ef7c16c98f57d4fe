"""What is typed about a case's report. Forms read; the doors decide."""

from typing import Any
from uuid import UUID

from django import forms

from association.base import files
from association.base.forms import UploadField
from standardization.models import CaseReport, KeyArea, Photo
from standardization.reports.completeness import CHAPTERS, title
from standardization.reports.writing import LONGEST, Said, Written


def _words(label: str, initial: str, *, rows: int = 7) -> forms.CharField:
    field = forms.CharField(
        label=label, initial=initial, max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip
    field.needed_later = True  # type: ignore[attr-defined]  # a draft may leave it open
    return field


class ChaptersForm(forms.Form):
    """The chapters and each key area. ``saves`` says which state of them the page showed."""

    saves = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, report: CaseReport, areas: list[dict[str, Any]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["saves"].initial = report.saves
        self.areas = areas
        for name in CHAPTERS:
            self.fields[name] = _words(title(name), getattr(report, name))
        for each in areas:
            area: KeyArea = each["area"]
            self.fields[f"text_{area.pk}"] = _words(f"{area.name}管控情况", each["text"], rows=4)
            photos: list[Photo] = each["photos"]
            self.fields[f"photo_{area.pk}"] = forms.TypedChoiceField(
                label="现场照片",
                choices=[("", "不换"), *((str(row.pk), str(row)) for row in photos)],
                coerce=UUID,
                empty_value=None,
                required=False,
            )
            upload = UploadField(label="或上传照片", accept=files.PICTURES, required=False)
            self.fields[f"upload_{area.pk}"] = upload

    def chapters(self) -> list[forms.BoundField]:
        return [self[name] for name in CHAPTERS]

    def parts(self) -> list[dict[str, Any]]:
        """Each key area with its fields, for the template."""
        found = []
        for each in self.areas:
            key = each["area"].pk
            bound = {name: self[f"{name}_{key}"] for name in ("text", "photo", "upload")}
            found.append({**each, **bound, "chosen": bound["photo"].value() or ""})
        return found

    def written(self) -> Written:
        told = self.cleaned_data
        areas = {
            each["area"].pk: Said(
                told[f"text_{each['area'].pk}"],
                told[f"photo_{each['area'].pk}"],
                told[f"upload_{each['area'].pk}"] or None,
            )
            for each in self.areas
        }
        return Written({name: told[name] for name in CHAPTERS}, areas)


class SignForm(forms.Form):
    saves = forms.IntegerField(widget=forms.HiddenInput)
    signature = UploadField(label="签名", accept=files.PICTURES, hint="手写签名的照片或扫描件。")


class IssueForm(forms.Form):
    """The review's report comes with the stamped paper."""

    stamped = UploadField(
        label="盖章的评审报告", accept=files.DOCUMENTS, hint="加盖评审单位公章的扫描件。"
    )


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label="退回原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
