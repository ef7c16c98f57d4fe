"""A response is written by several, signed, opened again, and nothing typed is lost."""

import pytest
from django.db import IntegrityError, transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.questionnaires import building, writing
from association.questionnaires.models import Response, ResponseFile
from tests.factories import questionnaires as make
from tests.factories import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def response(lin):
    return writing.begin(make.frozen(), by=lin)


def question(response, label):
    return response.questionnaire.questions.get(label=label)


def test_nobody_answers_what_may_still_change(lin):
    row = make.draft()
    with pytest.raises(Refused, match="还没有定稿"):
        writing.begin(row, by=lin)
    with pytest.raises(IntegrityError, match="还没有定稿"), transaction.atomic():
        Response.objects.create(questionnaire=row, changed_at=clock.now())


def test_a_draft_is_kept_as_far_as_it_is_and_signed_when_it_is_whole(response, lin, he):
    writing.keep(response, values={"q2": "35"}, saves=0, by=lin)
    with pytest.raises(writing.Wrong) as refused:
        writing.sign(response, by=lin)
    assert set(refused.value.errors) == {"q4", "q5", "q7"}
    assert "“形式”还没有选择，请选一项" in refused.value.message
    writing.keep(response, values=make.TYPED, saves=1, by=he)
    assert response.values == make.READ
    writing.sign(response, by=he)
    assert (response.is_draft, response.signed_by) == (False, he)


def test_two_pages_do_not_write_over_each_other(response, lin, he):
    writing.keep(response, values={"q2": "35"}, saves=0, by=he)
    with pytest.raises(writing.Elsewhere, match="在另一个页面保存过") as refused:
        writing.keep(response, values={"q2": "36"}, saves=0, by=lin)
    assert refused.value.response.values == {"q2": "35"}


def test_what_cannot_be_read_changes_nothing(response, lin):
    writing.keep(response, values={"q2": "35"}, saves=0, by=lin)
    with pytest.raises(writing.Wrong, match="“参加人数”应是数字"):
        writing.keep(response, values={"q2": "许多", "q1": "新的"}, saves=1, by=lin)
    response.refresh_from_db()
    assert (response.values, response.saves) == ({"q2": "35"}, 1)


def test_signed_neither_a_door_nor_the_database_changes_it_until_it_is_opened_again(response, lin):
    plan = question(response, "方案")
    kept = writing.attach(response, plan, upload=texts.upload(), by=lin)
    writing.keep(response, values=make.TYPED, saves=0, by=lin)
    writing.sign(response, by=lin)
    for door in (
        lambda: writing.keep(response, values={}, saves=response.saves, by=lin),
        lambda: writing.sign(response, by=lin),
        lambda: writing.attach(response, plan, upload=texts.upload(), by=lin),
        lambda: writing.drop(kept, by=lin),
    ):
        with pytest.raises(Refused, match="已经签交"):
            door()
    for statement in (
        lambda: Response.objects.filter(pk=response.pk).update(values={}),
        lambda: Response.objects.filter(pk=response.pk).update(
            state="draft", signed_at=None, values={}
        ),
        lambda: ResponseFile.objects.filter(pk=kept.pk).delete(),
        lambda: Response.objects.filter(pk=response.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="已经签交"), transaction.atomic():
            statement()
    writing.reopen(response, by=lin, reason="数字有误")
    writing.drop(kept, by=lin)
    writing.keep(response, values={**make.TYPED, "q2": "36"}, saves=response.saves, by=lin)
    assert response.values["q2"] == "36"
    with pytest.raises(Refused, match="还没有签交"):
        writing.reopen(response, by=lin)


def test_files_lie_with_their_question_as_many_as_it_takes(response, lin):
    plan = question(response, "方案")
    for _ in range(2):
        writing.attach(response, plan, upload=texts.upload(), by=lin)
    with pytest.raises(Refused, match="“方案”最多 2 个文件"):
        writing.attach(response, plan, upload=texts.upload(), by=lin)
    with pytest.raises(Refused, match="不收文件"):
        writing.attach(response, question(response, "形式"), upload=texts.upload(), by=lin)
    kept = response.files.first()
    writing.drop(kept, by=lin)
    kept.file.refresh_from_db()
    assert kept.file.erased_at is not None
    assert response.files.count() == 1


def test_who_changed_what_stands_on_the_timeline(response, lin, antai):
    writing.keep(response, values={"q2": "35", "q4": "线上"}, saves=0, by=lin, about=antai)
    entry = audit.timeline(antai)[0]
    assert (entry.action, entry.after) == ("填写活动情况", {"项目": "参加人数、形式"})


def test_names_as_long_as_they_may_be_are_written_about(lin):
    row = make.draft(title="表" * 80, questions=())
    make.add(row, label="文" * 120, kind="file")
    response = writing.begin(building.freeze(row, by=lin), by=lin)
    paper = row.questions.get()
    kept = writing.attach(response, paper, upload=texts.upload(), by=lin)
    writing.drop(kept, by=lin)
    writing.attach(response, paper, upload=texts.upload(), by=lin)
    writing.keep(response, values={}, saves=0, by=lin)
    writing.sign(response, by=lin)
    writing.reopen(response, by=lin)
    assert response.is_draft
