"""What staff type about sittings, panels and corrections. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.base import clock, files
from association.base.forms import UploadField
from training.assessment.arithmetic import Written, parse
from training.assessment.standards import required
from training.enums import ExamPart
from training.models import Place, Result, Sitting, TrainingClass


class SittingForm(forms.Form):
    part = forms.ChoiceField(label="科目")
    at = forms.DateTimeField(
        label="开始时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text="北京时间",
    )
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=600)
    room = forms.CharField(label="考场", max_length=120)
    seats = forms.IntegerField(label="座位数", min_value=1, max_value=2000)
    invigilators = forms.CharField(
        label="监考人员", max_length=200, help_text="几个人用顿号隔开；综合评审填考务人员"
    )

    def __init__(self, *args: Any, of: TrainingClass, **options: Any) -> None:
        super().__init__(*args, **options)
        parts = [(part.value, part.label) for part in required(of.level)]
        field: Any = self.fields["part"]
        field.choices = parts


class SittingChangeForm(SittingForm):
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, sitting: Sitting, **options: Any) -> None:
        told = {name: getattr(sitting, name) for name in ("minutes", "room", "seats")}
        told |= {"invigilators": sitting.invigilators, "at": sitting.at.astimezone(clock.TZ)}
        super().__init__(*args, of=sitting.training_class, initial=told, **options)
        del self.fields["part"]


class SeatForm(forms.Form):
    seat = forms.IntegerField(label="新座位号", min_value=1, help_text="座位上有人的，两个人对调。")


class UploadForm(forms.Form):
    file = UploadField(label="成绩登录表", accept=files.SHEETS)


class MarkForm(forms.Form):
    """One mark as in the grid: figures, or 缺, 弊, 缓."""

    mark = forms.CharField(label="成绩", max_length=12, help_text="分数，或 缺、弊、缓")
    note = forms.CharField(
        label="情况记录",
        max_length=500,
        required=False,
        help_text="作弊必填：何时、什么行为、谁在场",
    )
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, full: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.full = full
        self.written: Written | None = None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "mark" in told:
            try:
                self.written = parse(told["mark"], full=self.full, note=told.get("note", ""))
            except ValueError as error:
                self.add_error("mark", f"{error}。")
        return told


class CorrectionForm(MarkForm):
    part = forms.ChoiceField(label="科目")
    field_order = ["part", "mark", "note", "reason"]

    def __init__(self, *args: Any, result: Result, **options: Any) -> None:
        parts = list(result.parts.all())
        super().__init__(*args, full=max(each.full for each in parts), **options)
        field: Any = self.fields["part"]
        field.choices = [
            (each.part, f"{ExamPart(each.part).label}（现为 {each}）") for each in parts
        ]


class DecisionForm(forms.Form):
    answer = forms.CharField(
        label="答复", max_length=500, required=False, help_text="不同意的须写明理由。"
    )


class ExaminerForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    employer = forms.CharField(label="工作单位", max_length=120, help_text="用全称，据此识别回避")
    title = forms.CharField(label="职称或职务", max_length=60, required=False)


class DeclarationForm(forms.Form):
    interests = forms.CharField(
        label="应回避的单位和人员",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个，写单位、队伍或人员的名称。没有的留空，即声明没有。声明前不给评审员看考生。",
    )


class RecusalForm(forms.Form):
    place = forms.ModelChoiceField(Place.objects.none(), label="考生", empty_label="请选择")
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, sitting: Sitting, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["place"]
        field.queryset = sitting.places.select_related("enrolment__trainee")
