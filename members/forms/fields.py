"""Fields that say what is wrong with a number in the words of ``identifiers`` and ``money``."""

from decimal import Decimal
from typing import Any

from django import forms

from association.base import identifiers, money


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


class AmountField(forms.CharField):
    """Yuan as people write them: ``2,000``, ``２０００元``, ``¥2,000.00``."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "金额（元）", "max_length": 30, **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return money.parse(text)
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from error

    def prepare_value(self, value: Any) -> Any:
        return money.grouped(value) if isinstance(value, Decimal) else value
