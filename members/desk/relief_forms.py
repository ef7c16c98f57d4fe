"""What staff type about an application for relief."""

from typing import Any

from django import forms

from association.base.money import grouped
from members.desk.forms import day
from members.enums import MeetingState, OpinionSide
from members.forms.fields import AmountField
from members.models import Meeting, ReliefApplication
from members.relief import opinions
from members.relief.applications import room
from members.relief.decisions import BODY


class OpinionForm(forms.Form):
    side = forms.ChoiceField(label="意见方", widget=forms.RadioSelect)
    recommends = AmountField(label="建议减免金额（元）", help_text="不同意减免填 0")
    text = forms.CharField(
        label="意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="列入议案给代表看；出具后不能修改",
    )

    def __init__(self, *args: Any, sides: list[OpinionSide], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["side"].choices = [(side.value, side.label) for side in sides]
        self.fields["side"].initial = sides[0].value if sides else None


class MeetingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{obj.get_mode_display()}，{obj.held_on}，{obj.get_state_display()}）"


class PlaceForm(forms.Form):
    meeting = MeetingChoice(
        Meeting.objects.none(),
        label="会议",
        empty_label="请选择",
        help_text="常务理事会还没有结束的会议；没有的，请先召集",
    )
    amount = AmountField(
        label="提请减免金额（元）", help_text="表决的就是这个数，通过后照此入账；要改须撤下议题重提"
    )
    until = day("其余会费缓缴至", required=False, help_text="含当日；不缓缴则留空")

    def __init__(self, *args: Any, application: ReliefApplication, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["meeting"].queryset = Meeting.objects.filter(
            term__body__kind=BODY, state__in=[MeetingState.CALLED, MeetingState.OPEN]
        )
        given = [row.recommends for row in opinions.given(application).values()]
        most = min(application.asked or room(application.assessment), room(application.assessment))
        self.fields["amount"].initial = grouped(min([*given, most]))
