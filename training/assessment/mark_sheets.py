"""Marks in an .xlsx file: the template with the admission numbers, and the file as it comes back.

Which row is whose is told by the number alone: rows may be in any order. The file is refused as a
whole while any row is wrong, unknown, there twice, or missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from association.base import sheets
from association.base.errors import Refused
from training.assessment.arithmetic import Written, parse
from training.models import Place, Sitting

COLUMNS = {"number": ("准考证号",), "mark": ("成绩", "分数"), "note": ("情况记录", "备注")}
HEADERS = ("准考证号", "座位号", "姓名", "成绩", "情况记录")
MOST_ROWS = 2_000


@dataclass(slots=True)
class Sheet:
    """``problems`` are sentences with the row's own number in the file."""

    written: dict[int, Written] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def template(sitting: Sitting) -> bytes:
    """Without any mark: the second of the two must not see what the first one wrote."""
    rows = sitting.places.select_related("enrolment__trainee")
    return sheets.write(
        HEADERS,
        [(row.number, row.seat, row.enrolment.trainee.name, None, None) for row in rows],
        title=f"{sitting} 成绩登录表",
        sheet="成绩",
        text_columns=("准考证号", "成绩"),
    )


def read(source: sheets.Source, places: Mapping[str, Place], *, full: Decimal) -> Sheet:
    """``places`` by admission number: those that wait for a mark. Raises Refused for no workbook."""
    try:
        file = sheets.read(
            source, columns=COLUMNS, required=("number", "mark"), limit_rows=MOST_ROWS
        )
    except sheets.SheetError as error:
        raise Refused(f"{error}。", field="file") from error
    found, seen = Sheet(), dict[str, int]()
    for row in file.rows:
        number = row.text("number").replace(" ", "")
        if problem := _misplaced(number, places, seen):
            found.problems.append(f"第 {row.number} 行：{problem}")
            continue
        seen[number] = row.number
        if row.formulas:
            found.problems.append(f"第 {row.number} 行：{number} 是公式，请改成数值")
            continue
        try:
            written = parse(row.text("mark"), full=full, note=row.text("note"))
        except ValueError as error:
            said = error if row.text("mark") else "没有成绩；没来的填“缺考”"
            found.problems.append(f"第 {row.number} 行：{number} {said}")
            continue
        found.written[places[number].pk] = written
    if missing := [str(place) for number, place in places.items() if number not in seen]:
        named = "、".join(missing[:10]) + (f" 等 {len(missing)} 人" if len(missing) > 10 else "")
        found.problems.append(f"文件里少了 {len(missing)} 人：{named}")
    return found


def _misplaced(number: str, places: Mapping[str, Place], seen: Mapping[str, int]) -> str:
    if not number:
        return "没有准考证号"
    if number in seen:
        return f"准考证号 {number} 与第 {seen[number]} 行重复"
    if number not in places:
        return f"准考证号 {number[:20]} 不在这一场待登录的人里"
    return ""
