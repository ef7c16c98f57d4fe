from typing import Any

from django import forms

from association.base.forms import UploadField
from standardization.models import Attendee, Visit


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
        Attendee.objects.none(), label="到会签到", widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="记录", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, visit: Visit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["present"].queryset = visit.attendees.exclude(present=False)  # type: ignore[attr-defined]
