"""One row of the register: what it says of a member, or what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from association.base import clock, identifiers, money, reading
from association.base.sheets import Row
from members.arithmetic import tier
from members.imports import columns
from members.models import Contact, Member

_NONE = {"-", "--", "—", "——", "/", "无", "暂无"}


class Code(StrEnum):
    """Why a row could not be taken. Scripts read these: they stay as they are."""

    CODE = "code"
    NAME = "noname"
    TYPE = "type"
    MOBILE = "mobile"
    FEE = "fee"
    DATE = "date"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that is not taken. ``column`` is headed as in the file."""

    row: int
    column: str
    code: Code
    problem: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What the office should look at; the row is taken all the same."""

    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row says. Empty is what it doesn't say: that leaves the register as it is."""

    row: int
    name: str
    credit_code: str
    number: str = ""
    organisation_type: str = ""
    position: str = ""
    contact: str = ""
    mobile: str = ""
    email: str = ""
    district: str = ""
    joined_on: date | None = None
    fee: Decimal | None = None
    note: str = ""
    state: str = ""


def read(row: Row, titles: Mapping[str, str]) -> tuple[Draft | Wrong, list[Remark]]:
    """One error per row at most, the most telling one; what else is wrong stands in its text."""
    reading_ = _Reading(row, titles)
    return reading_.verdict(), reading_.remarks


class _Reading:
    def __init__(self, row: Row, titles: Mapping[str, str]) -> None:
        self.row = row
        self.titles = titles
        self.problems: list[Wrong] = []
        self.remarks: list[Remark] = []

    def verdict(self) -> Draft | Wrong:
        for field in columns.BY_FIELD:
            if field in self.row.formulas:
                self._wrong(field, Code.FORMULA, "这一格是公式，请改成文字或数值再导入")
        facts = self._decisive() | self._loose()
        if self.problems:
            return self._first()
        return self._looked_over(Draft(row=self.row.number, **facts))

    def _decisive(self) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        for field, code, reader in _DECISIVE:
            if field not in self.row.formulas:
                try:
                    facts[field] = reader(self.row)
                except ValueError as error:
                    self._wrong(field, code, str(error))
        return facts

    def _loose(self) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        for field, reader in _LOOSE:
            if field not in self.row.formulas:
                try:
                    facts[field] = reader(self.row)
                except ValueError as error:
                    self._remark(field, str(error))
        return facts

    def _looked_over(self, draft: Draft) -> Draft:
        if draft.joined_on and draft.joined_on > clock.today():
            self._remark("joined_on", f"入会日期 {draft.joined_on} 还没有到，请核对")
        return draft

    def _first(self) -> Wrong:
        first, *others = self.problems
        if not others:
            return first
        rest = "；".join(f"{other.column}：{other.problem}" for other in others)
        return Wrong(first.row, first.column, first.code, f"{first.problem}。另有：{rest}")

    def _wrong(self, field: str, code: Code, problem: str) -> None:
        self.problems.append(Wrong(self.row.number, self._title(field), code, problem))

    def _remark(self, field: str, problem: str) -> None:
        self.remarks.append(Remark(self.row.number, self._title(field), problem))

    def _title(self, field: str) -> str:
        return self.titles.get(field) or columns.BY_FIELD[field].shown


def _text(row: Row, field: str) -> str:
    """What stands in a cell that may be empty; what people write for "none" is empty too."""
    text = row.text(field)
    return "" if text in _NONE else text


def _name(row: Row) -> str:
    text = reading.tidy(row.text("name"))
    if not text:
        raise ValueError("单位名称没有填写")
    return _fitting(text, Member, "name", "单位名称")


def _credit_code(row: Row) -> str:
    return identifiers.credit_code(row.text("credit_code"))


def _organisation_type(row: Row) -> str:
    text = _text(row, "organisation_type")
    return columns.organisation_type(text).value if text else ""


def _position(row: Row) -> str:
    text = _text(row, "position")
    return tier.position(text) if text else ""


def _mobile(row: Row) -> str:
    text = _text(row, "mobile")
    return identifiers.mobile(text) if text else ""


def _joined_on(row: Row) -> date | None:
    return reading.date(row.values["joined_on"]) if _text(row, "joined_on") else None


def _fee(row: Row) -> Decimal | None:
    return money.parse(row.values["fee"]) if _text(row, "fee") else None


# In this order the first one that is wrong names the row's error. What decides who a member is,
# what it pays and when it joined is right, or the row is not taken.
_DECISIVE: tuple[tuple[str, Code, Callable[[Row], Any]], ...] = (
    ("name", Code.NAME, _name),
    ("credit_code", Code.CODE, _credit_code),
    ("organisation_type", Code.TYPE, _organisation_type),
    ("position", Code.TYPE, _position),
    ("mobile", Code.MOBILE, _mobile),
    ("joined_on", Code.DATE, _joined_on),
    ("fee", Code.FEE, _fee),
)


def _contact(row: Row) -> str:
    return _fitting(reading.tidy(_text(row, "contact")), Contact, "name", "联系人")


def _email(row: Row) -> str:
    text = reading.half_width(_text(row, "email")).strip()
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError(f"{reading.quoted(text)}不是电子邮箱，没有采用，请核对") from error
    return _fitting(text, Member, "email", "邮箱")


def _district(row: Row) -> str:
    text = _text(row, "district")
    return columns.district(text).value if text else ""


def _note(row: Row) -> str:
    return lines(row.text("note"))


def _number(row: Row) -> str:
    return reading.half_width(_text(row, "number")).upper()


def _state(row: Row) -> str:
    text = _text(row, "state")
    return (columns.state(text) or text) if text else ""


# What these can't say is left out, with a remark.
_LOOSE: tuple[tuple[str, Callable[[Row], Any]], ...] = (
    ("number", _number),
    ("contact", _contact),
    ("email", _email),
    ("district", _district),
    ("note", _note),
    ("state", _state),
)


def lines(text: str) -> str:
    """A text of several lines as it compares equal, wherever it was typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _fitting(text: str, model: Any, field: str, shown: str) -> str:
    longest = model._meta.get_field(field).max_length
    if len(text) > longest:
        raise ValueError(f"{shown}最多 {longest} 个字，现在是 {len(text)} 个，请缩短")
    return text
