"""What comes back from the issuing body, in the ways in which it comes back wrong."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from association.base import clock
from association.base.errors import Refused
from association.base.models import StoredFile
from tests.factories import batches as make
from tests.factories import training
from tests.factories.batches import ISSUED, NAME, OUTCOME, REASON, TEXT, Rows
from training.batches import answering, composing, recording, registered
from training.enums import EnrolmentState
from training.models import Enrolment, NationalNumber, SettlementLine, SubBatch

pytestmark = pytest.mark.django_db
State = SubBatch.State


@pytest.fixture
def batch() -> SubBatch:
    """Three people, sent."""
    of, team = make.past_class(), training.team()
    named = ("陶然", "顾北辰", "宋清和")
    people = [
        make.passed(of, team, person=training.trainee(name, born=f"1991010{at}"))[0]
        for at, name in enumerate(named, start=1)
    ]
    return make.submitted(people)


def states(batch: SubBatch) -> list[str]:
    return list(
        Enrolment.objects.filter(batch_lines__sub_batch=batch)
        .order_by("pk")
        .values_list("state", flat=True)
    )


def problems(batch: SubBatch, change: Callable[[Rows], Rows | None]) -> list[str]:
    return [each.text for each in answering.read(make.answer(batch, change)).problems]


def test_a_whole_answer_gives_everybody_their_number_and_closes_the_sub_batch(
    batch: SubBatch,
) -> None:
    answer = make.answer(batch)
    assert answering.read(answer).whole
    assert not NationalNumber.objects.exists()
    assert answering.confirm(answer, by=make.staff()) == 3
    batch.refresh_from_db()
    assert batch.state == State.CLOSED
    assert states(batch) == [EnrolmentState.NUMBERED] * 3
    with pytest.raises(Refused, match="已经登记过"):
        answering.confirm(answer, by=make.staff())


def test_rows_in_another_order_find_their_people(batch: SubBatch) -> None:
    numbers: dict[str, str] = {}

    def reversed_rows(rows: Rows) -> Rows:
        numbers.update({row[NAME]: row[TEXT] for row in rows})
        return rows[::-1]

    answering.confirm(make.answer(batch, reversed_rows), by=make.staff())
    recorded = {row.enrolment.trainee.name: row.text for row in NationalNumber.objects.all()}
    assert recorded == numbers


def test_a_row_that_lost_its_token_is_told_by_number_and_name(batch: SubBatch) -> None:
    def forget(rows: Rows) -> None:
        rows[1][0] = None

    assert answering.read(make.answer(batch, forget)).whole


def test_too_few_rows_are_named_and_wait_only_if_somebody_says_so(batch: SubBatch) -> None:
    answer = make.answer(batch, lambda rows: rows[:2])
    assert [str(line.enrolment.trainee) for line in answering.read(answer).pending] == ["宋清和"]
    with pytest.raises(Refused, match="宋清和 1 人还没有答复.+其余的人继续等待"):
        answering.confirm(answer, by=make.staff())
    assert answering.confirm(answer, by=make.staff(), partial=True) == 2
    batch.refresh_from_db()
    assert batch.state == State.ANSWERED
    assert states(batch) == [
        EnrolmentState.NUMBERED, EnrolmentState.NUMBERED, EnrolmentState.SUBMITTED,
    ]  # fmt: skip


def test_a_second_file_with_old_and_new_answers_adds_the_new(batch: SubBatch) -> None:
    kept: Rows = []

    def first_two(rows: Rows) -> Rows:
        kept.extend(list(row) for row in rows)
        return rows[:2]

    answering.confirm(make.answer(batch, first_two), by=make.staff(), partial=True)
    batch.refresh_from_db()
    again = make.answer(batch, lambda rows: kept)
    findings = answering.read(again)
    assert (len(findings.told), findings.known, findings.whole) == (1, 2, True)
    assert answering.confirm(again, by=make.staff()) == 1
    batch.refresh_from_db()
    assert batch.state == State.CLOSED


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("姓名", "陶冉", "陶然的身份信息被改动：姓名应为“陶然”，文件里是“陶冉”"),
        ("证件号码", "11990019910101999X", "证件号码应为“1199.+”，文件里是“1199"),
        ("级别", "三级/高级工", "级别应为“四级/中级工”"),
        ("批次编号", "SH-1999-001", "批次编号应为"),
    ],
)
def test_an_edited_identity_is_refused_row_by_row(
    batch: SubBatch, column: str, value: str, said: str
) -> None:
    at = make.manifest.HEADERS.index(column)

    def edit(rows: Rows) -> None:
        rows[0][at] = value

    answer = make.answer(batch, edit)
    findings = answering.read(answer)
    (problem,) = findings.problems
    assert problem.row == 3
    assert re.search(said, problem.text), problem.text
    assert len(findings.told) == 2


def test_names_shifted_by_one_row_are_refused_for_all(batch: SubBatch) -> None:
    def shift(rows: Rows) -> None:
        names = [row[NAME] for row in rows]
        for row, name in zip(rows, names[1:] + names[:1], strict=True):
            row[NAME] = name

    findings = answering.read(make.answer(batch, shift))
    assert len(findings.problems) == 3
    assert not findings.told


def _put(row: int, column: int, value: object) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[row][column] = value

    return change


def test_a_number_of_another_level_is_refused(batch: SubBatch) -> None:
    said = problems(batch, _put(0, TEXT, make.number(level=3)))
    assert said == ["陶然：证书编号第 11 位的级别是 3，此人申报的是 4 级。"]


def test_a_number_of_another_year_is_refused(batch: SubBatch) -> None:
    said = problems(batch, _put(0, TEXT, make.number(clock.today().year - 3)))
    assert len(said) == 1
    assert f"年份是 {clock.today().year - 3}，应为" in said[0]


def test_a_number_that_is_too_short_or_has_a_letter_is_refused(batch: SubBatch) -> None:
    assert "15 位，应为" in problems(batch, _put(0, TEXT, make.number()[:-1]))[0]
    assert (
        "第 16 位（流水号）应为数字" in problems(batch, _put(0, TEXT, make.number()[:-1] + "O"))[0]
    )


def test_a_number_in_a_numeric_cell_is_refused_because_its_end_is_lost(batch: SubBatch) -> None:
    said = problems(batch, _put(0, TEXT, int(make.number())))
    assert "只保留 15 位" in said[0]


def test_a_number_twice_in_a_file_is_nobodys(batch: SubBatch) -> None:
    def double(rows: Rows) -> None:
        rows[1][TEXT] = rows[0][TEXT]

    findings = answering.read(make.answer(batch, double))
    assert ["出现了 2 次" in each.text for each in findings.problems] == [True, True]
    assert [str(told.line.enrolment.trainee) for told in findings.told] == ["宋清和"]


def test_a_number_of_somebody_else_on_record_is_refused_with_their_sub_batch(
    batch: SubBatch,
) -> None:
    (other,) = make.numbered(make.passed(make.past_class(), training.team()))
    held = NationalNumber.objects.get(enrolment=other)
    said = problems(batch, _put(0, TEXT, held.text))
    assert said == [
        f"陶然：证书编号 {held.text} 已登记在{other.trainee}（批次 {held.line.sub_batch}）名下。"
    ]


def test_a_person_twice_in_a_file_and_a_stranger_are_refused(batch: SubBatch) -> None:
    def change(rows: Rows) -> Rows:
        stranger = ["H999999999999", batch.number, "外来人", *rows[0][3:]]
        return [*rows, list(rows[0]), stranger]

    said = problems(batch, change)
    assert sum("陶然在文件里出现了 2 次" in text for text in said) == 2
    assert sum("外来人不在批次" in text for text in said) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({OUTCOME: "可能"}, "“可能”不是“通过”或“退回”"),
        ({OUTCOME: None}, "没有填审核结果"),
        ({OUTCOME: "退回"}, "却填了证书编号"),
        ({OUTCOME: "退回", TEXT: None}, "没有写退回原因"),
        ({ISSUED: None}, "请同时填发证日期"),
        ({ISSUED: "前天"}, "“前天”不是日期"),
        ({ISSUED: clock.today() + timedelta(9)}, "晚于今天"),
        ({ISSUED: "2019-01-01"}, "早于培训结束"),
        ({TEXT: "=A1"}, "是公式"),
    ],
)
def test_a_row_that_makes_no_sense_is_told_what_to_mend(
    batch: SubBatch, changes: dict[int, object], said: str
) -> None:
    def change(rows: Rows) -> None:
        for column, value in changes.items():
            rows[0][column] = value

    (text,) = problems(batch, change)
    assert text.startswith("陶然：")
    assert said in text


def test_who_was_returned_goes_into_the_next_sub_batch_and_pays_once(batch: SubBatch) -> None:
    def returned(rows: Rows) -> None:
        rows[0][OUTCOME], rows[0][REASON] = "退回", "照片与证件不符"
        rows[0][TEXT] = rows[0][ISSUED] = None

    answering.confirm(make.answer(batch, returned), by=make.staff())
    batch.refresh_from_db()
    person = Enrolment.objects.get(trainee__name="陶然")
    assert batch.state == State.CLOSED
    assert person.state == EnrolmentState.SENT_BACK
    again = make.submitted([person])
    first, second = SettlementLine.objects.filter(line__enrolment=person)
    assert (first.amount > 0, second.amount, second.state) == (True, 0, "waived")
    assert batch.number in second.note
    make.approve(again.lines.get())
    assert registered.of(person) is not None


def test_what_comes_back_for_a_draft_or_a_closed_sub_batch_is_not_taken(batch: SubBatch) -> None:
    draft = make.draft(make.passed(make.past_class(), training.team()))
    with pytest.raises(Refused, match="待送审.+不能登记答复"):
        answering.take(draft, make.upload(make.workbook(batch)), by=make.staff())
    with pytest.raises(Refused, match="没有权限"):
        answering.take(batch, make.upload(make.workbook(batch)), by=make.somebody())
    with pytest.raises(Refused):
        answering.take(batch, make.upload(b"no workbook"), by=make.staff())


def test_an_answer_is_compared_with_the_very_bytes_that_went_out(batch: SubBatch) -> None:
    answer = make.answer(batch)
    assert batch.manifest
    path = Path(StoredFile.objects.get(pk=batch.manifest.pk).content.path)
    with path.open("r+b") as file:
        file.seek(40)
        file.write(b"\x00")
    with pytest.raises(Refused, match="与送审时的校验值不一致"):
        answering.read(answer)


def test_one_is_recorded_by_form_while_the_others_wait(batch: SubBatch) -> None:
    first, second, third = batch.lines.all()
    recording.approve(first, text="", issued_on=None, by=make.staff())
    assert states(batch)[0] == EnrolmentState.APPROVED
    make.approve(first)
    recording.send_back(second, by=make.staff(), reason="工作年限证明不清楚")
    batch.refresh_from_db()
    assert batch.state == State.ANSWERED
    with pytest.raises(Refused, match="顾北辰已登记为“退回”"):
        make.approve(second)
    with pytest.raises(Refused, match="须写明原因"):
        recording.send_back(third, by=make.staff(), reason="")
    make.approve(third)
    batch.refresh_from_db()
    assert batch.state == State.CLOSED


def test_a_correction_keeps_the_wrong_number_readable(batch: SubBatch) -> None:
    line = batch.lines.first()
    make.approve(line)
    wrong = NationalNumber.objects.get()
    right = make.number()
    with pytest.raises(Refused, match="更正编号须写明理由"):
        recording.correct(wrong, text=right, issued_on=clock.today(), by=make.staff(), reason="")
    recording.correct(
        wrong, text=right, issued_on=clock.today(), by=make.staff(), reason="发证单位更正"
    )
    shown = registered.of(line.enrolment)
    assert shown is not None
    assert shown.text == right
    assert "仅作登记" in shown.sentence
    assert shown.former == [wrong.text]
    wrong.refresh_from_db()
    assert wrong.superseded_at is not None


def test_two_numbers_that_were_mixed_up_are_swapped(batch: SubBatch) -> None:
    first, second, _ = batch.lines.all()
    make.approve(first)
    make.approve(second)
    one, two = NationalNumber.objects.order_by("pk")
    with pytest.raises(Refused, match=f"已登记在{second.enrolment.trainee}"):
        recording.correct(
            one, text=two.text, issued_on=clock.today(), by=make.staff(), reason="填反"
        )
    recording.correct(
        one, text=two.text, issued_on=clock.today(), by=make.staff(), reason="填反", swap=True
    )
    assert [registered.of(line.enrolment).text for line in (first, second)] == [two.text, one.text]


def test_a_draft_is_dropped_only_before_it_goes(batch: SubBatch) -> None:
    with pytest.raises(Refused, match="不能撤销"):
        composing.discard(batch, by=make.staff(), reason="不送了")
