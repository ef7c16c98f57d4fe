from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Registration(forms.Form):
    name = forms.CharField(label="单位名称")
    code = forms.RegexField(
        r"^\w{18}$",
        label="信用代码",
        help_text="18 位",
        error_messages={"invalid": "第 18 位应为 6"},
    )
    way = forms.ChoiceField(
        label="接收方式", choices=[("a", "站内信"), ("b", "邮件")], widget=forms.RadioSelect
    )
    public = forms.BooleanField(label="同意公开", required=False)
    note = forms.CharField(label="备注", required=False)
    key = forms.CharField(widget=forms.HiddenInput)


def order(text: str, *parts: str) -> bool:
    """Whether the parts stand in the text, one after the other."""
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def wrong() -> SafeString:
    return Registration({"name": "", "code": "9111", "key": ""}).render()


def test_a_sentence_that_begins_with_its_field_is_not_headed_by_it_again() -> None:
    class Typed(forms.Form):
        number = forms.CharField(label="证书编号", required=False)

    form = Typed({})
    form.add_error("number", "证书编号是 17 位，请核对。")
    form.add_error("number", "请核对。")
    shown = render_to_string("ui/problems.html", {"form": form})
    assert "证书编号：证书编号" not in shown
    assert "证书编号是 17 位，请核对。" in shown
    assert "证书编号：请核对。" in shown


def test_a_field_reads_label_then_hint_then_error_then_control() -> None:
    assert order(
        Registration({"name": "x", "code": "9111"})["code"].as_field_group(),
        '<label for="id_code">信用代码</label>',
        'id="id_code_helptext">18 位',
        'id="id_code_error">第 18 位应为 6',
        "<input",
    )


def test_a_wrong_control_says_so_and_names_its_words() -> None:
    group = Registration({"code": "9111"})["code"].as_field_group()
    assert 'aria-invalid="true"' in group
    assert 'aria-describedby="id_code_helptext id_code_error"' in group


def test_what_may_stay_empty_is_marked_and_the_rest_is_not() -> None:
    form = Registration()
    assert "选填" in form["note"].as_field_group()
    assert "选填" not in form["name"].as_field_group()


def test_choices_stand_in_a_named_group() -> None:
    group = Registration()["way"].as_field_group()
    assert order(group, "<fieldset", "<legend>接收方式</legend>", 'type="radio"', "</fieldset>")


def test_a_box_stands_before_its_words() -> None:
    assert order(
        Registration()["public"].as_field_group(), '<label class="tick"', "<input", "同意公开"
    )


def test_the_summary_lists_every_wrong_place_with_a_link_to_it() -> None:
    page = wrong()
    assert order(page, 'class="problems" role="alert"', 'href="#id_name"', 'href="#id_code"')
    assert "信用代码：第 18 位应为 6</a>" in page
    assert page.count("<li>") == 4


def test_a_hidden_field_is_sent_and_its_error_still_told() -> None:
    page = wrong()
    assert '<input type="hidden" name="key"' in page
    assert page.index("problems") < page.index('name="key"')


def test_a_form_that_nobody_has_sent_has_no_summary() -> None:
    assert "problems" not in Registration().render()


def test_the_problem_of_the_whole_form_comes_first() -> None:
    form = Registration({"name": "", "code": ""})
    form.add_error(None, "这家单位已经登记")
    assert order(form.render(), "<li>这家单位已经登记</li>", 'href="#id_name"')
