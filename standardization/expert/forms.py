from typing import Any

from django import forms

from association.base.forms import UploadField
from standardization.models import Attendee, Visit

NAME = 40


class ScanForm(forms.Form):
    file = UploadField(label="填好的纸质检查表（扫描件）")


class StopForm(forms.Form):
    text = forms.CharField(
        label="谁，什么症状",
        max_length=500,
        help_text="体温超过 37.3 ℃、干咳、胸闷、持续乏力等。登记后立即停止，作答保留。",
    )


class MeetingForm(forms.Form):
    """Who is in the room; held again, the late ones sign in besides."""

    present = forms.ModelMultipleChoiceField(
        Attendee.objects.none(),
        label="到会签到",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guests = forms.CharField(
        label="企业到会人员",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="上面没有的，每行一位：姓名 职务。只请主要负责人和安全管理人员到会。",
    )
    note = forms.CharField(
        label="记录", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_guests(self) -> list[tuple[str, str]]:
        lines = [line.split(None, 1) for line in self.cleaned_data["guests"].splitlines()]
        found = [(line[0], line[1] if len(line) > 1 else "") for line in lines if line]
        if any(len(name) > NAME or len(job) > NAME for name, job in found):
            raise forms.ValidationError(f"姓名和职务各不超过 {NAME} 字，每行一位。")
        return found

    def __init__(self, *args: Any, visit: Visit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["present"].needed_later = True  # type: ignore[attr-defined]
        self.fields["present"].queryset = visit.attendees.exclude(present=False)  # type: ignore[attr-defined]
