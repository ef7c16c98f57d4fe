"""The office's register in small: the layout that every office knows, with lines of one's own."""

from datetime import date, datetime
from typing import Any

from members.imports import book
from members.imports.book import Book
from members.models import Member
from tests.association.base.sheets.books import book_of
from tests.factories import people

TITLE = "北京市安全生产联合会会员单位名册（2020年度）"
HEADINGS = {
    "serial": "序号",
    "name": "单位名称",
    "credit_code": "统一社会信用代码",
    "organisation_type": "单位类型",
    "position": "会员级别",
    "contact": "联系人",
    "mobile": "手机",
    "email": "邮箱",
    "district": "所在区",
    "joined_on": "入会日期",
    "fee": "2020年应缴会费（元）",
    "note": "备注",
}
OURS = {"number": "会员编号", "state": "会籍"}
FIRST = 4  # the sheet row of the first line
NEW_YEAR = date(2020, 1, 1)
_MADE: dict[str, bytes] = {}
"""The same lines are the same file: saved a second later it would have another hash."""


def line(**cells: Any) -> dict[str, Any]:
    """A good line of a new member; ``None`` empties a cell."""
    return {
        "name": "北京晴岭重工有限公司",
        "credit_code": people.credit_code(),
        "organisation_type": "民营企业",
        "position": "会员单位",
        "contact": "田禾",
        "mobile": people.mobile(),
        "email": "office@example.com",
        "district": "朝阳区",
        "joined_on": "2018-03-01",
        "fee": 2000,
        **cells,
    }


def line_of(member: Member, **cells: Any) -> dict[str, Any]:
    """The line that names this member and says nothing else of it, but what is given."""
    return {"name": member.name, "credit_code": member.credit_code, **cells}


def workbook(*lines: dict[str, Any], title: str = TITLE, **headings: str) -> bytes:
    """Title in row 1, header in row 3, the lines from row 4; ``headings`` adds or renames."""
    heads = HEADINGS | headings
    if any(set(each) & set(OURS) for each in lines):
        heads |= OURS
    rows = [tuple(_cell(each.get(field)) for field in heads) for each in lines]
    rows = [(title,), (), tuple(heads.values()), *rows]
    return _MADE.setdefault(repr(rows), book_of(*rows))


def _cell(value: Any) -> Any:
    return datetime(value.year, value.month, value.day) if type(value) is date else value


def read(*lines: dict[str, Any], **options: Any) -> Book:
    return book.read(workbook(*lines, **options))
