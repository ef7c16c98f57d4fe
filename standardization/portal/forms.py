"""What a company types about its own case. Forms read; the doors decide."""

from decimal import Decimal
from typing import Any

from django import forms

from association.base import clock
from association.base.forms import UploadField
from members.models import Member
from standardization.cases import eligibility
from standardization.cases.self_review import Given
from standardization.enums import AnswerState, CaseKind, DocumentKind, KeyAreaKind
from standardization.models import (
    Answer,
    CommitmentItem,
    DeductionRule,
    Gap,
    Item,
    Site,
    StandardVersion,
)
from standardization.scoring.sheet import Kind


class SiteForm(forms.Form):
    name = forms.CharField(label="场所名称", max_length=80, help_text="如 北厂区、第一油库")
    address = forms.CharField(label="地址", max_length=160)


class KeyAreaForm(forms.Form):
    site = forms.ModelChoiceField(Site.objects.none(), label="场所", empty_label="请选择")
    kind = forms.TypedChoiceField(label="类别", choices=KeyAreaKind.choices, coerce=KeyAreaKind)
    name = forms.CharField(
        label="名称", max_length=60, required=False, help_text="空着就用类别的名称。"
    )
    no_phones = forms.BooleanField(label="防爆区，禁止携带手机", required=False)

    def __init__(self, *args: Any, member: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].queryset = Site.objects.filter(member=member)


class BeginForm(forms.Form):
    kind = forms.TypedChoiceField(label="性质", coerce=CaseKind)
    version = forms.ModelChoiceField(
        StandardVersion.objects.none(), label="评审标准", empty_label="请选择"
    )
    grade = forms.ChoiceField(label="申请等级")
    references = forms.ModelMultipleChoiceField(
        StandardVersion.objects.none(), label="参考标准", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="参考标准同时评分，不影响等级。",
    )  # fmt: skip
    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(), label="场所", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, member: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        versions = eligibility.in_force(clock.today())
        grades = versions.order_by("thresholds__position").values_list(
            "thresholds__grade", flat=True
        )
        found = list(dict.fromkeys(each for each in grades if each))
        self.fields["kind"].choices = [
            (each.value, each.label) for each in CaseKind if each != CaseKind.SUPERVISION
        ]
        self.fields["version"].queryset = versions
        self.fields["references"].queryset = versions
        self.fields["sites"].queryset = Site.objects.filter(member=member)
        self.fields["grade"].choices = [(each, each) for each in found]
        if "二级" in found:
            self.fields["grade"].initial = "二级"


class DocumentForm(forms.Form):
    kind = forms.TypedChoiceField(
        label="类别",
        choices=[
            (each.value, each.label)
            for each in (DocumentKind.SELF_REPORT, DocumentKind.EVIDENCE, DocumentKind.OTHER)
        ],
        coerce=DocumentKind,
    )
    title = forms.CharField(label="名称", max_length=120, required=False)
    file = UploadField(label="文件", hint="自评报告须盖章。")


class CommitForm(forms.Form):
    committed = forms.ModelMultipleChoiceField(
        CommitmentItem.objects.filter(active=True),
        label="承诺事项",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="由主要负责人（单位管理员）逐条确认。承诺不实的，终止评审并在规定期限内不受理申请。",
    )


class GapForm(forms.Form):
    answer = forms.CharField(
        label="怎样补正的", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    file = UploadField(label="补正材料", required=False)

    def __init__(self, *args: Any, gap: Gap, **options: Any) -> None:
        super().__init__(*args, prefix=f"gap{gap.pk}", initial={"answer": gap.answer}, **options)
        self.gap = gap


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ItemForm(forms.Form):
    """One item of the self-review; ``given`` is None where nothing was chosen."""

    state = forms.ChoiceField(
        label="结论", required=False, widget=forms.RadioSelect, choices=AnswerState.choices
    )
    reason = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不符合、不适用的须写明。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, item: Item, rules: list[DeductionRule], answer: Answer | None, **rest: Any
    ) -> None:
        event = answer.event if answer else None
        initial: dict[str, Any] = {}
        if event:
            initial = {"state": event.state, "reason": event.reason, "value": event.value}
            initial |= {f"count{key}": count for key, count in event.deductions.items()}
        super().__init__(*args, prefix=f"item{item.pk}", initial=initial, **rest)
        self.item, self.rules = item, rules
        if not item.na_allowed:
            self.fields["state"].choices = [
                each for each in AnswerState.choices if each[0] != AnswerState.NOT_APPLICABLE
            ]
        if item.kind == Kind.LEVELS.value:
            self.fields["value"] = forms.DecimalField(
                label=f"自评得分（满分 {item.full.normalize():f}）", min_value=Decimal(0),
                max_value=item.full, decimal_places=2, required=False,
            )  # fmt: skip
        for rule in rules:
            per = "处数" if rule.per == "occurrence" else "0 或 1"
            self.fields[f"count{rule.pk}"] = forms.IntegerField(
                label=f"{rule.text}（扣 {rule.points.normalize():f} 分）：{per}",
                min_value=0, max_value=999, required=False,
            )  # fmt: skip

    def given(self) -> Given | None:
        told = self.cleaned_data
        if not told["state"]:
            return None
        fails = told["state"] == AnswerState.FAILS
        counts = {str(rule.pk): told.get(f"count{rule.pk}") or 0 for rule in self.rules}
        return Given(
            state=AnswerState(told["state"]),
            reason=told["reason"],
            counts={key: count for key, count in counts.items() if count} if fails else {},
            value=told.get("value") if fails else None,
        )
