"""Where Django's own Chinese doesn't help, ours stands instead."""

import gettext
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

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
    ],
)
def test_what_was_typed_wrong_is_told_with_an_example(
    field: forms.Field, typed: str, told: str
) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [told]
