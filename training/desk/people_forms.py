"""What 教育培训部 types about people and their enrolments."""

from typing import Any

from django import forms

from association.base import files
from association.base.forms import UploadField
from training.enums import EnrolmentState, IdType, Purpose
from training.models import Team, Trainee
from training.people import register


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复或理由",
        max_length=500,
        required=False,
        help_text="退回、不予受理、退出或提出例外时必填；退回和不予受理的，本人会看到。写明缺什么、怎样补。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PhotoAnswerForm(forms.Form):
    reason = forms.CharField(label="不合格的原因", max_length=200, required=False)


class DecisionForm(forms.Form):
    answer = forms.CharField(
        label="答复", max_length=500, required=False, help_text="不同意的必填。"
    )


class ConsentPaperForm(forms.Form):
    purpose = forms.ChoiceField(label="用途", choices=Purpose.choices)
    paper = UploadField(label="本人签字的告知书")


class UnmaskForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, help_text="写进操作记录，如“核对身份证复印件”。"
    )


class AmendForm(forms.Form):
    """Numbers are left empty to stay as they are: nobody has to see them to mend a name."""

    name = forms.CharField(label="姓名", max_length=60)
    id_type = forms.ChoiceField(label="证件类型", choices=IdType.choices)
    id_number = forms.CharField(
        label="证件号码", max_length=40, required=False, help_text="不改就留空。"
    )
    mobile = forms.CharField(label="手机", max_length=30, required=False, help_text="不改就留空。")
    email = forms.EmailField(label="邮箱", required=False)
    reason = forms.CharField(
        label="理由",
        max_length=200,
        required=False,
        help_text="改姓名、证件类型或证件号码时必填，如“与身份证不一致”。",
    )

    def __init__(self, *args: Any, trainee: Trainee, **options: Any) -> None:
        shown = {name: getattr(trainee, name) for name in ("name", "id_type", "email")}
        super().__init__(*args, initial=shown, **options)

    def told(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in register.LABELS}
        return {
            name: value
            for name, value in found.items()
            if value or name not in ("id_number", "mobile")
        }


class DeskRosterForm(forms.Form):
    team = forms.ModelChoiceField(Team.objects.none(), label="队伍", empty_label="请选择")
    file = UploadField(label="花名册", accept=files.SHEETS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["team"]
        field.queryset = Team.objects.filter(active=True)


class Narrowed(forms.Form):
    """Which people are shown; what can't be read shows all."""

    q = forms.CharField(required=False, max_length=60)
    state = forms.ChoiceField(choices=EnrolmentState.choices, required=False)
    missing = forms.BooleanField(required=False)
