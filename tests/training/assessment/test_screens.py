"""What people see of an assessment, and what they must not see."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from association.base import sheets
from tests.conftest import ClientFor, signed_in
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from training.assessment import marks, publishing
from training.enums import ExamPart, Level
from training.models import Place, Sitting

pytestmark = pytest.mark.django_db
HEADERS = ("准考证号", "成绩", "情况记录")


def two() -> tuple[Sitting, list[Place]]:
    of = exam.examined_class()
    exam.ready(of, cast.team("chenling"), 2)
    row = exam.seated(of)
    return row, list(row.places.all())


def address(name: str, pk: int) -> str:
    return reverse(f"admin:training_{name}", args=[pk])


def test_the_second_grid_shows_nothing_of_the_first_nor_does_any_other_page_or_file() -> None:
    row, (place, _) = two()
    client = signed_in("training")
    client.post(address("sitting_entry", row.pk), {f"m-{place.pk}": "87.25"})
    assert "87.25" in client.get(address("sitting_entry", row.pk)).content.decode()
    other = signed_in("finance")
    other.force_login(exam.second())
    for name, pk in (
        ("sitting_entry", row.pk),
        ("sitting", row.pk),
        ("class_assessment", row.training_class_id),
    ):
        assert "87.25" not in other.get(address(name, pk)).content.decode()
    book = load_workbook(BytesIO(other.get(address("sitting_sheet", row.pk)).getvalue()))
    assert "87.25" not in str([list(line) for line in book.active.values])


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(client_for: ClientFor) -> None:
    row, (one, other) = two()
    sent = {f"m-{one.pk}": "88", f"m-{other.pk}": "101"}
    page = client_for("training").post(address("sitting_entry", row.pk), sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert f"{other}：101 超过满分 100" in text
    assert 'value="88"' in text
    assert 'value="101"' in text
    assert not one.entries.exists()


def test_a_grid_sent_empty_says_so_and_enters_nothing(client_for: ClientFor) -> None:
    row, (one, other) = two()
    sent = {f"m-{one.pk}": "", f"m-{other.pk}": " "}
    page = client_for("training").post(address("sitting_entry", row.pk), sent)
    assert page.status_code == 422
    assert "还没有填成绩" in page.content.decode()
    assert not _entries(row)


def test_what_no_mark_can_be_is_marked_in_the_panels_grid(client_for: ClientFor) -> None:
    of = exam.examined_class(Level.ONE, None)
    exam.ready(of, make.team())
    row = exam.seated(of, ExamPart.REVIEW, minutes=30)
    exam.seat_panel(row)
    place, member = row.places.get(), row.panel.first()
    assert member
    key = f"m-{place.pk}-{member.pk}"
    page = client_for("training").post(address("panel", row.pk), {key: "优"})
    assert page.status_code == 422
    shown = page.content.decode()
    assert re.search(rf'name="{key}" value="优"[^>]* aria-invalid="true"', shown)
    assert shown.count('aria-invalid="true"') == 1


def test_the_grid_goes_from_first_entry_to_the_lock(client_for: ClientFor) -> None:
    row, places = two()
    sent = {f"m-{place.pk}": "75.5" for place in places}
    client = client_for("training")
    client.post(address("sitting_entry", row.pk), sent)
    client.force_login(exam.second())
    client.post(address("sitting_entry", row.pk), {**sent, f"m-{places[1].pk}": "57.5"})
    assert "两遍不一致" in client.get(address("sitting", row.pk)).content.decode()
    client.force_login(exam.third())
    settle = address("place_settle", places[1].pk)
    shown = client.get(settle).content.decode()
    assert "第一遍 75.50" in shown
    assert "第二遍 57.50" in shown
    client.post(settle, {"mark": "75.5", "reason": "试卷为 75.5"})
    client.post(address("sitting_lock", row.pk))
    row.refresh_from_db()
    assert row.locked_by == exam.third()


def upload(row: Sitting, *lines: tuple[str, str | None, str | None]) -> str:
    data = BytesIO(sheets.write(HEADERS, lines))
    data.name = "marks.xlsx"
    client = signed_in("training")
    page = client.post(address("sitting_upload", row.pk), {"file": data})
    return page.content.decode() if page.status_code == 422 else str(page.status_code)


def test_a_file_in_another_order_finds_its_people() -> None:
    row, (one, other) = two()
    assert upload(row, (other.number, "61", None), (one.number, "缺考", None)) == "302"
    told = {entry.place_id: (entry.outcome, str(entry.mark)) for entry in _entries(row)}
    assert told == {other.pk: ("marked", "61.00"), one.pk: ("absent", "None")}


def test_every_wrong_row_of_a_file_is_named_and_none_is_written() -> None:
    row, (one, other) = two()
    text = upload(
        row,
        (one.number, "61", None),
        (one.number, "62", None),
        ("2020999999", "63", None),
        (other.number, "九十", None),
    )
    assert f"第 3 行：准考证号 {one.number} 与第 2 行重复" in text
    assert "第 4 行：准考证号 2020999999 不在这一场" in text
    assert f"第 5 行：{other.number} “九十”不是成绩" in text
    assert not _entries(row)


def test_too_few_rows_are_named() -> None:
    row, (one, other) = two()
    assert f"文件里少了 1 人：{other}" in upload(row, (one.number, "61", None))
    assert "没有成绩；没来的填“缺考”" in upload(
        row, (one.number, None, None), (other.number, "1", None)
    )


def _entries(row: Sitting) -> list[marks.MarkEntry]:
    return list(marks.MarkEntry.objects.filter(place__sitting=row))


def test_no_candidate_stands_on_the_panels_page_before_everybody_has_declared(
    client_for: ClientFor,
) -> None:
    of = exam.examined_class(Level.ONE, None)
    (person,) = exam.ready(of, make.team())
    row = exam.seated(of, ExamPart.REVIEW, minutes=30)
    client = client_for("training")
    exam.seat_panel(row, declared=False)
    assert person.trainee.name not in client.get(address("panel", row.pk)).content.decode()
    for member in row.panel.all():
        client.post(address("panel_declare", member.pk), {"interests": ""})
    assert person.trainee.name in client.get(address("panel", row.pk)).content.decode()
    place = row.places.get()
    sent = {f"m-{place.pk}-{each.pk}": "80" for each in row.panel.all()}
    assert client.post(address("panel", row.pk), sent).status_code == 302
    assert place.panel_marks.count() == 5


def published() -> Place:
    of = exam.examined_class()
    (person,) = exam.ready(of, cast.team("chenling"))
    exam.both_parts(of, {person: ("59.99", "60")})
    publishing.publish(of, by=cast.person("training"))
    return Place.objects.filter(enrolment=person)[0]


def test_the_team_and_its_company_read_the_result_and_nobody_else_does() -> None:
    place = published()
    name = place.enrolment.trainee.name
    own = reverse("training:team_results", args=[place.enrolment.team_id])
    assert "59.99（未过）" in signed_in("team_contact").get(own).content.decode()
    company = reverse("training:company_people")
    assert name in signed_in("antai_admin").get(company).content.decode()
    assert name not in signed_in("hengyuan_admin").get(company).content.decode()


def test_pages_cost_as_many_queries_for_many_people_as_for_few() -> None:
    of = exam.examined_class()
    exam.ready(of, cast.team("chenling"), 2)
    row = exam.seated(of)
    pages = [
        ("training", address("class_assessment", of.pk)),
        ("training", address("sitting", row.pk)),
        ("training", address("sitting_entry", row.pk)),
        ("team_contact", reverse("training:team_results", args=[cast.team("chenling").pk])),
        ("antai_admin", reverse("training:company_people")),
    ]
    few = [_cost(*each) for each in pages]
    exam.ready(of, cast.team("chenling"), 3)
    exam.seated(of, ExamPart.SKILL)
    assert [_cost(*each) for each in pages] == few


def _cost(role: str, url: str) -> int:
    client = signed_in(role)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
