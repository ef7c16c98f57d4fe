"""Reference data in the stock admin: resolutions, fee standards, drafts of relief policies.

The register, the dues and the simulator are screens of their own, in ``members.desk``.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from association.base import clock, files
from association.base.admin import AuditedAdmin, RemindingRuleAdmin, RemindingRuleForm
from association.base.errors import Refused
from association.base.forms import UploadField
from members.dues import FIRST_YEAR, LAST_YEAR, extensions, standards
from members.enums import (
    ContactRole,
    District,
    OrganisationType,
    PolicyState,
    ServiceKind,
    StandardState,
    Tier,
)
from members.models import (
    Body,
    DiscountPolicy,
    FeeLine,
    FeeStandard,
    JoiningStep,
    NeedTopic,
    ReliefPolicy,
    ReminderRule,
    Resolution,
)
from members.models.reminder import GAPS
from members.relief import simulation
from members.rules import may_publish_standard


class ResolutionForm(forms.ModelForm):
    upload = UploadField(label="决议文件", required=False)

    class Meta:
        model = Resolution
        fields = ["number", "title", "body", "decided_on", "verified"]


@admin.register(Resolution)
class ResolutionAdmin(AuditedAdmin):
    form = ResolutionForm
    list_display = ["number", "title", "body", "decided_on", "checked"]
    list_filter = ["body", "verified"]
    search_fields = ["number", "title"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who may only look sees whether there is a paper, and no field to choose one."""
        may_write = self.has_change_permission(request, obj) if obj else True
        paper = "upload" if may_write else "paper"
        return ["number", "title", "body", "decided_on", paper, "verified"]

    @admin.display(description="决议文件")
    def paper(self, resolution: Resolution) -> str:
        return "已上传" if resolution.file_id else "没有上传"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a meeting has adopted here stands; only its paper can be added."""
        adopted = ["number", "title", "body", "decided_on"] if obj and obj.mode else []
        return [*adopted, "paper"] if obj else []

    @admin.display(description="原件", ordering="verified")
    def checked(self, resolution: Resolution) -> str:
        return "已核对" if resolution.verified else "待核实"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.recorded_by, obj.recorded_at = request.user, clock.now()
        if upload := form.cleaned_data.get("upload"):
            obj.file = files.keep(upload, by=request.user)
        super().save_model(request, obj, form, change)


@admin.register(Body)
class BodyAdmin(AuditedAdmin):
    """The rule of each body. Meetings that are called already keep the one they were called with."""

    list_display = ["kind", "basis", "verified"]
    fields = [
        "kind", "quorum_num", "quorum_den", "majority_num", "majority_den", "majority_of",
        "recused_leave", "proxies_count", "proxies_each", "basis", "verified",
    ]  # fmt: skip
    readonly_fields = ["kind"]


@admin.register(JoiningStep)
class JoiningStepAdmin(AuditedAdmin):
    """The chain of admission; each step keeps its code. What is switched off is asked of nobody."""

    list_display = ["title", "department", "working_days", "order", "active", "verified"]
    fields = ["code", "title", "department", "working_days", "order", "active", "verified"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["code"] if obj else []


@admin.register(NeedTopic)
class NeedTopicAdmin(AuditedAdmin):
    """What needs are about. One that is no longer offered stays on the needs that have it."""

    list_display = ["name", "position", "offered"]
    fields = ["name", "position", "offered"]


class FeeLineInline(admin.TabularInline):
    model = FeeLine
    extra = 0
    min_num = len(Tier)
    max_num = len(Tier)
    verbose_name_plural = "各档金额"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and request.user.has_perm("members.change_feestandard")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_feestandard")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and request.user.has_perm("members.change_feestandard")


def _is_draft(standard: Any) -> bool:
    return standard is None or standard.state == StandardState.DRAFT


@admin.register(FeeStandard)
class FeeStandardAdmin(AuditedAdmin):
    list_display = ["title", "year_from", "state", "published_on", "resolution"]
    fields = [
        "code", "title", "year_from", "due_month", "due_day", "proration", "basic_services",
        "resolution",
    ]  # fmt: skip
    inlines = [FeeLineInline]
    change_form_template = "admin/members/feestandard/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_publish" not in request.POST or not may_publish_standard(request.user):
            return super().response_change(request, obj)
        try:
            standards.publish(obj, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"“{obj}”已公布，自 {obj.year_from} 年度起执行。")
        return redirect("admin:members_feestandard_change", obj.pk)


class PolicyForm(forms.ModelForm):
    organisation_types = forms.MultipleChoiceField(
        label="单位类型",
        choices=OrganisationType.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="不选即不限",
    )
    tiers = forms.MultipleChoiceField(
        label="会费档次",
        choices=Tier.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="不选即不限",
    )
    districts = forms.MultipleChoiceField(
        label="所在区",
        choices=District.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="不选即不限",
    )

    class Meta:
        model = ReliefPolicy
        fields = [
            "code", "title", "year", "reference_date", "organisation_types", "tiers", "districts",
            "joined_from", "joined_to", "effect", "value", "mode", "valid_from", "valid_to",
            "order", "stackable", "extend_due_to", "basis",
        ]  # fmt: skip

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(
                f"会费年度：应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改正。"
            )
        return year

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        kind, value = facts.get("effect"), facts.get("value")
        if kind and value is not None and (unfit := simulation.value_unfit(kind, value)):
            self.add_error("value", unfit)
        year, until = facts.get("year"), facts.get("extend_due_to")
        if year and until and (now := _due_on(year)) and until <= now:
            self.add_error(
                "extend_due_to",
                f"其余会员缴费期限延至：{year} 年度的期限现在是 {now}，须晚于这一天；不延期请留空。",
            )
        return facts


def _due_on(year: int) -> date | None:
    """None as long as no standard says it: a policy may be drafted before its year's standard."""
    try:
        return extensions.due_on(year)
    except Refused:
        return None


@admin.register(ReliefPolicy)
class ReliefPolicyAdmin(AuditedAdmin):
    """Drafting only. The list and the simulator are ``members.desk.policies``."""

    form = PolicyForm
    save_as = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        draft = obj is None or obj.state == PolicyState.DRAFT
        return draft and super().has_change_permission(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:members_policies")

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, "草案已保存。下面是它的试算。")
        return redirect("admin:members_policy", obj.pk)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.response_add(request, obj)


class DiscountPolicyForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label="适用服务", choices=ServiceKind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = DiscountPolicy
        fields = ["code", "title", "kinds", "percent", "valid_from", "valid_to", "basis"]


@admin.register(DiscountPolicy)
class DiscountPolicyAdmin(AuditedAdmin):
    """Drafting only. The list and what becomes of a version are ``members.desk.discounts``."""

    form = DiscountPolicyForm
    fields = DiscountPolicyForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["code"] if obj and obj.version > 1 else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        draft = obj is None or obj.state == PolicyState.DRAFT
        return draft and super().has_change_permission(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:members_discounts")

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, "草案已保存。")
        return redirect("admin:members_discount", obj.pk)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.response_add(request, obj)


class ReminderRuleForm(RemindingRuleForm):
    roles = forms.MultipleChoiceField(
        label="邮件发给",
        choices=ContactRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="都没有邮箱时发到单位邮箱；站内消息发给全体单位用户",
    )

    class Meta:
        model = ReminderRule
        fields = [
            "code",
            "title",
            "level",
            "days",
            "roles",
            "channels",
            "subject",
            "body",
            "active",
        ]
        help_texts = RemindingRuleForm.told(GAPS)


@admin.register(ReminderRule)
class ReminderRuleAdmin(RemindingRuleAdmin):
    form = ReminderRuleForm
    fields = ReminderRuleForm.Meta.fields
    list_display = ["title", "level", "days", "active", "switched_on_at"]
