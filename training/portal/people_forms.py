"""What a person or a team's contact types. Forms read; the concept modules decide and write."""

from typing import Any

from django import forms

from association.base import files
from association.base.forms import UploadField
from members.forms.fields import MobileField
from training.enums import IdType
from training.models import Evidence
from training.people.photos import Crop


class ContactForm(forms.Form):
    mobile = MobileField(
        help_text="不改就留空。",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="邮箱",
        required=False,
        help_text="用来收缺什么的提醒。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def told(self) -> dict[str, Any]:
        """An empty phone leaves the one that is there."""
        found = dict(self.cleaned_data)
        if not found["mobile"]:
            del found["mobile"]
        return found


class PaperForm(forms.Form):
    fact = forms.ChoiceField(label="证明什么", choices=[("", "请选择"), *Evidence.Fact.choices])
    upload = UploadField(label="文件")
    note = forms.CharField(label="说明", max_length=120, required=False)


class PhotoForm(forms.Form):
    photo = UploadField(label="照片", accept=files.PICTURES)


class CropForm(forms.Form):
    """Pixels of the picture as it stands."""

    left = forms.IntegerField(label="左边", min_value=0)
    top = forms.IntegerField(label="上边", min_value=0)
    width = forms.IntegerField(label="宽", min_value=20)
    height = forms.IntegerField(label="高", min_value=20)

    def crop(self) -> Crop:
        return Crop(**self.cleaned_data)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class PersonForm(forms.Form):
    name = forms.CharField(
        label="姓名",
        max_length=60,
        help_text="与证件上的字一致，生僻字照样输入。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    id_type = forms.ChoiceField(label="证件类型", choices=IdType.choices)
    id_number = forms.CharField(
        label="证件号码",
        max_length=40,
        help_text="加密保存，只显示头尾几位。",
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    mobile = MobileField(widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    email = forms.EmailField(
        label="邮箱", required=False, help_text="缺什么的提醒发到这里；没有的由队伍转告。"
    )


class RosterForm(forms.Form):
    file = UploadField(label="花名册", accept=files.SHEETS)
