"""名单 of a team: who misses what, links, one person more, a roster."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from association.base import sheets
from tests.conftest import ClientFor
from tests.factories import cast, people
from tests.factories import training as make
from tests.pages import words
from training.enrolment import sheet, uploads
from training.models import Enrolment, RosterUpload, TrainingClass

pytestmark = pytest.mark.django_db
HEADERS = [names[0] for names in sheet.HEADERS.values()]


@pytest.fixture
def contact(client_for: ClientFor) -> Client:
    return client_for("team_contact")


@pytest.fixture
def of(db: None) -> TrainingClass:
    return make.training_class()


def at(name: str, *args: Any) -> str:
    return reverse(f"training:{name}", args=[cast.team("chenling").pk, *args])


def seats(of: TrainingClass, count: int) -> None:
    for _ in range(count):
        make.reservation(of, cast.team("chenling"))


def person(**fields: str) -> list[str]:
    told = {
        "name": "陶然", "id_type": "", "id_number": people.resident_number("19940405"),
        "mobile": people.mobile(), "email": "", **fields,
    }  # fmt: skip
    return [told[key] for key in sheet.HEADERS]


def book(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("花名册.xlsx", sheets.write(HEADERS, rows, text_columns=HEADERS))


def test_the_list_says_who_misses_what_and_masks_numbers(
    contact: Client, of: TrainingClass
) -> None:
    row = make.enrolment(of, cast.team("chenling"), make.trainee("顾北辰"))
    answer = contact.get(at("team_people"))
    assert "还没有交照片" in words(answer)
    assert row.trainee.mobile not in answer.content.decode()
    assert row.trainee.id_number not in answer.content.decode()


def test_it_costs_no_query_per_person(contact: Client, of: TrainingClass) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            contact.get(at("team_people"))
        return len(caught)

    make.enrolment(of, cast.team("chenling"))
    asked()
    few = asked()
    for _ in range(4):
        make.enrolment(of, cast.team("chenling"))
    assert asked() == few


def test_a_link_is_shown_once(contact: Client, of: TrainingClass) -> None:
    row = make.enrolment(of, cast.team("chenling"))
    page = contact.post(at("team_person_link", row.pk), follow=True)
    assert "/training/me/" in page.content.decode()
    assert "/training/me/" not in contact.get(at("team_people")).content.decode()


def test_one_person_is_added_on_a_seat_of_the_team(contact: Client, of: TrainingClass) -> None:
    seats(of, 1)
    told = dict(zip(sheet.HEADERS, person(id_type="resident", name="王䶮"), strict=True))
    wrong = contact.post(at("team_person_add", of.pk), {**told, "id_number": "110105"})
    assert wrong.status_code == 422
    assert "应为 18 位" in words(wrong)
    assert "王䶮" in wrong.content.decode()
    assert contact.post(at("team_person_add", of.pk), told).status_code == 302
    assert Enrolment.objects.get().trainee.name == "王䶮"


def test_a_class_without_seats_of_the_team_is_not_found(contact: Client, of: TrainingClass) -> None:
    assert contact.get(at("team_person_add", of.pk)).status_code == 404


class TestRosters:
    def test_it_is_looked_through_first_and_entered_by_a_click(
        self, contact: Client, of: TrainingClass
    ) -> None:
        seats(of, 3)
        good = [
            person(name="陶然"),
            person(name="李𠅤", id_number=people.resident_number("19950506")),
        ]
        contact.post(at("team_roster", of.pk), {"file": book(*good, person(name="张3"))})
        row = RosterUpload.objects.get()
        assert not Enrolment.objects.exists()
        page = words(contact.get(at("team_roster_upload", row.pk)))
        assert "录入这 2 人" in page
        assert "里的“3”不能用" in page
        contact.post(at("team_roster_upload", row.pk))
        assert {each.trainee.name for each in Enrolment.objects.all()} == {"陶然", "李𠅤"}
        again = contact.post(at("team_roster_upload", row.pk), follow=True)
        assert "已经录入过" in words(again)

    def test_every_kind_of_wrong_row_has_its_code(self, of: TrainingClass) -> None:
        seats(of, 2)
        inside = make.enrolment(of, cast.team("chenling"), make.trainee("顾北辰"))
        twice = person()
        rows = [
            twice,
            [*twice],
            person(name="顾北辰", id_number=str(inside.trainee.id_number)),
            person(name="别人", id_number=str(make.trainee("邵明川").id_number)),
            person(id_type="军官证", id_number=people.resident_number("19960101")),
            person(id_number="11010519491231002"),
            person(mobile="123"),
            person(email="nobody"),
            person(name="宋清和", id_number=people.resident_number("19960102")),
            person(name="梁思齐", id_number=people.resident_number("19960103")),
        ]
        made = uploads.hand_in(
            of, cast.team("chenling"), book(*rows), by=cast.person("team_contact")
        )
        codes = {each["row"]: each["code"] for each in made.report["errors"]}
        assert codes == {
            3: "twice", 4: "id_number", 5: "name", 6: "id_type", 7: "id_number", 8: "mobile",
            9: "email", 11: "seat",
        }  # fmt: skip
        assert [each["row"] for each in made.report["people"]] == [2, 10]
        assert str(inside.trainee.id_number) not in str(made.report)

    def test_the_file_comes_back_with_a_column_of_what_is_wrong(
        self, contact: Client, of: TrainingClass
    ) -> None:
        seats(of, 2)
        contact.post(at("team_roster", of.pk), {"file": book(person(), person(name="张3"))})
        answer = contact.get(at("team_roster_notes", RosterUpload.objects.get().pk))
        page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
        assert page is not None
        assert page.cell(1, 6).value == "错误说明"
        assert "姓名：姓名里的“3”不能用" in str(page.cell(3, 6).value)
        assert page.cell(2, 6).value is None

    def test_what_is_no_roster_is_refused_at_the_field(
        self, contact: Client, of: TrainingClass
    ) -> None:
        seats(of, 1)
        stray = SimpleUploadedFile("名单.xlsx", sheets.write(["甲", "乙"], [["1", "2"]]))
        answer = contact.post(at("team_roster", of.pk), {"file": stray})
        assert answer.status_code == 422
        assert not RosterUpload.objects.exists()

    def test_the_template_reads_back_as_an_empty_roster(
        self, contact: Client, of: TrainingClass
    ) -> None:
        seats(of, 1)
        answer = contact.get(at("team_roster_template"))
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        empty = SimpleUploadedFile("花名册.xlsx", content)
        assert "表头下面没有数据" in words(contact.post(at("team_roster", of.pk), {"file": empty}))

    def test_another_teams_roster_is_not_found(
        self, client_for: ClientFor, of: TrainingClass
    ) -> None:
        seats(of, 1)
        made = uploads.hand_in(
            of, cast.team("chenling"), book(person()), by=cast.person("training")
        )
        other = reverse("training:team_roster_upload", args=[cast.team("yunlu").pk, made.pk])
        assert client_for("other_contact").get(other).status_code == 404


@pytest.mark.parametrize("role", ["team_contact", "training"])
def test_how_many_rows_a_roster_may_have_is_said_before_and_after(
    client_for: ClientFor, of: TrainingClass, role: str
) -> None:
    seats(of, 1)
    page, sent = at("team_roster", of.pk), {}
    if role == "training":
        page = reverse("admin:training_roster", args=[of.pk])
        sent = {"team": cast.team("chenling").pk}
    browser = client_for(role)
    assert "最多 500 行" in words(browser.get(page))
    row = person()
    answer = browser.post(page, {**sent, "file": book(*[row] * 501)})
    assert answer.status_code == 422
    assert "超过 500 行，请分成几个文件上传" in words(answer)
    assert not RosterUpload.objects.exists()
