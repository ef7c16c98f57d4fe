"""What staff type about a case. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.base import clock
from association.base.forms import UploadField
from members.desk.forms import day
from standardization.cases import acts
from standardization.enums import ActKind
from standardization.models import Case, Organisation
from standardization.reports import standing


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoteForm(forms.Form):
    """Where a reason is welcome and not wanted."""

    reason = forms.CharField(
        label="说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProposalForm(ReasonForm):
    """``grade`` only for the recommendation, ``false_promise`` only for a termination."""

    def __init__(self, *args: Any, verb: str, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        if verb == "recommend":
            standard = case.standards.filter(role="primary").select_related("version").first()
            grades = list(standard.version.thresholds.values_list("grade", flat=True))
            self.fields["grade"] = forms.ChoiceField(
                label="建议等级", choices=[(each, each) for each in grades],
                initial=case.grade_applied,
            )  # fmt: skip
        if verb == "pass_audit" and (alike := standing.too_alike(case)):
            told = "、".join(f"{each['number']} {each['percent']}%" for each in alike)
            self.fields[standing.CHECKED] = forms.BooleanField(
                label=f"已与相似度超过上限的报告逐段核对（{told}），不是抄写", required=False
            )
        if verb == "terminate":
            self.fields["false_promise"] = forms.BooleanField(
                label="因承诺不实（终止后在规定期限内不受理申请）", required=False
            )

    def facts(self) -> dict[str, Any]:
        told = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return {name: value for name, value in told.items() if value}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意须写明理由，提出的人会看到。",
    )  # fmt: skip


class CorrectionForm(forms.Form):
    gaps = forms.CharField(
        label="须补正的内容",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行一项。补正只能告知一次，请一次写全；企业逐项填写后一次提交。",
    )

    def clean_gaps(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["gaps"].splitlines() if line.strip()]


class ActForm(forms.Form):
    """``by_staff``: the office's paper comes with it."""

    kind = forms.ChoiceField(label="决定")
    office = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.BUREAU), label="处室",
        empty_label="请选择",
    )  # fmt: skip
    acted_on = day("决定日期")
    outcome = forms.ChoiceField(
        label="异议",
        choices=[("", "不涉及异议"), ("dismiss", "异议不成立"), ("uphold", "异议成立，未达标")],
        required=False,
        help_text="只在“异议处理决定”时选择。",
    )
    text = forms.CharField(
        label="决定内容",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="退回、不予受理、异议成立须写明；退回时一行一项，企业逐项补正。",
    )
    file = UploadField(label="书面文件", hint="处室盖章的文件。", required=False)

    def __init__(self, *args: Any, case: Case, by_staff: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = acts.open_to(case)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["acted_on"].initial = clock.today()
        if ActKind.RESOLVE not in kinds:
            del self.fields["outcome"]
        if not by_staff:
            for name in ("office", "file", "acted_on"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        resolves = told.get("kind") == ActKind.RESOLVE
        if resolves and not told.get("outcome"):
            self.add_error("outcome", "请选择异议是否成立。")
        return told

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        found = {
            "kind": ActKind(told["kind"]),
            "text": told["text"],
            "upheld": told.get("outcome") == "uphold",
        }
        if "office" in self.fields:
            found |= {
                "office": told["office"],
                "acted_on": told["acted_on"],
                "upload": told["file"] or None,
            }
        return found
