"""What staff type about experts and organisations, and about who is asked. Forms read; the doors
decide."""

import re
from datetime import timedelta
from typing import Any

from django import forms

from association.base import clock
from association.base.forms import UploadField
from members.desk.forms import day
from members.models import Member
from standardization.enums import Duty, ExpertState, RelationKind
from standardization.models import Expert, Organisation

_ANSWER, _DELIVER = timedelta(3), timedelta(30)
_CUTS = re.compile(r"[、，,；;\s]+")


class ListField(forms.CharField):
    """Several words, cut where people cut them: 、 or a comma or a blank."""

    def clean(self, value: Any) -> Any:
        return [word for word in _CUTS.split(super().clean(value)) if word]

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class MemberField(forms.CharField):
    """A member by number or whole name."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = Member.objects.filter(number=text) | Member.objects.filter(name=text)
        member = found.first()
        if member is None:
            raise forms.ValidationError(
                f"登记里没有“{text}”。请填完整的会员编号（如 BJAL-2020-0001）或单位全称。"
            )
        return member


class ChooseForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.REVIEW), label="评审单位",
        empty_label="请选择",
    )  # fmt: skip


class InviteForm(forms.Form):
    expert = forms.ModelChoiceField(
        Expert.objects.filter(state=ExpertState.ACTIVE), label="专家", empty_label="请选择"
    )
    duty = forms.TypedChoiceField(label="职责", choices=Duty.choices, coerce=Duty)
    respond_by = day("答复期限", help_text="含这一天，逾期视为未答复。")
    deliver_by = day("交稿期限", help_text="证书须到这一天仍有效。")

    def __init__(self, *args: Any, duties: list[Duty], **options: Any) -> None:
        super().__init__(*args, **options)
        today = clock.today()
        self.fields["duty"].choices = [(each.value, each.label) for each in duties]
        self.fields["respond_by"].initial = today + _ANSWER
        self.fields["deliver_by"].initial = today + _DELIVER


class DrawForm(forms.Form):
    duty = forms.TypedChoiceField(label="职责", choices=Duty.choices, coerce=Duty)
    count = forms.IntegerField(label="抽取几位", min_value=1, max_value=20, initial=2)
    skill = forms.CharField(label="专业", max_length=40, required=False, help_text="不限的空着。")

    def __init__(self, *args: Any, duties: list[Duty], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["duty"].choices = [(each.value, each.label) for each in duties]


class OverrideForm(forms.Form):
    reason = forms.CharField(
        label="准予的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = UploadField(label="书面决定")


class ExpertForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    mobile = forms.CharField(
        label="手机", max_length=30, help_text="本人以后用它登录。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    title = forms.CharField(label="职称", max_length=40, required=False)
    certificate_number = forms.CharField(label="评审员证书编号", max_length=40)
    certificate_until = day("证书有效至")
    skills = ListField(
        label="专业", max_length=300, help_text="多项用顿号隔开，如 危险化学品、电气"
    )
    district = forms.CharField(label="常驻区", max_length=20, required=False)
    state = forms.ChoiceField(label="状态", choices=ExpertState.choices)
    most_cases = forms.IntegerField(label="同时承担上限", min_value=1, max_value=50, initial=5)


class EmploymentForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.REVIEW), label="评审单位",
        required=False, empty_label="不是评审单位",
    )  # fmt: skip
    member = MemberField(
        label="会员单位", max_length=120, required=False, help_text="会员编号或单位全称。"
    )
    employer = forms.CharField(
        label="单位名称", max_length=120, required=False, help_text="不在上面两项里的，写全称。"
    )
    start = day("自")
    end = day("至", required=False, help_text="仍在职的空着。")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        named = told.get("organisation") or told.get("member") or told.get("employer")
        if not named and "member" not in self.errors:
            self.add_error("employer", "请选评审单位、填会员单位，或写单位名称。")
        return told


class RelationForm(forms.Form):
    member = MemberField(label="企业", max_length=120, help_text="会员编号或单位全称。")
    kind = forms.TypedChoiceField(label="关系", choices=RelationKind.choices, coerce=RelationKind)
    start = day("自")
    end = day("至", required=False, help_text="仍然存在的空着。")
    source = forms.CharField(
        label="来源", max_length=200, help_text="从哪里得知，如 本人申报、合同。"
    )


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=Organisation.Kind.choices)
    name = forms.CharField(label="名称", max_length=120)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    industries = ListField(
        label="可评审的行业", max_length=400, required=False,
        help_text="多项用顿号隔开，与标准登记的行业一致；处室不填。",
    )  # fmt: skip
    valid_until = day("资质有效至", required=False)
    most_cases = forms.IntegerField(label="同时在办上限", min_value=1, max_value=500, initial=10)
    email = forms.EmailField(label="邮箱", required=False)


class PersonForm(forms.Form):
    name = forms.CharField(
        label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    mobile = forms.CharField(
        label="手机号", max_length=30, help_text="本人以后用它登录。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    technical_head = forms.BooleanField(label="技术负责人（出具评审报告）", required=False)
