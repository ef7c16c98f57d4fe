"""Asking for relief in the portal: a draft, handed in, taken back, answered."""

import pytest
from django.test import Client

from association.base import audit
from members.enums import ReliefState
from members.models import Assessment, ReliefApplication
from tests.conftest import ClientFor
from tests.factories import cast, dues, papers
from tests.factories import relief as ask
from tests.pages import main, words

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


@pytest.mark.parametrize("typed", ["５０％", "50 %", " 50.00%", "50"])
def test_a_part_is_read_as_people_write_it(an: Client, typed: str) -> None:
    assert an.post(PAGE, {"percent": typed, "save": "1"}).status_code == 302
    assert str(ReliefApplication.objects.get().percent) == "50.00"
    assert 'value="50"' in main(an.get(PAGE))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("五成", "应是百分数，请写成 50 或 12.5 的样子，现在是“五成”。"),
        ("33.333", "百分数最多 2 位小数，现在是“33.333”。"),
        ("-5", "减免比例须大于 0、不超过 100。"),
        ("120%", "减免比例须大于 0、不超过 100。"),
    ],
)
def test_what_is_no_part_is_said_in_words_for_percent(
    an: Client, typed: str, sentence: str
) -> None:
    answer = an.post(PAGE, {"percent": typed, "save": "1"})
    assert answer.status_code == 422
    assert f"申请减免比例（%）：{sentence}" in words(answer)


def test_all_that_lacks_is_named_at_once(an: Client) -> None:
    text = words(an.post(PAGE, {"submit": "1"}))
    for sentence in ("请填减免比例或减免金额", "请写明申请理由", "请上传加盖公章的申请函"):
        assert sentence in text
    wrong = words(an.post(PAGE, {"percent": "五成", "submit": "1"}))
    for sentence in ("应是百分数", "请写明申请理由", "请上传加盖公章的申请函"):
        assert sentence in wrong
    assert "请填减免比例或减免金额" not in wrong


def test_a_letter_that_a_refusal_lost_is_asked_for_again_and_one_that_was_kept_is_not(
    an: Client,
) -> None:
    again = "请重新选择申请函"
    lost = an.post(PAGE, {"percent": "五成", "letter": papers.licence("函.pdf"), "submit": "1"})
    assert again in words(lost)
    assert "请上传加盖公章的申请函" not in words(lost)
    kept = an.post(PAGE, {"percent": "50", "letter": papers.licence("函.pdf"), "submit": "1"})
    assert again not in words(kept)
    assert "已上传的申请函： 函.pdf" in words(kept)
    assert "填写的内容已存为草稿" in words(kept)


def test_what_is_kept_unchanged_leaves_no_line_in_the_log(an: Client) -> None:
    typed = {"text": "停工", "percent": "50", "submit": "1"}
    for _ in range(3):
        assert an.post(PAGE, typed).status_code == 422
    assert logged() == ["起草减免申请"]
    an.post(PAGE, {**typed, "percent": "60"})
    assert logged() == ["起草减免申请", "修改减免申请"]


def logged() -> list[str]:
    rows = audit.done_to(ReliefApplication.objects.get())
    return [entry.action for entry in rows.order_by("pk")]
