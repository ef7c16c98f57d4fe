"""What the templates say in our own way: days with their weekday, money, masks, icons, states."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, DecimalField
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from association.base import clock, money, residents, wording

register = template.Library()

STATES = ("ok", "run", "due", "stop", "none")
_WEEKDAYS = "一二三四五六日"
_COUNTRY = "+86"
_MASK = "*"
_SIGNS = {"True": wording.YES, "False": wording.NO, "None": "未填"}


def _day(value: date | datetime) -> date:
    """The day in Beijing: an instant just after midnight there is still yesterday in UTC."""
    if isinstance(value, datetime):
        return _moment(value).date()
    return value


def _moment(value: datetime) -> datetime:
    return value.astimezone(clock.TZ) if value.tzinfo else value


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年11月21日（周六）"""
    if not value:
        return ""
    d = _day(value)
    return f"{d.year}年{d.month}月{d.day}日（周{_WEEKDAYS[d.weekday()]}）"


@register.filter
def shortday(value: date | datetime | None) -> str:
    """11月21日（周六）; another year than the clock's is written out."""
    if not value:
        return ""
    d = _day(value)
    if d.year != clock.today().year:
        return day(d)
    return f"{d.month}月{d.day}日（周{_WEEKDAYS[d.weekday()]}）"


@register.filter
def span(start: date, end: date) -> str:
    """11月18日至25日; what the two days share is said once, the clock's year not at all."""
    year = "" if start.year == end.year == clock.today().year else f"{start.year}年"
    if start == end:
        return f"{year}{start.month}月{start.day}日"
    until = f"{end.day}日"
    if (start.year, start.month) != (end.year, end.month):
        until = f"{end.month}月{until}"
    if start.year != end.year:
        until = f"{end.year}年{until}"
    return f"{year}{start.month}月{start.day}日至{until}"


@register.filter
def stamp(value: datetime | None) -> str:
    """2026年11月21日 09:12, in Beijing."""
    if not value:
        return ""
    m = _moment(value)
    return f"{m.year}年{m.month}月{m.day}日 {m:%H:%M}"


@register.filter
def yuan(value: Decimal | None) -> str:
    """12,000.00"""
    return "" if value is None else money.grouped(value)


@register.filter
def amount(value: Decimal | None) -> str:
    """An amount in a table: as yuan, but a zero steps back."""
    if value is None or value:
        return yuan(value)
    return format_html('<span class="zero">{}</span>', yuan(value))


@register.filter
def tally(value: int) -> str:
    """1,200"""
    return f"{value:,}"


@register.filter
def unsigned(value: int) -> int:
    return abs(value)


@register.filter
def mask_mobile(value: str | None) -> str:
    """138****0000. What is too short to hide its middle is hidden whole."""
    number = (value or "").strip().removeprefix(_COUNTRY).strip()
    if len(number) < 8:
        return _MASK * len(number)
    return f"{number[:3]}{_MASK * (len(number) - 7)}{number[-4:]}"


@register.filter
def mask_id(value: str | None) -> str:
    """1101**********002X: the first four and the last four."""
    return residents.masked(value) if value else ""


@register.filter
def mask_name(value: str | None) -> str:
    """许*平, and 高* where there are only two."""
    name = (value or "").strip()
    if len(name) < 3:
        return name[:1] + _MASK * (len(name) - 1)
    return f"{name[0]}{_MASK * (len(name) - 2)}{name[-1]}"


@register.filter
def iso(value: str | None) -> str:
    """A day as Django's Chinese locale writes it (2026/11/21), for the browser's own picker."""
    return (value or "").replace("/", "-")


@register.filter
def changes(entry: Any) -> Iterator[tuple[str, Any, Any]]:
    """Field, before, after of an audit entry, in the order in which they were written."""
    before: Mapping[str, Any] = entry.before or {}
    after: Mapping[str, Any] = entry.after or {}
    for name in {**before, **after}:
        yield name, before.get(name, ""), after.get(name, "")


@register.filter
def headed(error: Any, label: str) -> str:
    """What is wrong, below the name of its field; a sentence that begins with it isn't named twice."""
    return str(error) if str(error).startswith(label) else f"{label}：{error}"


@register.filter
def as_cards(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """The stock admin's cells with their column's name, which a narrow screen prints above them.

    The box that chooses a row gets a label around it, so that a finger can hit it; the signs for
    yes and no are read out in Chinese.
    """
    named = []
    for cell, header in zip(cells, headers, strict=True):
        for said, word in _SIGNS.items():
            cell = cell.replace(f'alt="{said}"', f'alt="{word}"')
        # Cells come from Django's own list tags, which escape what they put inside.
        if cell.startswith('<td class="action-checkbox">'):
            cell = cell.replace("<input", "<label><input", 1).replace("</td>", "</label></td>")
        elif cell.startswith("<td"):
            cell = f'<td data-th="{escape(strip_tags(str(header["text"])))}"{cell[3:]}'
        named.append(mark_safe(cell))  # noqa: S308
    return named


@register.filter
def readable(field: Any) -> str:
    """What the stock admin shows of a field that may only be read: of ours, in words.

    Django writes a list of choices as it is stored, names its signs for yes and no in English, and
    doesn't group an amount.
    """
    row = field.form.instance
    own = {own.name: own for own in row._meta.concrete_fields}.get(str(field.field["field"]))
    if isinstance(own, (BooleanField, ArrayField)):
        return wording.value(row, own) or field.empty_value_display
    if isinstance(own, DecimalField) and own.decimal_places == 2 and getattr(row, own.name):
        return money.grouped(getattr(row, own.name))
    contents: SafeString = field.contents()
    return contents


@register.filter
def named(field: BoundField) -> SafeString:
    """The control alone, saying its own name: in a table its label is only the column's head."""
    return field.as_widget(attrs={"aria-label": str(field.label)})


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of the sprite. Without a label it is decoration beside a word."""
    href = f"{static('icons/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def status(s: str, word: str, size: str = "") -> SafeString:
    """How something stands: word, shape and colour together. Raises ValueError on a stray state."""
    if s not in STATES:
        raise ValueError(f"{s!r} is no state; one of {', '.join(STATES)}")
    attribute = format_html(' data-size="{}"', size) if size else ""
    return format_html('<span class="status" data-s="{}"{}>{}</span>', s, attribute, word)
