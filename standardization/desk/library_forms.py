"""What 安全技术部 types about standards."""

from typing import Any

from django import forms

from association.base import files
from association.base.forms import UploadField
from standardization.enums import RegisterRegion, RegisterState, StandardFamily
from standardization.models import Standard


class WorkbookForm(forms.Form):
    file = UploadField(
        label="标准工作簿", accept=files.SHEETS, hint="按模板填写，一个文件一个版本。"
    )


class PublishForm(forms.Form):
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="如发布依据的文号，写进流转记录。"
    )


class DiscardForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, required=False)


class AbolishForm(forms.Form):
    on = forms.DateField(
        label="最后有效日",
        required=False,
        help_text="含这一天；空着就是今天。",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label="理由", max_length=200, help_text="写明废止的依据。")


class AmendForm(forms.ModelForm):
    """The model's own words and choices; the door checks and writes."""

    reason = forms.CharField(
        label="理由", max_length=200, help_text="写明核对了什么，如“与标准封面核对”。"
    )

    class Meta:
        model = Standard
        fields = ("code", "title", "issuer", "industry", "state", "region", "source")

    def validate_unique(self) -> None:
        """The door says which one has the code."""

    def changes(self) -> tuple[dict[str, Any], str]:
        told = dict(self.cleaned_data)
        return told, told.pop("reason")


class Narrowed(forms.Form):
    """How the list is narrowed; what isn't known narrows nothing."""

    q = forms.CharField(required=False)
    family = forms.ChoiceField(choices=StandardFamily.choices, required=False)
    state = forms.ChoiceField(choices=RegisterState.choices, required=False)
    region = forms.ChoiceField(choices=RegisterRegion.choices, required=False)
    ours = forms.BooleanField(required=False)
