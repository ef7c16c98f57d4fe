from typing import Any

from django import forms

from association.portal.specimens.shape import Chapter, Specimen


class _Form(forms.Form):
    name = forms.CharField(label="单位名称")
    code = forms.CharField(
        label="统一社会信用代码",
        help_text="18 位，与营业执照一致",
        widget=forms.TextInput(attrs={"class": "code"}),
    )
    mail = forms.EmailField(label="邮箱", required=False)
    kind = forms.ChoiceField(
        label="单位类型", choices=[("", "请选择"), ("private", "民营企业"), ("state", "国有企业")]
    )
    joined = forms.DateField(
        label="入会日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    collect = forms.ChoiceField(
        label="领证方式",
        choices=[("self", "现场领取"), ("other", "委托代领")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="想收到",
        choices=[("dues", "会费提醒"), ("bulletin", "会刊")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    paper = forms.FileField(label="证明材料", required=False, help_text="PDF 或图片，不超过 10 MB")
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="同意公开单位名称", required=False)


_TYPED = {"name": "北京晨岭建材有限公司", "code": "91110105", "mail": "someone", "collect": "self"}


def _empty() -> dict[str, Any]:
    return {"form": _Form(prefix="empty", initial={"collect": "self"})}


def _wrong() -> dict[str, Any]:
    form = _Form({f"wrong-{name}": value for name, value in _TYPED.items()}, prefix="wrong")
    form.full_clean()
    form.add_error("code", "统一社会信用代码应为 18 位，这里只有 8 位，请对照营业执照补全。")
    form.add_error(None, "这家单位已经在册，请直接查找它的名称。")
    return {"form": form}


def _locked() -> dict[str, Any]:
    form = _Form(prefix="locked", initial=_TYPED)
    for field in form.fields.values():
        field.disabled = True
    return {"form": form, "field": form["name"]}


FORMS = Chapter(
    "forms",
    "表单",
    "错处写清怎么改，已填的都留着",
    (
        Specimen("空的", '<div class="form">{{ form }}</div>', _empty),
        Specimen("有错", '<div class="form">{{ form }}</div>', _wrong),
        Specimen("一栏，不可改", '{% include "ui/field.html" with field=field only %}', _locked),
        Specimen(
            "只列错处",
            '{% include "ui/problems.html" with problems=problems only %}',
            lambda: {"problems": [{"text": "第 7 行：没有填单位名称", "anchor": "forms"}]},
        ),
    ),
)
