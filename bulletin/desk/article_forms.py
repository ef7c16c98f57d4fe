"""What the desk types about an article. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.accounts.models import User
from association.base import files
from association.base.forms import UploadField
from bulletin import queries
from bulletin.articles import proofing
from bulletin.enums import Origin, Visibility
from bulletin.models import Article, ArticlePicture, Column
from members.models import Member


def _columns() -> Any:
    return Column.objects.filter(active=True)


class BeginForm(forms.Form):
    title = forms.CharField(label="主标题", max_length=80)
    column = forms.ModelChoiceField(Column.objects.none(), label="栏目", empty_label="请选择")
    origin = forms.ChoiceField(label="稿件来源", choices=Origin.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].queryset = _columns()  # type: ignore[attr-defined]


class ArticleForm(forms.Form):
    """All that stands round the text. The member is named as the register writes it."""

    kicker = forms.CharField(label="引题", max_length=60, required=False)
    title = forms.CharField(label="主标题", max_length=80)
    subtitle = forms.CharField(label="副题", max_length=80, required=False)
    column = forms.ModelChoiceField(Column.objects.none(), label="栏目", empty_label=None)
    origin = forms.ChoiceField(label="稿件来源", choices=Origin.choices)
    member = forms.CharField(
        label="会员单位", max_length=120, required=False, help_text="会员名册里的全称。"
    )
    unit = forms.CharField(label="署名单位", max_length=120, required=False)
    authors = forms.CharField(label="作者", max_length=120, required=False)
    correspondents = forms.CharField(label="通讯员", max_length=120, required=False)
    photographer = forms.CharField(label="摄影", max_length=60, required=False)
    source_name = forms.CharField(label="转载来源", max_length=60, required=False)
    source_url = forms.URLField(
        label="来源网址",
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "请写完整的网址，如 https://www.example.cn/1.html。"},
    )
    summary = forms.CharField(
        label="摘要", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    tags = forms.CharField(
        label="标签", max_length=200, required=False, help_text="用顿号或空格分开。"
    )
    visibility = forms.ChoiceField(label="谁可以看", choices=Visibility.choices)
    cover = forms.ModelChoiceField(
        ArticlePicture.objects.none(), label="封面图", required=False, empty_label="不用封面图"
    )

    def __init__(self, data: Any = None, *, row: Article, **kwargs: Any) -> None:
        initial = {name: getattr(row, name) for name in self.base_fields}
        initial |= {
            "column": row.column_id, "cover": row.cover_id, "tags": "、".join(row.tags),
            "member": row.member.name if row.member else "",
        }  # fmt: skip
        super().__init__(data, initial=initial, **kwargs)
        self.fields["column"].queryset = _columns() | Column.objects.filter(pk=row.column_id)  # type: ignore[attr-defined]
        self.fields["cover"].queryset = row.pictures.select_related("file")  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        told = str(self.cleaned_data["tags"]).replace("、", " ").replace("，", " ").split()
        if any(len(each) > 20 for each in told):
            raise forms.ValidationError("每个标签不超过 20 个字。")
        return list(dict.fromkeys(told))

    def clean_member(self) -> Member | None:
        name = str(self.cleaned_data["member"]).strip()
        if not name:
            return None
        found = Member.objects.filter(name=name).first()
        if found is None:
            raise forms.ValidationError("会员名册里没有这个名称，请填全称；不是会员的空着。")
        return found


class PictureForm(forms.Form):
    upload = UploadField(label="图片", accept=files.PICTURES)


class HandOverForm(forms.Form):
    note = forms.CharField(label="给审稿人的话", max_length=200, required=False)


class ReviewForm(forms.Form):
    passed = forms.TypedChoiceField(
        label="结论", choices=[("1", "通过"), ("0", "退回编辑")], coerce=lambda told: told == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    opinion = forms.CharField(
        label="审稿意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ProofForm(forms.Form):
    looked_at = forms.MultipleChoiceField(
        label="已经核对", choices=list(proofing.LOOKED_AT.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    note = forms.CharField(
        label="校对记录", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    note = forms.CharField(label="改了什么", max_length=200)


class ConfirmForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class DeclineForm(WhyForm, ConfirmForm):
    pass


class WaiveForm(forms.Form):
    finding = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(label="放行的理由", max_length=200)


class TimesForm(forms.Form):
    _AT = ("%Y-%m-%dT%H:%M",)
    publish_at = forms.DateTimeField(
        label="定时发布", required=False, input_formats=_AT,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_AT[0]),
    )  # fmt: skip
    unpublish_at = forms.DateTimeField(
        label="定时撤下", required=False, input_formats=_AT,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_AT[0]),
    )  # fmt: skip


class ArrangeForm(forms.Form):
    column = forms.ModelChoiceField(Column.objects.none(), label="栏目", empty_label=None)
    editor = forms.ModelChoiceField(User.objects.none(), label="责任编辑", empty_label=None)
    due_on = forms.DateField(
        label="本环节期限",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, row: Article, **kwargs: Any) -> None:
        initial = {"column": row.column_id, "editor": row.editor_id, "due_on": row.due_on}
        super().__init__(data, initial=initial, **kwargs)
        self.fields["column"].queryset = _columns() | Column.objects.filter(pk=row.column_id)  # type: ignore[attr-defined]
        editors = queries.editors() | User.objects.filter(pk=row.editor_id).distinct()
        self.fields["editor"].queryset = editors  # type: ignore[attr-defined]
