"""What staff type about a class. Forms read; the doors decide."""

from decimal import Decimal
from typing import Any

from django import forms

from members.desk.forms import day
from members.forms.fields import AmountField
from training.classes.attendance import MOST
from training.enums import Direction, Level, Teaching
from training.models import Enrolment, Team


class ClassForm(forms.Form):
    title = forms.CharField(label="班次名称", max_length=80, help_text="如 2026 年第一期陆地搜救班")
    level = forms.TypedChoiceField(label="级别", choices=Level.choices, coerce=int)
    direction = forms.ChoiceField(
        label="专业方向",
        choices=[("", "不分方向"), *Direction.choices],
        required=False,
        help_text="四级、三级、二级必选；五级、一级不分方向。",
    )
    teaching = forms.ChoiceField(label="方式", choices=Teaching.choices)
    place = forms.CharField(label="地点或网址", max_length=120, required=False)
    starts_on = day("开班日期")
    ends_on = day("结束日期", help_text="含这一天")
    hours = forms.IntegerField(
        label="须满课时", min_value=0, max_value=1000, help_text="学员签到满这些课时才能参加鉴定。"
    )
    seats = forms.IntegerField(label="名额", min_value=1, max_value=2000)
    price = AmountField(label="费用（元）", help_text="不收费的填 0。")
    free_for_members = forms.BooleanField(label="会员单位的学员免费", required=False)
    enrol_from = day("报名自")
    enrol_until = day("报名至", help_text="含这一天")


class AmendForm(ClassForm):
    reason = forms.CharField(
        label="修改理由", max_length=200, required=False, help_text="写进流转记录，可不填。"
    )


class TeacherForm(forms.Form):
    name = forms.CharField(label="教师", max_length=40)
    topic = forms.CharField(label="内容", max_length=80)
    hours = forms.DecimalField(
        label="课时", min_value=Decimal("0.5"), max_value=1000, max_digits=6, decimal_places=2
    )


class ReserveForm(forms.Form):
    """Staff reserve for a team that asked them to."""

    team = forms.ModelChoiceField(
        Team.objects.filter(active=True), label="队伍", empty_label="请选择"
    )
    count = forms.IntegerField(label="个数", min_value=1, initial=1)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="取消的理由", max_length=200, help_text="有名额的队伍会收到这条理由。"
    )

    def __init__(self, *args: Any, people: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if people:
            self.fields["people_leave"] = forms.BooleanField(
                label=f"让班里的 {people} 人退出", required=False
            )


class HoursForm(forms.Form):
    """One field a person, named by the enrolment's key; an empty one counts as absent."""

    def __init__(
        self,
        *args: Any,
        people: list[Enrolment],
        known: dict[int, Decimal],
        suggested: Decimal,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.keys = {f"hours_{row.pk}": row.pk for row in people}
        for row in people:
            name = f"hours_{row.pk}"
            self.fields[name] = forms.DecimalField(
                label=f"{row.trainee}的课时",
                min_value=0,
                max_value=MOST,
                max_digits=4,
                decimal_places=2,
                required=False,
                initial=f"{known.get(row.pk, suggested).normalize():f}",
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5}
                ),
            )

    def hours(self) -> dict[int, Decimal]:
        return {key: self.cleaned_data[name] or Decimal(0) for name, key in self.keys.items()}
