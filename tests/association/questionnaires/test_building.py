"""A questionnaire is drafted, frozen, and then stays as it was asked."""

import pytest
from django.db import IntegrityError, transaction

from association.base import audit
from association.base.errors import Refused
from association.questionnaires import building
from association.questionnaires.asking import Kind
from association.questionnaires.models import Question, Questionnaire
from tests.factories import questionnaires as make

pytestmark = pytest.mark.django_db


def labels(row):
    return [(each.position, each.label) for each in row.questions.all()]


def test_questions_stand_in_the_order_that_staff_give_them(lin):
    row = make.draft(questions=({"label": "甲"}, {"label": "乙"}, {"label": "丙"}))
    first, second, third = row.questions.all()
    building.move_question(third, up=True, by=lin)
    building.move_question(first, up=True, by=lin)
    assert labels(row) == [(1, "甲"), (2, "丙"), (3, "乙")]
    building.remove_question(first, by=lin)
    assert labels(row) == [(1, "丙"), (2, "乙")]
    assert make.add(row, label="丁").key == "q4"
    assert second.key == "q2"


def test_a_question_keeps_its_key_when_it_is_changed_and_only_what_its_kind_needs(lin):
    question = make.add(make.draft(questions=()), label="人数", kind=Kind.NUMBER, unit="人")
    fields = {"label": "形式", "kind": Kind.SINGLE, "choices": [" 线上 ", "", "线下"]}
    building.change_question(question, fields=fields, by=lin)
    assert (question.key, question.choices, question.unit, question.totalled) == (
        "q1", ["线上", "线下"], "", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": " "}, "请填问题"),
        ({"kind": Kind.SINGLE, "choices": ["甲"]}, "至少要有两个选项"),
        ({"kind": Kind.SINGLE, "choices": ["甲", "甲"]}, "选项“甲”重复了"),
        ({"kind": Kind.SINGLE, "choices": ["长" * 61, "乙"]}, "太长，最多 60 字"),
        ({"kind": Kind.SINGLE, "choices": [str(n) for n in range(41)]}, "最多 40 个，现在是 41 个"),
        ({"kind": Kind.GRID, "columns": []}, "至少要有一列"),
        ({"kind": Kind.GRID, "columns": [{"label": "", "kind": "text"}]}, "每列都要有列名"),
        ({"kind": Kind.GRID, "columns": [{"label": "甲", "kind": "grid"}]}, "不能这样答"),
        ({"kind": Kind.GRID, "columns": [{"label": "甲", "kind": "single"}]}, "至少要有两个选项"),
        ({"kind": Kind.NUMBER, "minimum": 3, "maximum": 1}, "“最多”不能小于“最少”"),
        ({"kind": Kind.SCALE, "maximum": 50}, "不能超过 10"),
        ({"kind": Kind.SCALE, "minimum": 5}, "至少要有两个分数"),
        ({"kind": Kind.FILE, "maximum": -1}, "应是整数"),
        (
            {"kind": Kind.GRID, "columns": [{"label": "甲"}], "rows": ["一", "二"], "minimum": 3},
            "不能超过 2",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(fields, sentence):
    with pytest.raises(Refused, match=sentence):
        make.add(make.draft(questions=()), **{"label": "问题", **fields})


def test_a_questionnaire_without_a_question_is_not_frozen():
    with pytest.raises(Refused, match="还没有问题"):
        building.freeze(make.draft(questions=()), by=None)


def test_frozen_neither_a_door_nor_the_database_changes_it(lin):
    row = make.frozen()
    question = row.questions.first()
    for door in (
        lambda: building.retitle(row, title="别的", intro="", by=lin),
        lambda: make.add(row, label="再问"),
        lambda: building.change_question(question, fields={"label": "别的"}, by=lin),
        lambda: building.move_question(question, up=False, by=lin),
        lambda: building.remove_question(question, by=lin),
    ):
        with pytest.raises(Refused, match="已经定稿，问题不能再改"):
            door()
    for statement in (
        lambda: Questionnaire.objects.filter(pk=row.pk).update(title="别的"),
        lambda: Question.objects.filter(pk=question.pk).update(label="别的"),
        lambda: Question.objects.filter(pk=question.pk).delete(),
        lambda: Question.objects.create(
            questionnaire=row, position=99, key="x", label="再问", kind=Kind.TEXT
        ),
        lambda: row.delete(),
    ):
        with pytest.raises(IntegrityError, match="已经定稿"), transaction.atomic():
            statement()
    assert building.freeze(row, by=lin).frozen_at == row.frozen_at


def test_a_change_is_a_new_one_that_replaces_it(lin):
    old = make.frozen()
    new = building.copy(old, replaces=True, by=lin)
    assert new.replaces == old
    assert new.is_draft
    assert [each.asked() for each in new.questions.all()] == old.asked()
    make.add(new, label="再问")
    assert len(old.asked()) == len(make.QUESTIONS)
    with pytest.raises(Refused, match="直接修改即可"):
        building.copy(new, replaces=True, by=lin)


def test_what_was_done_stands_on_the_timeline_of_whoever_asked(lin, antai):
    row = building.draft(title="情况", by=lin, about=antai)
    building.add_question(row, fields={"label": "人数"}, by=lin, about=antai)
    assert [entry.action for entry in audit.timeline(antai)[:2]] == ["增加问题", "起草问卷"]


def test_tables_are_no_larger_together_than_a_browser_can_send():
    row = make.draft(questions=())
    columns = [{"label": str(n)} for n in range(12)]
    for _ in range(5):
        last = make.add(row, label="名单", kind=Kind.GRID, columns=columns)
    with pytest.raises(Refused, match="最多 4,000 格，现在是 4,320 格"):
        make.add(row, label="又一张", kind=Kind.GRID, columns=columns)
    make.add(row, label="人数", kind=Kind.NUMBER)
    building.change_question(last, fields={"maximum": 10}, by=None)
    make.add(row, label="又一张", kind=Kind.GRID, columns=columns)
