"""A roster as a workbook: the empty form, what is wrong with each row, and the file given back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from association.base import sheets
from association.base.errors import Refused
from association.base.models import StoredFile
from training.enrolment import roster
from training.enums import IdType
from training.models import Team, TrainingClass
from training.people import register
from training.people.register import Person
from training.rules import Actor

MOST_ROWS = 500
HEADERS = {
    "name": ("姓名", "名字"),
    "id_type": ("证件类型",),
    "id_number": ("证件号码", "身份证号", "身份证号码"),
    "mobile": ("手机", "手机号", "联系电话"),
    "email": ("邮箱", "电子邮箱"),
}
REQUIRED = ("name", "id_number", "mobile")
_TYPES = {label: value for value, label in IdType.choices} | {"身份证": IdType.RESIDENT.value}


@dataclass(frozen=True, slots=True)
class Wrong:
    """``code``: name, id_type, id_number, mobile, email, formula, twice, seat or enrolled."""

    row: int
    column: str
    code: str
    problem: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What a workbook says: people that can be enrolled, by the sheet's row, and the others."""

    people: dict[int, Person]
    wrong: list[Wrong]
    sheet: str
    header_row: int

    def report(self) -> dict[str, Any]:
        """To be kept: names and sentences, no whole number."""
        return {
            "rows": len(self.people) + len({each.row for each in self.wrong}),
            "valid": len(self.people),
            "sheet": self.sheet,
            "header_row": self.header_row,
            "people": [
                {"row": row, "name": person.name, "id_type": IdType(person.id_type).label}
                for row, person in self.people.items()
            ],
            "errors": [
                {"row": each.row, "column": each.column, "code": each.code, "problem": each.problem}
                for each in self.wrong
            ],
        }


def template() -> bytes:
    """The empty form; numbers are cells of text, so that nobody's 18 digits are rounded."""
    titles = [names[0] for names in HEADERS.values()]
    return sheets.write(
        titles,
        [],
        sheet="花名册",
        text_columns=[HEADERS[key][0] for key in ("id_number", "mobile")],
    )


def read(source: sheets.Source, *, training_class: TrainingClass, team: Team, by: Actor) -> Roster:
    """Looks at every row as enrolling would, and writes nothing. Raises Refused for what is no
    roster at all, and where this person may not enrol."""
    roster.check_time(training_class, team, by=by)
    try:
        sheet = sheets.read(source, columns=HEADERS, required=REQUIRED, limit_rows=MOST_ROWS)
    except sheets.SheetError as error:
        raise Refused(f"{error}。", field="file") from error
    people: dict[int, Person] = {}
    wrong: list[Wrong] = []
    for row in sheet.rows:
        try:
            people[row.number] = _person(row, sheet.headers)
        except Refused as refusal:
            wrong.append(_wrong(row.number, refusal, sheet.headers))
    people, more = _enrollable(people, training_class, team, sheet.headers)
    found = sorted([*wrong, *more], key=lambda each: each.row)
    return Roster(people, found, sheet.title, sheet.header_row)


def annotated(kept: StoredFile, report: Mapping[str, Any]) -> bytes:
    """The same workbook with a column that says what was found of each row. Raises Refused."""
    notes: dict[int, str] = {}
    for each in report["errors"]:
        told = f"{each['column']}：{each['problem']}"
        notes[each["row"]] = f"{notes[each['row']]} {told}" if each["row"] in notes else told
    with kept.content.open("rb") as content:
        try:
            return sheets.annotate(
                content.read(), notes, sheet=report["sheet"], header_row=report["header_row"]
            )
        except sheets.SheetError as error:
            raise Refused(f"{error}。") from error


def _person(row: sheets.Row, headers: Any) -> Person:
    if row.formulas:
        field = next(iter(sorted(row.formulas)))
        raise _Coded("formula", "是公式，请粘贴为数值再上传。", field)
    told = row.text("id_type")
    if told and told not in _TYPES:
        words = "、".join(label for _, label in IdType.choices)
        raise Refused(f"“{told[:20]}”不是证件类型，应为 {words} 之一。", field="id_type")
    if len(row.text("email")) > 254 or (row.text("email") and "@" not in row.text("email")):
        raise Refused("邮箱不完整，应写成 name@example.com 的样子。", field="email")
    return register.read(
        name=row.text("name"),
        id_type=_TYPES.get(told, IdType.RESIDENT.value),
        id_number=row.text("id_number"),
        mobile=row.text("mobile"),
        email=row.text("email"),
    )


class _Coded(Refused):
    def __init__(self, code: str, message: str, field: str) -> None:
        super().__init__(message, field=field)
        self.code = code


def _wrong(row: int, refusal: Refused, headers: Any) -> Wrong:
    field = refusal.field or ""
    code = refusal.code if isinstance(refusal, _Coded) else field or "enrolled"
    column = headers.get(field) or (HEADERS[field][0] if field in HEADERS else "整行")
    return Wrong(row, column, code, refusal.message)


def _enrollable(
    people: dict[int, Person], training_class: TrainingClass, team: Team, headers: Any
) -> tuple[dict[int, Person], list[Wrong]]:
    """Who isn't there twice, isn't in the class, and has a seat: the first rows get them."""
    left = roster.free(training_class, team)
    seats, first = left, dict[tuple[str, str], int]()
    good: dict[int, Person] = {}
    wrong: list[Wrong] = []
    for row, person in people.items():
        try:
            _check_once(row, person, first)
            known = register.known_as(person)
            if known:
                roster.check_not_in(training_class, known)
            if not left:
                told = f"{team}在这个班次只有 {seats} 个空余名额，这一行排不上，请先预留名额。"
                raise _Coded("seat", told, "")
        except Refused as refusal:
            wrong.append(_wrong(row, refusal, headers))
        else:
            good[row] = person
            left -= 1
    return good, wrong


def _check_once(row: int, person: Person, first: dict[tuple[str, str], int]) -> None:
    earlier = first.setdefault((person.id_type, person.id_number), row)
    if earlier != row:
        raise _Coded("twice", f"与第 {earlier} 行是同一个证件号码，没有采用。", "id_number")


def rows(people: Iterable[Person]) -> list[dict[str, str]]:
    """As ``roster.enrol`` takes them."""
    return [{name: getattr(person, name) for name in roster.FIELDS} for person in people]
