"""What the money pages are asked for, and what finance writes of a year's spending."""

from typing import Any

from django import forms

from association.base import clock
from members.desk.forms import day
from members.enums import OrganisationType, Tier
from members.forms.fields import AmountField
from members.money.enums import Age, Part
from members.money.income import UNTYPED


class Behind(forms.Form):
    """Which number's list it is. What the address can't mean is left out, never an error."""

    tier = forms.ChoiceField(required=False, choices=Tier.choices)
    kind = forms.ChoiceField(
        required=False, choices=[*OrganisationType.choices, (UNTYPED, "未登记")]
    )
    part = forms.ChoiceField(required=False, choices=Part.choices)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def words(self) -> list[str]:
        """What was asked for, as people say it."""
        return [
            str(dict(field.choices)[value])
            for name, value in self.asked().items()
            if value and isinstance(field := self.fields[name], forms.ChoiceField)
        ]


class ArrearsForm(forms.Form):
    as_of = day("截至", required=False)
    age = forms.ChoiceField(required=False, choices=Age.choices)

    def clean_as_of(self) -> Any:
        chosen = self.cleaned_data["as_of"]
        if chosen and chosen > clock.today():
            raise forms.ValidationError("不能看以后的日子。请填今天或更早的一天。")
        return chosen


class PublicationForm(forms.Form):
    spent = AmountField(label="会费支出（元）", help_text="本年度从会费列支的合计")
    purpose = forms.CharField(
        label="支出用途",
        max_length=2000,
        widget=forms.Textarea,
        help_text="一行一项，如：会员活动 36,000.00 元。原样公示",
    )
    correction = forms.CharField(
        label="更正说明", max_length=200, required=False, help_text="这一年度已公示过的才填"
    )

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["correction"]
