"""A notice with its report forms, built through the doors. Its words are our own."""

from datetime import datetime, timedelta
from typing import Any

from association.accounts.models import User
from association.base import clock
from association.questionnaires import building
from association.questionnaires.asking import Kind
from bulletin.models import Due, Notice, ReportForm, Return
from bulletin.notices import drafting, publishing, returning
from members.models import Member
from tests.factories import cast, texts

TEXT = f"请各会员单位按附表报送安全生产月情况。\n一、报送什么\n{texts.SENTENCE}"
ROSTER = (
    {"label": "联络员姓名", "kind": Kind.TEXT},
    {"label": "手机", "kind": Kind.PHONE},
)
PLAN = ({"label": "本单位方案", "kind": Kind.FILE, "maximum": 2},)
FIGURES = (
    {"label": "活动场次", "kind": Kind.NUMBER, "unit": "场"},
    {"label": "参加人数", "kind": Kind.NUMBER, "unit": "人", "minimum": 0},
)


def draft(**told: Any) -> Notice:
    """Ready but for its forms."""
    by = cast.person("bulletin")
    row = drafting.draft(title="安全生产月活动的通知", issuer="示例市安全生产协会", by=by)
    fields = {
        "document_number": "示安协发〔2026〕12号", "issued_on": clock.today(),
        "contact_phone": "010-00000000", **told,
    }  # fmt: skip
    return drafting.change(row, saves=0, fields=fields, typed=TEXT, by=by)


def form(
    notice: Notice, title: str = "联络员名单", *, questions: Any = ROSTER, days: Any = (4,)
) -> ReportForm:
    """Due at noon, so many days from today."""
    row = drafting.add_form(notice, title=title, by=cast.person("bulletin"))
    for told in questions:
        fields = {"required": True, "totalled": True, **told}
        building.add_question(row.questionnaire, fields=fields, by=None)
    for each in days:
        drafting.add_due(row, due_at=noon(each), by=None)
    return row


def noon(days: int) -> datetime:
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.TZ)


def published(**told: Any) -> Notice:
    """With its first form, a roster due in four days."""
    row = draft(**told)
    form(row)
    return publishing.publish(row, by=cast.person("bulletin"))


def due(notice: Notice | None = None) -> Due:
    rows = Due.objects.select_related("form__notice", "form__questionnaire")
    return rows.filter(form__notice=notice or published()).earliest("due_at")


def begun(row: Due, *, member: Member | None = None, by: User | None = None) -> Return:
    member = member or cast.company("antai")
    return returning.begin(row, member=member, by=by or cast.person("antai_admin"))


def signed(
    row: Due, *, member: Member | None = None, by: User | None = None, **values: Any
) -> Return:
    found = begun(row, member=member, by=by)
    pen = returning.ReportPen(found, by or cast.person("antai_admin"))
    values = values or {"q1": "安然", "q2": "13800000000"}
    pen.keep(values=values, saves=found.response.saves)
    pen.sign()
    return found
