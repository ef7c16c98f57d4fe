from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from association.accounts.models import Department
from association.base.admin import AuditedAdmin


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    list_display = ["name", "position"]
    fields = ["name", "code", "position"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """Tasks are routed by the code: it stays."""
        return ["code"] if obj else []
