"""What the editors keep in the stock admin: columns, calls for papers, words that are minded."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from association.base.admin import AuditedAdmin
from bulletin.models import Call, Column, Masthead, WordRule
from bulletin.rules import may_keep_columns, may_keep_issues, may_keep_words


class Kept(AuditedAdmin):
    """Whoever keeps the columns; nothing is taken away, since pieces stand in it."""

    may = staticmethod(may_keep_columns)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.may(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request.user)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.may(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Column)
class ColumnAdmin(Kept):
    list_display = ["name", "english", "position", "open_to_members", "active"]
    fields = ["name", "english", "slug", "colour", "open_to_members", "position", "active"]


@admin.register(Call)
class CallAdmin(Kept):
    list_display = ["title", "opens_on", "closes_on", "contact"]
    fields = [
        "title", "text", "columns", "opens_on", "closes_on", "contact", "phone", "mailbox",
    ]  # fmt: skip
    formfield_overrides: ClassVar = {
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple, "help_text": ""}
    }


class Paragraphs(forms.CharField):
    """A list of texts, a paragraph each, with an empty line between."""

    widget = forms.Textarea

    def prepare_value(self, value: object) -> object:
        return "\n\n".join(value) if isinstance(value, list) else value

    def clean(self, value: object) -> list[str]:  # type: ignore[override]
        lines = str(super().clean(value)).splitlines()
        return [line.strip() for line in lines if line.strip()]


class MastheadForm(forms.ModelForm):
    introduction = Paragraphs(
        label="简介", required=False, help_text="一行一段，印在简介页；空着的不印这一页。"
    )
    code = forms.URLField(
        label="二维码指向",
        max_length=200,
        assume_scheme="https",
        help_text="读者扫码后打开的网址。",
    )

    class Meta:
        model = Masthead
        fields = [
            "valid_from", "name", "governed_by", "published_by", "permit", "introduction",
            "slogan", "address", "phone", "mailbox", "code", "code_says",
        ]  # fmt: skip


@admin.register(Masthead)
class MastheadAdmin(Kept):
    may = staticmethod(may_keep_issues)
    form = MastheadForm
    list_display = ["name", "valid_from", "published_by"]


@admin.register(WordRule)
class WordRuleAdmin(Kept):
    """A word that isn't minded any more is switched off: pieces were judged by it."""

    may = staticmethod(may_keep_words)
    list_display = ["word", "severity", "kind", "instead", "unless", "active"]
    list_filter = ["severity", "kind", "active"]
    search_fields = ["word", "instead"]
    fields = ["word", "severity", "kind", "instead", "why", "unless", "active"]
