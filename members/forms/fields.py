"""Fields that say what is wrong with a number in the words of ``identifiers``."""

from typing import Any

from django import forms

from association.base import identifiers


class CreditCodeField(forms.CharField):
    """Reads full-width, lower-case and spaced codes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "统一社会信用代码", "max_length": 60, **options})

    def clean(self, value: Any) -> str:
        try:
            return identifiers.credit_code(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class MobileField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "手机", "max_length": 30, **options})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return identifiers.mobile(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
