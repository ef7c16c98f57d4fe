"""What members hand in by a day, and who is reminded of it."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from association.questionnaires.writing import Elsewhere, Wrong
from bulletin.models import NoticeReminder, Return
from bulletin.notices import publishing, reminding, returning, standing
from bulletin.notices.returning import ReportPen
from tests.factories import cast, texts
from tests.factories import notices as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(antai, hengyuan, guanghe):
    for role in ("antai_admin", "hengyuan_admin"):
        cast.person(role)
    with clock.at("2026-06-01"):
        yield make.due()


def names(rows):
    return {row.name for row in rows}


def test_one_answer_a_member_whoever_of_its_users_begins(due, antai):
    admin, agent = cast.person("antai_admin"), cast.person("antai_agent")
    first = make.begun(due, by=admin)
    assert make.begun(due, by=agent) == first
    ReportPen(first, admin).keep(values={"q1": "安然"}, saves=0)
    with pytest.raises(Elsewhere):
        ReportPen(first, agent).keep(values={"q1": "别人"}, saves=0)
    ReportPen(first, agent).keep(values={"q1": "安然", "q2": "13800000000"}, saves=1)
    ReportPen(first, agent).sign()
    assert not Return.objects.get().response.is_draft


def test_a_stranger_neither_begins_nor_writes(due, antai):
    stranger = cast.person("guanghe_admin")
    with pytest.raises(Refused, match="不是这家会员单位的用户"):
        returning.begin(due, member=antai, by=stranger)
    row = make.begun(due)
    pen = ReportPen(row, stranger)
    for stroke in (
        lambda: pen.keep(values={}, saves=0),
        pen.sign,
        lambda: returning.reopen(row, by=stranger),
        lambda: pen.attach(due.form.questionnaire.questions.first(), upload=texts.upload()),
    ):
        with pytest.raises(Refused, match="不是这家会员单位的用户"):
            stroke()


def test_the_desk_hands_in_for_a_member(due, antai):
    jian = cast.person("bulletin")
    row = make.signed(due, by=jian)
    assert row.response.signed_by == jian


def test_who_is_not_asked_cannot_answer(due, antai):
    antai.state = "suspended"
    antai.save()
    with pytest.raises(Refused, match="没有发给"):
        make.begun(due)


def test_what_is_late_is_taken_and_marked_and_opened_again_it_keeps_its_day(due):
    row = make.signed(due)
    assert not row.late
    with clock.at(make.noon(6)):
        late = make.signed(due, member=cast.company("hengyuan"), by=cast.person("hengyuan_admin"))
        assert late.late
        returning.reopen(row, by=cast.person("antai_admin"))
        pen = ReportPen(row, cast.person("antai_admin"))
        pen.keep(values={"q1": "安宁", "q2": "13800000000"}, saves=row.response.saves)
        pen.sign()
    row.refresh_from_db()
    assert not row.late
    (counted,) = standing.counted(due.form.notice)
    assert (counted.signed, counted.late) == (2, 1)
    assert counted.open == counted.asked - 2


def test_withdrawn_nobody_writes_any_more(due):
    row = make.begun(due)
    publishing.withdraw(due.form.notice, reason="另发", by=cast.person("bulletin"))
    with pytest.raises(Refused, match="不再报送"):
        ReportPen(row, cast.person("antai_admin")).keep(values={}, saves=0)


def test_incomplete_it_is_not_signed(due):
    row = make.begun(due)
    with pytest.raises(Wrong, match="“联络员姓名”还没有填写"):
        ReportPen(row, cast.person("antai_admin")).sign()
    row.refresh_from_db()
    assert row.handed_in_at is None


def test_the_board_knows_who_is_missing_and_what_it_comes_to(antai, hengyuan):
    notice = make.draft()
    make.form(notice, "指标进展", questions=make.FIGURES, days=(5,))
    publishing.publish(notice, by=cast.person("bulletin"))
    due = make.due(notice)
    make.signed(due, q1="3", q2="1,200")
    make.signed(due, member=hengyuan, by=cast.person("hengyuan_admin"), q1="2", q2="30")
    begun = make.begun(due, member=cast.company("guanghe"), by=cast.person("guanghe_admin"))
    ReportPen(begun, cast.person("guanghe_admin")).keep(values={"q1": "9"}, saves=0)
    assert cast.company("guanghe") in standing.missing(due)
    assert antai not in standing.missing(due)
    times, people = standing.reckoned(due)
    assert (times.sums[0].total, people.sums[0].total) == (5, 1230)
    book = load_workbook(io.BytesIO(standing.workbook(due)))["汇总"]
    rows = {row[1]: row for row in book.iter_rows(min_row=3, values_only=True)}
    assert rows[antai.name][2] == "已报送"
    assert rows[antai.name][5:] == (3, 1200)
    assert rows[cast.company("guanghe").name][2:] == ("未报", None, None, None, None)


def test_a_member_sees_what_it_still_owes(due, antai, hengyuan):
    assert list(standing.still_open(antai)) == [due]
    make.signed(due)
    assert not standing.still_open(antai).exists()
    (owed,) = standing.owed(antai, [due.form.notice])
    assert owed.signed
    assert not owed.open


def subjects(**told):
    rows = OutboxRow.objects.filter(
        rule__startswith="bulletin.notice_due", channel="portal", **told
    )
    return [row.subject for row in rows.order_by("pk")]


def test_reminders_speak_two_days_before_on_the_day_and_after_it_once_each(due):
    user = cast.person("hengyuan_admin")
    make.signed(due)
    for day, said in (
        ("2026-06-02", []),
        ("2026-06-03", ["还剩 2 天"]),
        ("2026-06-04", ["还剩 2 天"]),
        ("2026-06-05", ["还剩 2 天", "今天截止"]),
        ("2026-06-06", ["还剩 2 天", "今天截止", "已过期限"]),
        ("2026-06-07", ["还剩 2 天", "今天截止", "已过期限"]),
    ):
        with clock.at(day):
            reminding.remind()
            assert reminding.remind() == 0
        assert [each.rpartition("，")[2] for each in subjects(person=user)] == said
    assert subjects(person=cast.person("antai_admin")) == []


def test_days_without_a_scheduler_are_made_up_for_by_the_step_that_is_due(due):
    with clock.at("2026-06-08"):
        reminding.remind()
    assert {each.rpartition("，")[2] for each in subjects()} == {"已过期限"}
    assert [row.step for row in NoticeReminder.objects.all()] == ["overdue"]


def test_nobody_is_reminded_at_night_or_of_what_was_over_when_it_went_out(due):
    with clock.at("2026-06-03T23:00"):
        assert reminding.remind() == 0
    with clock.at("2026-06-03"):
        notice = make.draft()
        make.form(notice, days=(-1,))
        publishing.publish(notice, by=cast.person("bulletin"))
        reminding.remind()
    assert not NoticeReminder.objects.filter(due__form__notice=notice).exists()


def test_a_moved_day_is_reminded_of_anew(due):
    with clock.at("2026-06-03"):
        reminding.remind()
        publishing.move_due(
            due, due_at=due.due_at + timedelta(days=5), reason="放假", by=cast.person("bulletin")
        )
    with clock.at("2026-06-09"):
        reminding.remind()
    assert NoticeReminder.objects.filter(step="before").count() == 2


def test_the_desk_reminds_once_a_day_who_has_not_answered(due):
    jian = cast.person("bulletin")
    make.signed(due)
    count = reminding.remind_now(due, by=jian)
    assert count == standing.missing(due).count()
    with pytest.raises(Refused, match="今天已经提醒过一次"):
        reminding.remind_now(due, by=jian)
    with pytest.raises(Refused, match="没有权限"):
        reminding.remind_now(due, by=cast.person("social"))
