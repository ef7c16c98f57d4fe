"""The queue, each person's steps, and the record beside the dues."""

import pytest

from members.desk.queues import queues
from members.enums import ReliefState
from members.models import Assessment, ReliefApplication
from tests.conftest import ClientFor
from tests.factories import cast, dues
from tests.factories import governance as council
from tests.factories import relief as ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Assessment:
    cast.person("hengyuan_admin")
    return dues.assessed(cast.company("hengyuan"), amount="30000.00")


def waiting(role: str) -> dict[str, int]:
    return {row.word: row.count for row in queues(cast.person(role)) if "减免申请" in row.word}


def page(row: ReliefApplication, step: str = "") -> str:
    return f"/admin/members/relief/{row.pk}/{step}"


def test_each_person_reads_what_waits_for_them(year: Assessment) -> None:
    heng = cast.person("hengyuan_admin")
    row = ask.submitted(year, by=heng)
    assert waiting("social") == {
        "减免申请待受理": 1,
        "减免申请待列入议程": 0,
        "减免申请待秘书处意见": 0,
    }
    ReliefApplication.objects.update(state=ReliefState.ACCEPTED)
    assert waiting("finance") == {"减免申请待财务意见": 1, "减免申请待办结": 0}
    assert waiting("head") == {"减免申请待办结": 0}
    assert waiting("general") == {}
    assert row.submissions == 1


def test_from_the_queue_to_the_letter(client_for: ClientFor, year: Assessment) -> None:
    row = ask.submitted(year, by=cast.person("hengyuan_admin"))
    lin, he = client_for("social"), client_for("finance")
    assert "待受理" in lin.get("/admin/members/relief/").text
    assert lin.post(page(row, "accept/")).headers["Location"] == page(row)
    said = {"recommends": "9,000", "text": "情况属实，建议减三成。"}
    lin.post(page(row, "opinion/"), {**said, "side": "secretariat"})
    assert "不能出具意见" not in he.get(page(row)).text
    he.post(page(row, "opinion/"), {**said, "side": "finance"})
    meeting = council.attended(council.term(seats=45), 31)
    form = lin.get(page(row, "agenda/")).text
    assert "9,000.00" in form, "the lowest recommendation is proposed"
    lin.post(page(row, "agenda/"), {"meeting": meeting.pk, "amount": "9,000"})
    row.refresh_from_db()
    ask.voted(row, 21, 10)
    text = he.get(page(row)).text
    assert "3 × 21 = 63 ≥ 2 × 31 = 62，通过" in text
    assert "按决议入账并复函" in text
    he.post(page(row, "settle/"))
    row.refresh_from_db()
    assert row.state == ReliefState.PART_APPROVED
    text = he.get(page(row)).text
    assert "9,000.00" in text
    assert "21,000.00" in text
    assert row.reply.number in text
    letter = he.get(page(row, "reply/"))
    assert letter.headers["Content-Type"] == "application/pdf"
    letter.close()


def test_what_is_sent_back_says_why_and_nothing_typed_is_lost(
    client_for: ClientFor, year: Assessment
) -> None:
    row = ask.submitted(year, by=cast.person("hengyuan_admin"))
    lin = client_for("social")
    assert lin.post(page(row, "return/"), {"reason": ""}).status_code == 422
    lin.post(page(row, "return/"), {"reason": "请补盖公章"})
    assert "请补盖公章" in lin.get(page(row)).text
    assert "请补盖公章" in client_for("hengyuan_admin").get(f"/portal/relief/{row.pk}/").text


def test_an_amount_beyond_what_was_asked_comes_back_with_a_sentence(
    client_for: ClientFor, year: Assessment
) -> None:
    row = ask.advised(year, by=cast.person("hengyuan_admin"))
    meeting = council.attended(council.term(seats=45), 31)
    answer = client_for("social").post(
        page(row, "agenda/"), {"meeting": meeting.pk, "amount": "15,000.01"}
    )
    assert answer.status_code == 422
    assert "不超过 15,000.00 元" in answer.text
    assert "15,000.01" in answer.text


def test_a_draft_is_nobody_s_business(client_for: ClientFor, year: Assessment) -> None:
    row = ask.drafted(year, by=cast.person("hengyuan_admin"))
    assert client_for("social").get(page(row)).status_code == 404
