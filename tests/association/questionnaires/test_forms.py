"""A form out of questions: what was typed stays, whatever happens."""

import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from association.questionnaires import writing
from association.questionnaires.asking import Kind
from association.questionnaires.forms import QuestionForm, ResponseForm, keep, sign, written_with
from association.questionnaires.writing import Pen
from tests.factories import questionnaires as make
from tests.factories import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def response(lin):
    return writing.begin(make.frozen(), by=lin)


def sent(typed, **more):
    data = QueryDict(mutable=True)
    for name, value in make.posted(typed, **more).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def drawn(form):
    return render_to_string("questionnaires/fields.html", {"form": form, "files_url": "/files/"})


def test_what_is_typed_is_kept_signed_and_drawn_again(response, lin):
    form = ResponseForm(response, sent(make.TYPED))
    assert sign(form, Pen(response, lin)), form.errors
    assert response.values == make.READ
    page = drawn(ResponseForm(response))
    assert 'value="2026-06-06"' in page
    assert 'type="date"' in page
    assert 'name="q7-0-1" value="13800000000"' in page
    assert 'name="q7-3-0"' in page
    assert 'name="q7-4-0"' not in page


def test_what_is_wrong_is_said_at_its_question_and_stays_as_it_was_typed(response, lin):
    typed = {**make.TYPED, "q2": "许多", "q3": "下周三", "q7": [["张三", "12", ""]]}
    form = ResponseForm(response, sent(typed))
    assert not keep(form, Pen(response, lin))
    page = drawn(form)
    for word in ('value="许多"', 'value="下周三"', 'value="12"', "应是数字", "第 1 行“手机”"):
        assert word in page
    assert 'href="#id_q7"' in page
    assert 'id="id_q7"' in page


def test_what_lacks_for_signing_is_said_and_the_draft_is_kept(response, lin):
    form = ResponseForm(response, sent({"q2": "35"}))
    assert not sign(form, Pen(response, lin))
    assert response.values == {"q2": "35"}
    assert "请选一项" in str(form.errors["q4"])
    again = ResponseForm(response, sent(make.TYPED, saves=form.data["saves"]))
    assert sign(again, Pen(response, lin)), again.errors


def test_who_comes_second_sees_what_stands_and_may_write_over_it(response, lin, he):
    writing.keep(response, values={"q1": "同上", "q2": "35"}, saves=0, by=he)
    form = ResponseForm(response, sent({"q1": "同上", "q2": "36"}))
    assert not keep(form, Pen(response, lin))
    page = drawn(form)
    assert page.count("同事保存的是") == 1
    assert "同事保存的是：35 人" in page
    assert 'value="36"' in page
    again = ResponseForm(response, sent({"q1": "同上", "q2": "36"}, saves=form.data["saves"]))
    assert keep(again, Pen(response, lin))
    assert response.values["q2"] == "36"


def test_a_file_is_kept_even_if_something_else_is_refused(response, lin):
    files = MultiValueDict({"q8": [texts.upload()]})
    form = ResponseForm(response, sent({"q2": "许多"}), files)
    assert not keep(form, Pen(response, lin))
    assert response.files.get().file.name == "十分钟班前会.docx"
    assert f"/files/{response.files.get().pk}/" in drawn(form)


def test_what_staff_type_as_a_question_is_shown_and_never_run(response):
    row = make.draft(
        questions=(
            {"label": "<b>甲</b>", "help": "<script>1</script>", "kind": "file"},
            {"label": "乙", "help": "<img src=x>", "unit": "<i>", "kind": "number"},
        )
    )
    response.questionnaire = row
    page = drawn(ResponseForm(response))
    assert "<script>1" not in page
    assert "<img" not in page
    assert "<i>" not in page
    assert "&lt;b&gt;甲" in page


def test_columns_are_typed_as_lines_and_come_back_as_the_same_lines():
    typed = "姓名｜一行文字｜必填\n手机｜电话\n人数|数字（人）|必填\n结果｜单选（合格、不合格）"
    form = QuestionForm({"label": "名单", "kind": "grid", "columns": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["columns"] == [
        {"label": "姓名", "kind": "text", "required": True},
        {"label": "手机", "kind": "phone"},
        {"label": "人数", "kind": "number", "unit": "人", "required": True},
        {"label": "结果", "kind": "single", "choices": ["合格", "不合格"]},
    ]
    question = make.add(make.draft(questions=()), **form.cleaned_data)
    assert written_with(question)["columns"] == typed.replace("|", "｜")


@pytest.mark.parametrize("line", ["姓名｜诗歌", "姓名｜文字｜必填｜再一样"])
def test_a_column_that_cannot_be_read_is_quoted(line):
    form = QuestionForm({"label": "名单", "kind": "grid", "columns": line})
    assert not form.is_valid()
    assert "姓名" in str(form.errors["columns"])


def test_a_count_in_a_table_is_never_below_zero_and_its_cell_is_marked(lin):
    """As it stands at the question, so that tables which were frozen long ago hold to it too."""
    people = [{"label": "场次", "kind": Kind.NUMBER}, {"label": "说明", "kind": Kind.TEXT}]
    asked = [
        {"label": "指标", "kind": Kind.GRID, "columns": people, "rows": ["讲座", "演练"]},
        {"label": "名单", "kind": Kind.GRID, "columns": people},
    ]
    response = writing.begin(make.frozen(questions=asked), by=lin)
    typed = {"q1": [["2", ""], ["−3", ""]], "q2": [["", ""], ["0", "甲"], ["-1", "乙"]]}
    form = ResponseForm(response, sent(typed))
    assert not sign(form, Pen(response, lin))
    assert "“演练”一行“场次”不能小于 0" in str(form.errors["q1"])
    assert marked(drawn(form)) == ["q1-1-0", "q2-2-0"]


def test_a_cell_that_cannot_be_read_is_marked_alone(response, lin):
    typed = {**make.TYPED, "q7": [["张三", "138 0000 0000", "许多"], ["李四", "", ""]]}
    form = ResponseForm(response, sent(typed))
    assert not keep(form, Pen(response, lin))
    assert marked(drawn(form)) == ["q7-0-2"]


def marked(page):
    """The cells of tables that are called wrong."""
    return re.findall(r'name="(\w+-\d+-\d+)"[^>]*aria-invalid="true"', page)
