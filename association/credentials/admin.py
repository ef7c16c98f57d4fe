"""The register of what was issued, to look things up in. Issuing has its page in each app."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from association.base.admin import AuditedAdmin
from association.credentials.models import Credential


@admin.register(Credential)
class CredentialAdmin(AuditedAdmin):
    list_display = ["number", "title", "subject", "valid_from", "valid_to", "standing"]
    list_filter = ["title", "issued_at"]
    search_fields = ["number", "subject"]
    list_select_related = ["replaced_by"]
    fields = [
        "number", "title", "subject", "standing", "valid_from", "valid_to", "issued_by",
        "issued_at", "replaces", "revoked_at", "revoked_by", "revoked_reason", "sha256",
        "signed_with",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="状态")
    def standing(self, credential: Credential) -> str:
        return credential.state.label
