"""Asking for relief in the portal: a draft, handed in, taken back, answered."""

import pytest
from django.test import Client

from members.enums import ReliefState
from members.models import Assessment, ReliefApplication
from tests.conftest import ClientFor
from tests.factories import cast, dues, papers
from tests.factories import relief as ask

pytestmark = pytest.mark.django_db

PAGE = "/portal/dues/2020/relief/"


@pytest.fixture
def year() -> Assessment:
    return dues.assessed(cast.company("antai"))


@pytest.fixture
def an(client_for: ClientFor, year: Assessment) -> Client:
    return client_for("antai_admin")


def test_the_dues_page_leads_to_a_draft_that_is_kept(an: Client) -> None:
    assert PAGE in an.get("/portal/dues/").text
    answer = an.post(PAGE, {"text": "停工三个月", "save": "1"})
    row = ReliefApplication.objects.get()
    assert answer.headers["Location"] == f"/portal/relief/{row.pk}/"
    assert (row.state, row.text) == (ReliefState.DRAFT, "停工三个月")
    assert "停工三个月" in an.get(PAGE).text
    assert "还没有提交" in an.get(f"/portal/relief/{row.pk}/").text


def test_what_lacks_is_said_at_its_field_and_the_draft_is_kept(an: Client) -> None:
    answer = an.post(PAGE, {"text": "停工", "percent": "50", "submit": "1"})
    assert answer.status_code == 422
    assert "请上传加盖公章的申请函" in answer.text
    assert ReliefApplication.objects.get().text == "停工"


def test_handed_in_it_can_be_followed_and_taken_back(an: Client) -> None:
    answer = an.post(
        PAGE,
        {"text": "停工", "amount": "1,000", "letter": papers.licence("函.pdf"), "submit": "1"},
    )
    row = ReliefApplication.objects.get()
    assert (row.state, str(row.asked)) == (ReliefState.SUBMITTED, "1000.00")
    page = answer.headers["Location"]
    assert "等社会工作部受理" in an.get(page).text
    assert an.get(PAGE).headers["Location"] == page, "what was handed in isn't written again"
    an.post(f"{page}withdraw/")
    row.refresh_from_db()
    assert row.state == ReliefState.WITHDRAWN
    assert PAGE in an.get(page).text


def test_a_number_that_can_t_be_keeps_what_was_typed(an: Client) -> None:
    answer = an.post(PAGE, {"text": "停工", "percent": "50", "amount": "10", "save": "1"})
    assert answer.status_code == 422
    assert "只填一项" in answer.text
    assert "停工" in answer.text
    assert not ReliefApplication.objects.exists()


def test_another_member_s_application_isn_t_there(client_for: ClientFor, year: Assessment) -> None:
    row = ask.submitted(year, by=cast.person("antai_admin"))
    stranger = client_for("guanghe_admin")
    for path in ("", "letter/", "reply/"):
        assert stranger.get(f"/portal/relief/{row.pk}/{path}").status_code == 404
    assert stranger.get(PAGE).status_code == 404
