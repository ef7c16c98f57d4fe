"""A submission from the first line to the desk's answer."""

import pytest
from django.db import IntegrityError, transaction

from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin import body
from bulletin.enums import SubmissionState
from bulletin.models import Submission
from bulletin.submissions import sorting, writing
from tests.factories import bulletin as make
from tests.factories import cast

pytestmark = pytest.mark.django_db
S = SubmissionState


@pytest.fixture
def an(antai):
    return cast.person("antai_admin")


@pytest.fixture
def jian():
    return cast.person("bulletin")


def test_numbers_run_without_a_gap_and_stay_with_their_piece(an):
    first, second = make.handed_in(), make.handed_in()
    assert first.number.endswith("-0001")
    assert second.number.endswith("-0002")
    writing.take_back(first, by=an)
    assert writing.hand_in(first, by=an, rights=True).number.endswith("-0001")


def test_what_lacks_is_said_at_once_and_no_number_is_taken(antai, an):
    row = writing.begin(antai, by=an)
    with pytest.raises(Refused, match="还缺：标题、作者、内容、正文"):
        writing.hand_in(row, by=an, rights=True)
    row.refresh_from_db()
    assert (row.state, row.number) == (S.DRAFT, None)
    assert make.handed_in().number.endswith("-0001")


def test_without_the_rights_nothing_is_handed_in(an):
    with pytest.raises(Refused, match="权利声明"):
        writing.hand_in(make.draft(), by=an, rights=False)


def test_a_typed_text_becomes_blocks(an):
    row = make.draft()
    assert [block["kind"] for block in row.body] == ["heading", "paragraph"]
    assert body.as_typed(body.from_json(row.body)).startswith("一、讲什么")


def test_who_saves_what_was_saved_elsewhere_since_is_told_and_nothing_is_lost(an):
    row = make.draft()
    told = {"by": an, "saves": row.saves, "fields": {"title": "甲"}}
    writing.keep(row, **told)
    with pytest.raises(Refused, match="刚刚保存过"):
        writing.keep(row, **{**told, "fields": {"title": "乙"}})
    row.refresh_from_db()
    assert row.title == "甲"


def test_a_colleague_goes_on_and_a_stranger_finds_no_way_in(an):
    row = make.draft()
    colleague = cast.person("antai_agent")
    writing.keep(row, by=colleague, saves=row.saves, fields={"contact": "电话"})
    for stranger in ("guanghe_admin", "former", "bulletin"):
        with pytest.raises(Refused, match="没有权限"):
            writing.keep(row, by=cast.person(stranger), saves=row.saves, fields={})


def test_what_was_handed_in_isnt_written_in(an):
    row = make.handed_in()
    with pytest.raises(Refused, match="不能再改"):
        writing.keep(row, by=an, saves=row.saves, fields={"title": "乙"})


def test_sent_back_mended_and_accepted(an, jian):
    row = make.handed_in()
    with pytest.raises(Refused, match="须写明理由"):
        sorting.send_back(row, by=jian, reason=" ")
    sorting.send_back(row, by=jian, reason="请补充两组数据")
    with pytest.raises(Refused, match="须保留标题"):
        writing.keep(row, by=an, saves=row.saves, fields={"title": ""})
    writing.keep(row, by=an, saves=row.saves, fields={"title": "班前会十分钟"})
    writing.hand_in(row, by=an, rights=True)
    sorting.accept(row, by=jian)
    assert row.state == S.ACCEPTED
    told = OutboxRow.objects.filter(person=an, channel="portal").order_by("pk")
    assert [each.subject.rpartition("》")[2] for each in told] == ["请修改后再投", "已采用"]
    assert "请补充两组数据" in told[0].body


def test_a_decision_stands(an, jian):
    row = make.handed_in()
    sorting.decline(row, by=jian, reason="与上期重复")
    for step in (writing.take_back, writing.withdraw):
        with pytest.raises(Refused, match="现在是“不用”"):
            step(row, by=an)


def test_authors_and_other_staff_dont_sort(an):
    row = make.handed_in()
    for stranger in (an, cast.person("social")):
        with pytest.raises(Refused, match="没有权限"):
            sorting.accept(row, by=stranger)


def test_withdrawn_is_over(an):
    row = writing.withdraw(make.draft(), by=an)
    with pytest.raises(Refused, match="不能投稿|不能再改"):
        writing.hand_in(row, by=an, rights=True)


def test_a_call_that_is_over_takes_nothing(antai, an):
    over = make.call(closes_on="2020-01-02")
    over.refresh_from_db()
    with pytest.raises(Refused, match="现在不收稿"):
        writing.begin(antai, by=an, call=over)


def test_what_came_by_mail_is_taken_in_as_it_says_and_known_as_a_members(antai, jian):
    row = make.mailed(by=jian, unit=antai.name)
    assert (row.state, row.title, row.authors) == (S.SUBMITTED, "十分钟班前会", "安然")
    assert row.member == antai
    assert row.number


def test_what_came_by_mail_is_signed_before_it_is_accepted(jian):
    row = make.mailed()
    Submission.objects.filter(pk=row.pk).update(unit="")
    with pytest.raises(Refused, match="采用前须写明署名单位"):
        sorting.accept(row, by=jian)
    sorting.sign(row, unit="北京云栖岭机械有限公司", authors="安然", source="", by=jian)
    assert sorting.accept(row, by=jian).state == S.ACCEPTED


def test_nobody_but_the_desk_enters_mail(an):
    with pytest.raises(Refused, match="没有权限分拣"):
        make.mailed(by=an)


def test_the_database_keeps_out_what_isnt_signed(an):
    row = make.handed_in()
    with (
        pytest.raises(IntegrityError, match="submission_signed_once_handed_in"),
        transaction.atomic(),
    ):
        Submission.objects.filter(pk=row.pk).update(authors="")
    with pytest.raises(IntegrityError, match="rights_declared"), transaction.atomic():
        Submission.objects.filter(pk=row.pk).update(rights_declared_at=None)
