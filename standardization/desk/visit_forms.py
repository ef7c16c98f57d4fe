"""What is typed about a visit. Forms read; the doors decide."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from association.base.forms import UploadField
from members.desk.forms import day
from standardization.enums import Party, ReadinessKind, Transport, VisitKind
from standardization.models import Attendee, Case, ReadinessRecord, ReadinessRule, Site


class PlanForm(forms.Form):
    kind = forms.ChoiceField(label="性质", choices=VisitKind.choices)
    on = day("日期")
    site = forms.ModelChoiceField(Site.objects.none(), label="场所", empty_label=None)
    meeting_point = forms.CharField(label="集合时间和地点", max_length=120, required=False)
    text = forms.CharField(
        label="计划", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].queryset = case.sites.all()


class AgainForm(forms.Form):
    on = day("新的日期")


class AttendeeForm(forms.Form):
    party = forms.ChoiceField(label="参加方", choices=Party.choices)
    name = forms.CharField(label="姓名", max_length=40)
    job = forms.CharField(label="职务", max_length=40, required=False)
    transport = forms.ChoiceField(label="交通", choices=Transport.choices)


class AwayForm(forms.Form):
    reason = forms.CharField(label="不能参加的原因", max_length=200)


class IncidentForm(forms.Form):
    text = forms.CharField(label="情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class VehicleForm(forms.Form):
    needed_at = forms.DateTimeField(
        label="用车时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    people = forms.IntegerField(label="乘车人数", min_value=1, max_value=60)
    purpose = forms.CharField(label="事由", max_length=200)


class Answer(TextChoices):
    YES = "yes", "同意"
    NO = "no", "不同意"


class DecideForm(forms.Form):
    granted = forms.ChoiceField(label="意见", choices=Answer.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="不同意的须写明原因。"
    )

    def clean_granted(self) -> bool:
        return bool(self.cleaned_data["granted"] == Answer.YES)


class RosterForm(forms.Form):
    names = forms.CharField(
        label="名单上的姓名",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="照盖章名单抄写，每行一个，或用顿号隔开。",
    )
    upload = UploadField(label="盖章名单（PDF）")

    def clean_names(self) -> list[str]:
        text = self.cleaned_data["names"].replace("、", "\n").replace("，", "\n")
        return [name.strip() for name in text.splitlines() if name.strip()]


class RecordForm(forms.Form):
    """Only what this kind of rule asks for."""

    value = forms.DecimalField(label="数值", max_digits=6, decimal_places=2)
    measured_by = forms.ChoiceField(
        label="测量方式", choices=ReadinessRecord.MeasuredBy.choices, widget=forms.RadioSelect
    )
    upload = UploadField(label="文件")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(
        self, *args: Any, rule: ReadinessRule, attendee: Attendee | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if rule.kind != ReadinessKind.MEASUREMENT:
            del self.fields["value"], self.fields["measured_by"]
        if rule.kind != ReadinessKind.DOCUMENT:
            del self.fields["upload"]
        if attendee is not None and attendee.transport != Transport.OWN and "value" in self.fields:
            self.fields["measured_by"].choices = ReadinessRecord.MeasuredBy.choices[:1]
            self.fields["measured_by"].initial = ReadinessRecord.MeasuredBy.STAFF
