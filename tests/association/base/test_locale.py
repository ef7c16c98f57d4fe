"""Where Django's own Chinese doesn't help, ours stands instead."""

import gettext
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

FOLDER = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
SAID = dict(
    re.findall(
        r'^msgid "(.+)"\nmsgstr "(.+)"$', (FOLDER / "django.po").read_text("utf-8"), re.MULTILINE
    )
)


def test_what_is_compiled_is_what_is_written() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert SAID
    assert {msgid: compiled.gettext(msgid) for msgid in SAID} == SAID


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (forms.EmailField(), "someone", "邮箱写法不对，应如 name@example.com。"),
        (forms.DateField(), "30 June", "日期写法不对，应如 2020-06-30。"),
        (forms.IntegerField(), "three", "请填整数，如 3。"),
        (forms.DecimalField(), "two", "请填数字，如 2000 或 2000.50。"),
        (forms.CharField(max_length=2), "一二三", "最多 2 个字，现在有 3 个，请写短些。"),
        (forms.IntegerField(min_value=1), "0", "不能小于 1。"),
        (forms.IntegerField(max_value=9), "10", "不能大于 9。"),
        (forms.DecimalField(decimal_places=2), "3.333", "小数最多 2 位。"),
        (forms.DecimalField(max_digits=3), "1234", "最多 3 位数字。"),
        (
            forms.DecimalField(max_digits=3, decimal_places=2),
            "12.5",
            "小数点前最多 1 位。",
        ),
        (
            forms.URLField(assume_scheme="https"),
            "abc",
            "网址写法不对，应如 https://www.example.com。",
        ),
        (forms.CharField(), "", "还没有填写，请填写。"),
    ],
)
def test_what_was_typed_wrong_is_told_with_an_example(
    field: forms.Field, typed: str, told: str
) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [told]


def test_a_short_password_is_refused_in_chinese() -> None:
    with pytest.raises(ValidationError) as refused:
        MinimumLengthValidator(10).validate("short")
    assert refused.value.messages == ["密码太短，至少要 10 位。"]


def test_a_label_ends_with_a_full_width_colon() -> None:
    class Asked(forms.Form):
        as_of = forms.DateField(label="截至")

    assert "截至：</label>" in Asked()["as_of"].label_tag()
