"""What a parameter may look like. Each kind says what it takes, here and in the schema."""

from datetime import UTC, date, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet, TextChoices
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.drainage import set_override

from association.base import clock
from association.base.sent import whole

LONGEST_TEXT = 120


class DayField(forms.CharField):
    """Only ``2020-06-30``: other shapes mean other days elsewhere."""

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_date(text) if len(text) == len("2020-06-30") else None
        except ValueError:
            day = None
        if day is None:
            raise forms.ValidationError("日期请写成 2020-06-30 这样，并且是日历上有的一天。")
        return day


class MomentField(forms.CharField):
    """``2020-06-30T09:00:00+08:00``; without an offset it is Beijing's."""

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or not 1900 <= moment.year <= 9000:
            raise forms.ValidationError(
                "时间请写成 2020-06-30T09:00:00+08:00 或 2020-06-30T01:00:00Z 这样；"
                "网址里的加号要按网址的写法转义。"
            )
        # In UTC: the database knows no offset of more than 15:59 hours.
        return (moment if moment.tzinfo else moment.replace(tzinfo=clock.TZ)).astimezone(UTC)


class NumberField(forms.CharField):
    """A whole number that the database's column can hold."""

    def __init__(self, *args: Any, least: int, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        number = whole(text, least=self.least, most=self.most)
        if number is None:
            raise forms.ValidationError(f"请填 {self.least} 至 {self.most} 的整数。")
        return number


class Parameter(django_filters.Filter):
    """Says to the schema what it takes; ``label`` is its meaning."""

    field_class = forms.CharField

    def __init__(self, *args: Any, label: str, **options: Any) -> None:
        super().__init__(*args, label=label, **options)
        set_override(self, "field", {**self.told(), "description": label})

    def told(self) -> dict[str, Any]:
        raise NotImplementedError


class Text(Parameter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, max_length=LONGEST_TEXT, **options)

    def told(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": LONGEST_TEXT}


class Day(Parameter):
    field_class = DayField

    def told(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class AsOf(Day):
    """The filter set itself asks for the day; no row is left out by it."""

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return queryset


class Moment(Parameter):
    field_class = MomentField

    def told(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


class Number(Parameter):
    field_class = NumberField

    def told(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.extra["least"], "maximum": self.extra["most"]}


class Year(Number):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, least=2000, most=2100, **options)


class Id(Number):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, least=1, most=2**63 - 1, **options)


class Code(Parameter):
    """One of the codes; the sentence says which there are."""

    field_class = forms.ChoiceField

    def __init__(self, *args: Any, choices: type[TextChoices], label: str, **options: Any) -> None:
        self.known = choices
        words = "，".join(f"`{code}` {word}" for code, word in choices.choices)
        refusal = f"没有这个代码，应为 {'、'.join(choices.values)} 之一。"
        super().__init__(
            *args,
            choices=choices.choices,
            label=f"{label}：{words}",
            error_messages={"invalid_choice": refusal},
            **options,
        )

    def told(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.known.values)}
