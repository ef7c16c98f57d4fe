"""Fields that say what is wrong with a number in the words of ``identifiers`` and ``money``."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms

from association.base import identifiers, money
from association.base.reading import quoted


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


class PercentField(forms.CharField):
    """Of a hundred, as people write it: ``50``, ``５０％``, ``12.5 %``. How much it may be is the
    door's to say."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "比例（%）", "max_length": 30, **options})

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).removesuffix("%")
        if not written:
            return None
        if not re.fullmatch(r"-?(?:\d+\.?\d*|\.\d+)", text, re.ASCII):
            raise forms.ValidationError(
                f"应是百分数，请写成 50 或 12.5 的样子，现在是{quoted(written)}。"
            )
        percent = Decimal(text)
        if percent != round(percent, 2):
            raise forms.ValidationError(f"百分数最多 2 位小数，现在是{quoted(written)}。")
        return percent

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value
