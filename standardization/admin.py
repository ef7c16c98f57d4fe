"""What 安全技术部 keeps in the stock admin: what a visit needs in an epidemic or a flood season."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from association.base.admin import AuditedAdmin
from standardization.models import ReadinessRule, ReadinessRuleSet

_CHANGE = "standardization.change_readinessruleset"


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
