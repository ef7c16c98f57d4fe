"""What the desk types about an issue. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.base import clock, files
from association.base.forms import UploadField
from bulletin.enums import Stage
from bulletin.issues import preflight
from bulletin.issues.planning import CALL, MOST_FOCUS
from bulletin.models import Article, Call, Column, Issue, IssueColumn, Masthead

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea(attrs={"rows": 4})


class BeginForm(forms.Form):
    year = forms.IntegerField(label="年", min_value=2000, max_value=2100)
    number = forms.IntegerField(label="期", min_value=1, max_value=60)
    total_number = forms.IntegerField(label="总期数", min_value=1, max_value=9999, required=False)
    title = forms.CharField(label="本期主题", max_length=60, required=False)
    deadline = forms.DateField(label="截稿日期", required=False, widget=DAY)
    call = forms.ModelChoiceField(
        Call.objects.all(), label="征稿启事", required=False, empty_label="本期不印"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        last = Issue.objects.first()
        year = clock.today().year
        same = last is not None and last.year == year
        kwargs.setdefault("initial", {"year": year, "number": last.number + 1 if same else 1})
        super().__init__(*args, **kwargs)


class LinesField(forms.CharField):
    """One entry a line."""

    widget = LINES

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class PointsField(LinesField):
    """``标题：一句话`` a line."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(
                f"{each['title']}：{each['text']}" if each["text"] else each["title"]
                for each in value
            )
        return value

    def clean(self, value: Any) -> Any:
        pairs = [line.partition("：") for line in super().clean(value)]
        return [{"title": title.strip(), "text": text.strip()} for title, _, text in pairs]


class AboutForm(forms.Form):
    masthead = forms.ModelChoiceField(Masthead.objects.all(), label="刊头", empty_label=None)
    total_number = forms.IntegerField(label="总期数", min_value=1, max_value=9999, required=False)
    title = forms.CharField(
        label="本期主题", max_length=60, required=False, help_text="印在封面图上，可以空着。"
    )
    deadline = forms.DateField(label="截稿日期", required=False, widget=DAY)
    focus = LinesField(
        label="本期聚焦",
        required=False,
        help_text=f"封面上的标题，一行一条，最多 {MOST_FOCUS} 条。",
    )
    feature_title = forms.CharField(
        label="专题标题", max_length=40, required=False, help_text="有专题的，印两个相对的整页。"
    )
    feature = PointsField(
        label="专题内容", required=False, help_text="一行一条，写成“标题：一句话”。"
    )
    with_introduction = forms.BooleanField(label="印简介", required=False)
    call = forms.ModelChoiceField(
        Call.objects.all(), label="征稿启事", required=False, empty_label="本期不印"
    )
    cover = UploadField(label="封面图", accept=files.PICTURES, required=False)
    no_cover = forms.BooleanField(label="去掉现在的封面图", required=False)


class AddForm(forms.Form):
    article = forms.ModelChoiceField(Article.objects.none(), label="稿件", empty_label="请选择")
    under = forms.ModelChoiceField(
        IssueColumn.objects.none(), label="栏目", required=False, empty_label="稿件自己的栏目"
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Article.objects.filter(items__isnull=True).exclude(
            stage__in=[Stage.DROPPED, Stage.TAKEN_DOWN]
        )
        field: Any = self.fields["article"]
        field.queryset = free.select_related("column").order_by("-approved_id", "-pk")
        ready = [row for row in field.queryset[:300] if row.stage in preflight.PASSED]
        others = [row for row in field.queryset[:300] if row.stage not in preflight.PASSED]
        field.choices = [
            ("", "请选择"),
            ("已通过三审三校", [(row.pk, _named(row)) for row in ready]),
            (
                "还在编辑和审校",
                [(row.pk, f"{_named(row)}：{row.get_stage_display()}") for row in others],
            ),
        ]
        columns: Any = self.fields["under"]
        columns.queryset = issue.columns.select_related("column")


def _named(row: Article) -> str:
    return f"{row.title}（{row.column.name}）"


class ColumnForm(forms.Form):
    column = forms.ModelChoiceField(Column.objects.none(), label="栏目", empty_label="请选择")

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = issue.columns.values("column")
        field: Any = self.fields["column"]
        field.queryset = Column.objects.filter(active=True).exclude(slug=CALL).exclude(pk__in=there)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
