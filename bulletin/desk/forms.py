"""What the desk types about a submission. Forms read; the doors decide."""

from django import forms

from association.base import files
from association.base.forms import UploadField
from bulletin.models import Column


class MailedForm(forms.Form):
    upload = UploadField(label="Word 原稿", accept=files.TEXTS)
    title = forms.CharField(
        label="标题",
        max_length=80,
        required=False,
        help_text="空着的，读取 Word 后按文中标题填写。",
    )
    unit = forms.CharField(
        label="署名单位", max_length=120, required=False,
        help_text="与会员名册相同的，自动记在该会员名下；空着的，按文中署名填写。",
    )  # fmt: skip
    authors = forms.CharField(label="作者", max_length=120, required=False)
    contact = forms.CharField(
        label="联系方式", max_length=80, required=False, help_text="来信的邮箱或电话，不刊出。"
    )
    wish = forms.ModelChoiceField(
        Column.objects.filter(active=True), label="栏目", required=False, empty_label="待定"
    )


class RevisedForm(forms.Form):
    """What came by mail was sent back by mail, and comes again so."""

    upload = UploadField(
        label="改好的 Word 稿件", accept=files.TEXTS, hint="正文和图片换成这一份里的。"
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="给作者的话",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="作者会原样看到。",
    )


class MoveForm(forms.Form):
    column = forms.ModelChoiceField(
        Column.objects.filter(active=True), label="转到栏目", empty_label="请选择"
    )


class SignForm(forms.Form):
    unit = forms.CharField(label="署名单位", max_length=120, required=False)
    authors = forms.CharField(label="作者", max_length=120, required=False)
    source = forms.CharField(
        label="转载来源", max_length=60, required=False, help_text="转载的写明来源，如 应急管理部。"
    )
