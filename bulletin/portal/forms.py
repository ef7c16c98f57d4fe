"""What an author types. Forms read; the doors decide."""

from collections.abc import Mapping
from typing import Any

from django import forms

from association.base import files
from association.base.forms import UploadField
from bulletin import queries
from bulletin.enums import Kind
from bulletin.models import Submission

RIGHTS = (
    "稿件由署名单位和作者原创，不涉及国家秘密和商业秘密；图片已征得拍摄者和画面中人物同意；"
    "同意会刊在印刷版、网站、邮件和公众号上刊出，并作文字处理。"
)


_WANTED = "投稿时必填。"
_FOR_HANDING_IN = ("title", "kind", "unit", "authors", "text", "rights")


class WritingForm(forms.Form):
    """``saves`` says how often it had been saved when the page was opened."""

    saves = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=80, required=False)
    subtitle = forms.CharField(label="副题", max_length=80, required=False)
    kind = forms.ChoiceField(label="内容", choices=[("", "请选择"), *Kind.choices], required=False)
    wish = forms.ModelChoiceField(
        queries.columns_for_members(),
        label="希望刊登的栏目",
        required=False,
        empty_label="由编辑定",
    )
    unit = forms.CharField(
        label="署名单位", max_length=120, required=False, help_text="按这里写的刊出。"
    )
    authors = forms.CharField(
        label="作者", max_length=120, required=False, help_text="几位之间用空格隔开。"
    )
    contact = forms.CharField(
        label="联系方式", max_length=80, required=False, help_text="编辑联系您用，不刊出。"
    )
    text = forms.CharField(
        label="正文",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="一行一段。“一、”“（一）”开头的短行是小标题。也可以不在这里写，上传 Word 文件。",
    )
    rights = forms.BooleanField(label="权利声明", required=False, help_text=RIGHTS)

    def __init__(self, *args: Any, typeable: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not typeable:
            del self.fields["text"]
        for name in _FOR_HANDING_IN:
            if field := self.fields.get(name):
                field.needed_later = True  # type: ignore[attr-defined]
                field.help_text = f"{_WANTED}{field.help_text}"

    def name_what_lacks(self, lacking: Mapping[str, str]) -> bool:
        """All that keeps the piece from being handed in, each at its field; whether there is any."""
        for name, what in lacking.items():
            self.add_error(name if name in self.fields else None, f"还缺{what}，请补上再投稿。")
        if not self.cleaned_data.get("rights"):
            self.add_error("rights", "投稿前请勾选权利声明。")
        return bool(self.errors)

    def told(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("saves", "text", "rights")
        }


def opened_with(row: Submission, typed: str) -> dict[str, Any]:
    names = ("saves", "title", "subtitle", "kind", "wish", "unit", "authors", "contact")
    return {name: getattr(row, name) for name in names} | {"text": typed}


class WordForm(forms.Form):
    file = UploadField(label="Word 文件", accept=files.TEXTS)


class PictureForm(forms.Form):
    file = UploadField(label="图片", accept=files.PICTURES)
    caption = forms.CharField(label="图说", max_length=120, required=False)
    credit = forms.CharField(label="摄影", max_length=40, required=False)


class OtherForm(forms.Form):
    file = UploadField(label="附件", accept=files.RECORDS)


class CaptionForm(forms.Form):
    caption = forms.CharField(label="图说", max_length=120, required=False)
    credit = forms.CharField(label="摄影", max_length=40, required=False)


class ConfirmForm(forms.Form):
    rights = forms.BooleanField(label="权利声明", required=False, help_text=RIGHTS)


class GiveBackForm(forms.Form):
    reason = forms.CharField(
        label="给作者的话", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="作者会原样看到。",
    )  # fmt: skip


class AskForm(forms.Form):
    """By name or by code: who works there knows one of them."""

    company = forms.CharField(
        label="单位", max_length=120, help_text="会员单位的全称，或统一社会信用代码。"
    )
    name = forms.CharField(label="姓名", max_length=40)
    address = forms.EmailField(
        label="邮箱", max_length=254, help_text="投稿链接发到这里，最好用单位邮箱。"
    )


class EndForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)
