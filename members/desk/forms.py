"""What staff type about a member. Forms read; the concept modules decide and write."""

from typing import Any, Self

from django import forms
from django.contrib.auth.models import AbstractBaseUser

from association.accounts.login_names import masked_phone
from association.base import clock, files
from association.base.forms import UploadField
from association.base.transitions import Transition
from members import register
from members.dues import FIRST_YEAR, LAST_YEAR
from members.enums import ContactRole, District, OrganisationType, Position
from members.forms.fields import CreditCodeField, MobileField
from members.models import (
    Contact,
    Member,
    OrganisationTypeRecord,
    PositionTerm,
    Resolution,
)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **options)


TYPES = [("", "请选择"), *OrganisationType.choices]
"""Chosen by nobody but who has read the paper: the first of a list would be saved unread."""


class MemberForm(forms.Form):
    name = forms.CharField(label="单位名称", max_length=120)
    credit_code = CreditCodeField()
    district = forms.ChoiceField(
        label="所在区", choices=[("", "未登记"), *District.choices], required=False
    )
    joined_on = day("入会日期", required=False)
    email = forms.EmailField(label="单位邮箱", required=False)
    note = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    reason = forms.CharField(label="变更理由", max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, member: Member) -> dict[str, Any]:
        fields = ("name", "credit_code", "district", "joined_on", "email", "note", "version")
        return {name: getattr(member, name) for name in fields}

    def amendment(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        version, reason = facts.pop("version"), facts.pop("reason")
        return {"version": version, "reason": reason, "changes": facts}

    def on_version(self, member: Member, changes: dict[str, tuple[Any, Any]]) -> Self:
        """The same input against the record as it is now: saving again is a decision.

        What stands here as it was before somebody else changed it was not touched here; it takes
        the value it has now. ``changes`` is label → (then, now).
        """
        data = self.data.copy()
        data["version"] = str(member.version)
        for field in register.FIELDS:
            label = register.label(field)
            typed = register.word(field, self.cleaned_data[field])
            if label in changes and str(typed or "") == str(changes[label][0] or ""):
                data[field] = str(getattr(member, field) or "")
        return type(self)(data, initial=self.initial)


class EntryForm(forms.Form):
    name = forms.CharField(label="单位名称", max_length=120)
    credit_code = CreditCodeField()
    organisation_type = forms.ChoiceField(label="单位类型", choices=TYPES)
    position = forms.ChoiceField(
        label="职务", choices=Position.choices, initial=Position.MEMBER.value
    )
    seat_since = day(
        "职务自何日起", required=False, help_text="任职当日，会费按它分档；会员单位不填"
    )
    district = forms.ChoiceField(
        label="所在区", choices=[("", "未登记"), *District.choices], required=False
    )
    joined_on = day("入会日期")
    since = day("单位类型自何日起", required=False, help_text="按证照写；不填即入会日期")
    source = forms.CharField(
        label="单位类型依据", max_length=120, help_text="如：营业执照、出资证明"
    )
    email = forms.EmailField(label="单位邮箱", required=False)

    def clean(self) -> None:
        """Dues go by the seat: since when it is held is nothing to be guessed."""
        facts = self.cleaned_data
        position, since = facts.get("position"), facts.get("seat_since")
        joined_on = facts.get("joined_on")
        if position == Position.MEMBER:
            facts["seat_since"] = None
        elif position and not since and "seat_since" not in self.errors:
            held = Position(position).label
            self.add_error("seat_since", f"职务自何日起：请填任{held}的第一天。")
        elif since and joined_on and since < joined_on:
            told = f"职务自何日起：{since} 早于入会日期 {joined_on}，请核对。"
            self.add_error("seat_since", told)

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        since, source, seat_since = (facts.pop(name) for name in ("since", "source", "seat_since"))
        return {
            "draft": register.Draft(**facts),
            "type_since": since or facts["joined_on"],
            "seat_since": seat_since,
            "source": source,
        }


class TypeForm(forms.Form):
    organisation_type = forms.ChoiceField(label="单位类型", choices=TYPES)
    since = day("自何日起", help_text="这一天之前的登记不变")
    source = forms.CharField(label="依据", max_length=120, help_text="如：营业执照、出资证明")
    evidence = UploadField(label="证明材料", required=False)

    def facts(self, *, by: AbstractBaseUser) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        upload = facts.pop("evidence")
        return facts | {"evidence": files.keep(upload, by=by, field="evidence") if upload else None}


class SeatForm(forms.Form):
    position = forms.ChoiceField(label="职务", choices=Position.choices)
    term = forms.CharField(label="届次", max_length=20, required=False, help_text="如：第三届")
    start = day("任期自")
    end = day("任期至", required=False, help_text="含当日；未定则留空")
    resolution = forms.ModelChoiceField(
        Resolution.objects.all(), label="决议", required=False, empty_label="未登记"
    )


class _Because(forms.Form):
    """Why something recorded is changed: it stands on the member's timeline."""

    reason = forms.CharField(
        label="理由", max_length=200, help_text="如：录入时选错；会留在流转记录里"
    )


class TypeCorrectionForm(_Because):
    organisation_type = forms.ChoiceField(label="单位类型", choices=OrganisationType.choices)
    since = day("自何日起")
    source = forms.CharField(label="依据", max_length=120, required=False)
    field_order = ["organisation_type", "since", "source", "reason"]

    @classmethod
    def initial_of(cls, row: OrganisationTypeRecord) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("organisation_type", "since", "source")}


class SeatCorrectionForm(_Because, SeatForm):
    field_order = ["position", "term", "start", "end", "resolution", "reason"]

    @classmethod
    def initial_of(cls, row: PositionTerm) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.field_order if name != "reason"}

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        return facts | {"term_name": facts.pop("term")}


class SeatEndForm(_Because):
    on = day("任期至", help_text="含当日，是任职的最后一天")
    field_order = ["on", "reason"]


class StepForm(forms.Form):
    reason = forms.CharField(
        label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )
    on = day("生效日期", required=False)
    document = forms.CharField(label="文号", max_length=60, required=False)

    def __init__(self, *args: Any, step: Transition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = step.reason_needed
        self.fields["on"].initial = clock.today


class ContactForm(forms.Form):
    """A number that is there is not shown: left empty it stays, and it goes by its own box."""

    name = forms.CharField(label="姓名", max_length=40)
    mobile = MobileField(required=False)
    without_mobile = forms.BooleanField(label="删去手机号", required=False)
    email = forms.EmailField(label="邮箱", required=False)
    roles = forms.MultipleChoiceField(
        label="职责",
        choices=ContactRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    @classmethod
    def initial_of(cls, contact: Contact | None) -> dict[str, Any]:
        if contact is None:
            return {}
        return {name: getattr(contact, name) for name in ("name", "email", "roles")}

    def __init__(self, *args: Any, known_mobile: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.known_mobile = known_mobile
        if known_mobile:
            self.fields["mobile"].help_text = f"现为 {masked_phone(known_mobile)}，不改请留空"
        else:
            del self.fields["without_mobile"]

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        goes = facts.pop("without_mobile", False)
        if self.known_mobile and not facts["mobile"] and not goes:
            del facts["mobile"]
        return facts


class UnmaskForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, help_text="写进操作记录，单位也能看到有人查看过"
    )


class YearForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)


class ExtensionForm(forms.Form):
    until = day("延至", help_text="含当日")
    reason = forms.CharField(label="理由", max_length=200)
    resolution = forms.ModelChoiceField(
        Resolution.objects.all(), label="决议", required=False, empty_label="未登记"
    )


class AsOfForm(forms.Form):
    as_of = day("认定基准日", required=False)


class ResolutionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}" if obj.verified else f"{obj}（待核实）"


class ActivationForm(forms.Form):
    resolution = ResolutionChoice(
        Resolution.objects.all(),
        label="批准它的决议",
        empty_label="请选择",
        help_text="还没有登记的，请先登记决议；写着“待核实”的，请先与原件核对",
    )
    reason = forms.CharField(label="说明", max_length=200, required=False)


class DecisionForm(forms.Form):
    since = day("单位类型自何日起", required=False, help_text="采纳单位类型变更时须填")
    answer = forms.CharField(
        label="审核意见",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text="不采纳时须写明原因，单位会看到",
    )

    def __init__(self, *args: Any, asks_type: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if asks_type:
            self.fields["since"].initial = clock.today
        else:
            del self.fields["since"]

    def facts(self, *, approve: bool) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        since = facts.pop("since", None)
        return facts | {"since": since} if approve and since else facts
