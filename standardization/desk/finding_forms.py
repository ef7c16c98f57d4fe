"""What staff type about findings. Forms read; the doors decide."""

from datetime import timedelta
from typing import Any

from django import forms

from association.base import clock
from association.base.forms import UploadField
from members.desk.forms import day
from standardization.enums import Severity
from standardization.findings.registering import DAYS
from standardization.models import Case, KeyArea, Verification


def _words(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **options
    )


class FindingForm(forms.Form):
    text = _words("问题描述", help_text="在哪里，看到什么。")
    basis = forms.CharField(label="依据条款", max_length=200)
    key_area = forms.ModelChoiceField(
        KeyArea.objects.none(), label="重点部位", required=False, empty_label="不在重点部位"
    )
    severity = forms.ChoiceField(
        label="等级",
        choices=Severity.choices,
        initial=Severity.ORDINARY,
        widget=forms.RadioSelect,
    )
    responsible = forms.CharField(label="整改责任人", max_length=40, required=False)
    deadline = day("整改期限")

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["key_area"].queryset = KeyArea.objects.filter(site__cases=case)
        self.fields["deadline"].initial = clock.today() + timedelta(DAYS)


class VerifyForm(forms.Form):
    method = forms.ChoiceField(
        label="验收方式",
        choices=Verification.Method.choices,
        initial=Verification.Method.PAPER,
        widget=forms.RadioSelect,
    )
    note = _words("验收意见", help_text="看了什么，结果如何；退回的写明还差什么。")


class CloseForm(forms.Form):
    reason = _words("核实情况", required=False, help_text="有疑点提示的必须填写。")


class ListingForm(forms.Form):
    responsible = forms.CharField(label="督办责任人", max_length=40)
    measures = forms.CharField(
        label="整改措施", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    deadline = day("时限")
    plan = UploadField(label="整改方案和应急预案")


class LookForm(forms.Form):
    note = _words("看到的情况")
