"""What the desk types about printed copies. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.base import files
from association.base.forms import UploadField
from bulletin.printed.copies import MOST
from members.enums import Position


class CountsForm(forms.Form):
    """One number for each position in the association."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for position in Position:
            self.fields[position.value] = forms.IntegerField(
                label=f"每家{position.label}", min_value=0, max_value=MOST, initial=1
            )

    def counts(self) -> dict[Position, int]:
        return {position: self.cleaned_data[position.value] for position in Position}


class CopyForm(forms.Form):
    copies = forms.IntegerField(label="册数", min_value=1, max_value=MOST)
    recipient = forms.CharField(label="收件人", max_length=40, required=False)
    address = forms.CharField(label="地址", max_length=160, required=False)


class SentForm(forms.Form):
    carrier = forms.CharField(label="寄送方式", max_length=40, help_text="快递公司，或“自取”。")
    tracking = forms.CharField(label="运单号", max_length=40, required=False)
    on = forms.DateField(label="寄出日期", widget=forms.DateInput(attrs={"type": "date"}))


class ReturnedForm(forms.Form):
    because = forms.CharField(label="退回原因", max_length=120)
    on = forms.DateField(label="退回日期", widget=forms.DateInput(attrs={"type": "date"}))


class SheetForm(forms.Form):
    file = UploadField(
        label="填好的赠阅名单", accept=(files.XLSX,), hint="先导出名单，填好地址或运单号再传回来。"
    )
