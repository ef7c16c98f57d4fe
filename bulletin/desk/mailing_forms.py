"""What the desk types about mailings and readers. Forms read; the doors decide."""

from django import forms

from association.base import letters
from bulletin.mailing.enums import SuppressionReason


class PrepareForm(forms.Form):
    subject = forms.CharField(label="邮件标题", max_length=200)
    per_minute = forms.IntegerField(
        label="每分钟最多", min_value=1, max_value=6000, initial=letters.PER_MINUTE,
        help_text="全部邮件合计。",
    )  # fmt: skip
    per_domain = forms.IntegerField(
        label="每个邮箱域名每分钟最多", min_value=1, max_value=6000, initial=letters.PER_DOMAIN,
        help_text="如 qq.com、163.com：发得太快会被对方拒收。",
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class BounceForm(forms.Form):
    said = forms.CharField(
        label="退信里说的原因", max_length=300, help_text="照抄退信里的话，如“550 查无此人”。"
    )
    for_good = forms.BooleanField(
        label="永久退信：邮箱不存在或已停用，以后不再发送", required=False
    )


class ReaderForm(forms.Form):
    address = forms.CharField(label="邮箱", max_length=254, widget=forms.EmailInput)
    name = forms.CharField(label="称呼", max_length=40, required=False)
    note = forms.CharField(
        label="同意的依据", max_length=200,
        help_text="本人在何时、怎样同意的，如“2020 年 6 月 3 日年会签到表勾选”。",
    )  # fmt: skip


class SuppressForm(forms.Form):
    address = forms.CharField(label="邮箱", max_length=254, widget=forms.EmailInput)
    reason = forms.ChoiceField(label="原因", choices=SuppressionReason.choices)
    note = forms.CharField(label="说明", max_length=200)
