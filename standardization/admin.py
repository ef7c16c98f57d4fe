"""What 安全技术部 keeps in the stock admin: terms, commitments and rules that are 待核实 until somebody
has compared them with the original."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from association.base.admin import AuditedAdmin, RemindingRuleAdmin, RemindingRuleForm
from standardization.models import (
    BanTerm,
    ClockTerm,
    CommitmentItem,
    DrawRule,
    ReadinessRule,
    ReadinessRuleSet,
    ReportPolicy,
    ReviewReminderRule,
)
from standardization.models.reminder import GAPS

_CHANGE = "standardization.change_readinessruleset"


class Kept(AuditedAdmin):
    """Rows that the code goes by: changed, never added or taken away."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ClockTerm)
class ClockTermAdmin(Kept):
    list_display = ["kind", "working_days", "extension", "source", "verified"]
    readonly_fields = ["kind"]
    fields = ["kind", "working_days", "extension", "source", "verified"]


@admin.register(BanTerm)
class BanTermAdmin(Kept):
    list_display = ["ground", "months", "source", "verified"]
    readonly_fields = ["ground"]
    fields = ["ground", "months", "source", "verified"]


@admin.register(DrawRule)
class DrawRuleAdmin(Kept):
    list_display = ["name", "numerator", "denominator", "source", "verified"]
    fields = [
        "name", "numerator", "denominator", "industries", "after_veto", "first_of_organisation",
        "again_numerator", "again_denominator", "source", "verified",
    ]  # fmt: skip


@admin.register(ReportPolicy)
class ReportPolicyAdmin(Kept):
    list_display = ["__str__", "most_alike", "source", "verified"]
    fields = ["most_alike", "source", "verified"]


@admin.register(CommitmentItem)
class CommitmentItemAdmin(AuditedAdmin):
    list_display = ["position", "text", "active", "verified"]
    fields = ["code", "text", "position", "active", "verified"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadinessRuleInline(admin.TabularInline):
    """Whoever keeps the set keeps its rows. None is taken away: what was recorded points at it."""

    model = ReadinessRule
    extra = 0
    verbose_name_plural = "事项（“不晚于”空着的，到当天结束）"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("standardization.view_readinessruleset")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(_CHANGE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(_CHANGE)


@admin.register(ReadinessRuleSet)
class ReadinessRuleSetAdmin(AuditedAdmin):
    list_display = ["title", "basis", "start", "end", "active"]
    fields = ["code", "title", "basis", "start", "end", "active"]
    inlines = [ReadinessRuleInline]


class ReviewReminderRuleForm(RemindingRuleForm):
    class Meta:
        model = ReviewReminderRule
        fields = [
            "code", "title", "what", "days", "every", "whom", "channels", "subject", "body",
            "active",
        ]  # fmt: skip
        help_texts = RemindingRuleForm.told(GAPS)


@admin.register(ReviewReminderRule)
class ReviewReminderRuleAdmin(RemindingRuleAdmin):
    form = ReviewReminderRuleForm
    fields = ReviewReminderRuleForm.Meta.fields
    list_display = ["title", "what", "whom", "days", "every", "active", "switched_on_at"]
    list_filter = ["what", "whom", "active"]
