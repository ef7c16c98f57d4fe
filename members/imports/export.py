"""The register as a workbook in the form in which it is read again: out and in changes nothing."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet

from association.base import audit, clock, sheets
from association.base.errors import Refused
from association.base.sheets import Written
from members.enums import District, MemberState
from members.imports import columns
from members.imports.book import AS_OF
from members.imports.differences import main_contact
from members.models import Assessment, Member
from members.register.standing import standing
from members.rules import Actor, may_export

_CHUNK = 1000


def register(members: QuerySet[Member], *, year: int, by: Actor, asked: str = "") -> bytes:
    """These members as they are today, with what each owes for the year. Raises Refused.

    Full telephone numbers leave the house in it: the audit keeps who took how many, and by which
    conditions (``asked``).
    """
    if not may_export(by):
        raise Refused("您没有权限导出名册。请由社会工作部办理。")
    day = clock.today()
    fees = dict(Assessment.objects.filter(year=year).values_list("member_id", "amount"))
    rows = [_row(member, day, fees.get(member.pk)) for member in _fetched(members)]
    if by is not None:
        audit.record(by, "导出名册", by=by, after={"家数": len(rows), "条件": asked or "全部"})
    title = f"{settings.ASSOCIATION_NAME}会员名册（{AS_OF.format(day=day)}）"
    return _book(rows, title, year, columns.BY_FIELD)


def template(year: int) -> bytes:
    """An empty register of a year, to be filled in by the office."""
    title = f"{settings.ASSOCIATION_NAME}会员单位名册（{year}年度）"
    return _book([], title, year, [c.field for c in columns.COLUMNS if not c.ours])


def _book(rows: list[dict[str, Written]], title: str, year: int, fields: Collection[str]) -> bytes:
    headings = {field: columns.BY_FIELD[field].heading(year) for field in fields}
    return sheets.write(
        list(headings.values()),
        ([row[field] for field in fields] for row in rows),
        title=title,
        sheet="会员名册",
        text_columns=[headings[field] for field in fields if columns.BY_FIELD[field].text],
    )


def _fetched(members: QuerySet[Member]) -> Iterator[Member]:
    fetched = members.prefetch_related("organisation_types", "position_terms", "contacts")
    return fetched.order_by("number").iterator(chunk_size=_CHUNK)


def _row(member: Member, day: date, fee: Decimal | None) -> dict[str, Written]:
    """Type and seat as of the day on which the import, too, looks at them."""
    known = standing(member, max(day, member.joined_on or day))
    contact = main_contact(member)
    return {
        "number": member.number,
        "name": member.name,
        "credit_code": member.credit_code,
        "organisation_type": known.organisation_type if known.type_record else None,
        "position": known.position,
        "contact": contact.name if contact else None,
        "mobile": contact.mobile if contact else None,
        "email": member.email or None,
        "district": District(member.district).label if member.district else None,
        "joined_on": member.joined_on,
        "fee": fee,
        "note": member.note or None,
        "state": MemberState(member.state).label,
    }
