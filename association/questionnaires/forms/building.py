"""A question as staff write it. Lists are typed one a line; a table's columns as lines too."""

from typing import Any

from django import forms

from association.base.reading import half_width
from association.questionnaires.asking import IN_COLUMNS, LABELS, Kind
from association.questionnaires.enums import KINDS
from association.questionnaires.models import Question

COLUMNS_HINT = (
    "表格用：一行写一列，写成“列名｜怎么答｜必填”，后两样可以不写；怎么答有"
    + "、".join(LABELS[kind] for kind in IN_COLUMNS)
    + "；数字不能小于 0，可写单位，如“参加人数｜数字（人）｜必填”；单选把选项写在括号里，如“结果｜单选（合格、不合格）”。"
)
_KIND_OF = {label: kind for kind, label in LABELS.items() if kind in IN_COLUMNS}


class HeadForm(forms.Form):
    title = forms.CharField(label="表名", max_length=80)
    intro = forms.CharField(
        label="填写说明",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionForm(forms.Form):
    label = forms.CharField(label="问题", max_length=120)
    kind = forms.ChoiceField(label="怎么答", choices=KINDS)
    required = forms.BooleanField(label="必填", required=False)
    help = forms.CharField(label="填写提示", max_length=300, required=False)
    choices = forms.CharField(
        label="选项",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="单选、多选用：一行写一个。",
    )
    unit = forms.CharField(
        label="单位", max_length=10, required=False, help_text="数字用，如 人、场。"
    )
    places = forms.TypedChoiceField(
        label="小数",
        choices=[("0", "整数"), ("1", "1 位小数"), ("2", "2 位小数")],
        coerce=int,
        empty_value=0,
        required=False,
    )
    totalled = forms.BooleanField(label="汇总时求和（数字用）", required=False)
    minimum = forms.DecimalField(
        label="最少", max_digits=12, decimal_places=2, required=False,
        help_text="数字的最小值；打分的最低分；多选、文件、表格行数的最少个数。",
    )  # fmt: skip
    maximum = forms.DecimalField(label="最多", max_digits=12, decimal_places=2, required=False)
    columns = forms.CharField(
        label="各列",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=COLUMNS_HINT,
    )
    rows = forms.CharField(
        label="各行",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="表格用：行名固定的，一行写一个；空着的，由填表人自己增加行。",
    )

    def clean_choices(self) -> list[str]:
        return _lines(self.cleaned_data["choices"])

    def clean_rows(self) -> list[str]:
        return _lines(self.cleaned_data["rows"])

    def clean_columns(self) -> list[dict[str, Any]]:
        return [_column(line) for line in _lines(self.cleaned_data["columns"])]


def written_with(question: Question | None) -> dict[str, Any]:
    """What the form opens with."""
    if question is None:
        return {"kind": Kind.TEXT.value, "required": True, "totalled": True, "places": "0"}
    names = ("label", "kind", "required", "help", "unit", "totalled", "minimum", "maximum")
    return {name: getattr(question, name) for name in names} | {
        "places": str(question.places),
        "choices": "\n".join(question.choices),
        "rows": "\n".join(question.rows),
        "columns": "\n".join(_line(each) for each in question.columns),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _column(line: str) -> dict[str, Any]:
    """A line of ``COLUMNS_HINT``. Raises ValidationError where it can't be read."""
    label, *more = [part.strip() for part in line.replace("｜", "|").split("|")]
    told: dict[str, Any] = {"label": label, "kind": Kind.TEXT.value}
    if more and more[-1] in ("必填", "选填"):
        told["required"] = more.pop() == "必填"
    if len(more) > 1:
        raise forms.ValidationError(f"“{line[:30]}”读不出，请写成“列名｜怎么答｜必填”。")
    if more and more[0]:
        told |= _told_kind(line, more[0])
    return told


def _told_kind(line: str, written: str) -> dict[str, Any]:
    word, _, inside = half_width(written).replace("（", "(").rstrip("）)").partition("(")
    kind = _KIND_OF.get(word.strip())
    if kind is None:
        known = "、".join(_KIND_OF)
        raise forms.ValidationError(f"“{line[:30]}”的答法读不出，可写 {known}。")
    if kind == Kind.SINGLE:
        return {
            "kind": kind.value,
            "choices": [each for each in inside.split("、") if each.strip()],
        }
    return (
        {"kind": kind.value, "unit": inside.strip()}
        if kind == Kind.NUMBER
        else {"kind": kind.value}
    )


def _line(told: dict[str, Any]) -> str:
    """The same line back."""
    kind, inside = LABELS[Kind(told["kind"])], told.get("unit", "")
    inside = "、".join(told["choices"]) if told.get("choices") else inside
    return "｜".join(
        [told["label"], f"{kind}（{inside}）" if inside else kind]
        + (["必填"] if told.get("required") else [])
    )
