"""What staff type about needs. Forms read; the doors decide."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from association.accounts.models import Department, User
from association.base import clock
from members.desk.forms import day
from members.enums import NeedsMeetingKind
from members.models import Need, NeedsCampaign, NeedsMeeting, Service
from members.needs import lists, meetings, triage
from members.rules import may_handle_need, order_departments


def _words(label: str, *, longest: int = 4000, rows: int = 4, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


class CampaignForm(forms.Form):
    title = forms.CharField(label="标题", max_length=80, help_text="如 2026 年会员服务问需")
    intro = _words("给会员的话", longest=2000, required=False)
    opens_on = day("开始日期")
    closes_on = day("截止日期", help_text="含当日；截止前 3 天提醒没有签交的单位。")

    @classmethod
    def of(cls, campaign: NeedsCampaign, data: Any = None) -> "CampaignForm":
        names = ("title", "intro", "opens_on", "closes_on")
        return cls(data, initial={name: getattr(campaign, name) for name in names})


class ReasonForm(forms.Form):
    reason = _words("理由", longest=500, rows=3, help_text="单位会看到。")


class _Owner(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.department}　{obj.name}"


class AssignForm(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.all(), label="承办部门", empty_label="请选择"
    )
    owner = _Owner(User.objects.none(), label="承办人", empty_label="请选择")
    due_on = day("答复期限", required=False, help_text=f"空着即 {triage.TERM} 个工作日。")
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, need: Need, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = lists.owners()
        if need.state == "new":
            del self.fields["reason"]


class AnswerForm(forms.Form):
    text = _words("答复", rows=6, help_text="单位会看到全文，并请它评价。")


def services_of(user: Any) -> QuerySet[Service]:
    """What this person may order for a company: the services of the own department."""
    return Service.objects.filter(offered=True, department__in=order_departments(user))


class OrderForm(forms.Form):
    service = forms.ModelChoiceField(
        Service.objects.none(), label="服务", empty_label="请选择",
        help_text="本部门承办的服务。需求原文作为委托内容；别的部门承办的，请先改派过去。",
    )  # fmt: skip

    def __init__(self, *args: Any, by: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].queryset = services_of(by)


def _moment(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


class ArrangeForm(forms.Form):
    kind = forms.ChoiceField(label="形式", choices=NeedsMeetingKind.choices)
    at = _moment("开始时间")
    until = _moment("结束时间")
    place = forms.CharField(label="地点", max_length=120, required=False)
    link = forms.URLField(
        label="线上会议链接", max_length=300, required=False, assume_scheme="https"
    )
    cap = forms.IntegerField(
        label="最多几家", min_value=1, max_value=meetings.LARGEST, initial=6,
        help_text="小组（1+N）的 N；一对一不用改。",
    )  # fmt: skip
    host = _Owner(User.objects.none(), label="主持人", empty_label="请选择")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["host"].queryset = lists.owners()


class InviteForm(forms.Form):
    needs = forms.ModelMultipleChoiceField(
        Need.objects.none(), label="再邀请", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["needs"].queryset = choices
        self.fields["needs"].label_from_instance = lambda need: f"{need.card.member}：{need}"


class HoldForm(forms.Form):
    """The minutes, and an answer for each need that was talked about and is this person's to answer."""

    minutes = _words("纪要", rows=6, help_text="参加的单位都能看到。")

    def __init__(self, *args: Any, meeting: NeedsMeeting, by: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = meeting.invited.select_related("need__card__member").exclude(reply="declined")
        for row in rows.filter(need__state="assigned"):
            if not may_handle_need(by, row.need):
                continue
            self.fields[f"need-{row.need_id}"] = _words(
                f"给{row.need.card.member}的答复", rows=3, required=False,
                help_text="空着的，需求仍在办理中。",
            )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        minutes = told.pop("minutes")
        answers = {int(name.removeprefix("need-")): said for name, said in told.items()}
        return {"minutes": minutes, "answers": answers}


def soon() -> dict[str, datetime]:
    """Tomorrow at ten, for an hour: something to change instead of an empty field."""
    now = clock.now().astimezone(clock.TZ) + timedelta(days=1)
    start = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return {"at": start, "until": start + timedelta(hours=1)}
