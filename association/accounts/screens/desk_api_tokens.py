"""Tokens of the API on the desk: made, shown once, revoked; never edited."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse

from association.accounts import api_tokens
from association.accounts.forms import ReasonForm
from association.accounts.models import ApiToken, User
from association.accounts.rules import may_issue_tokens
from association.accounts.scopes import table
from association.accounts.screens import shown_once
from association.base import clock
from association.base.admin import AuditedAdmin
from association.base.forms import attempt
from association.base.templatetags.ui import status

USUAL = timedelta(days=180)


class TokenForm(forms.Form):
    name = forms.CharField(
        label="用途",
        max_length=60,
        help_text="哪个系统、做什么用，如“财务软件读会费”。",
    )
    owner = forms.ModelChoiceField(
        label="以谁的名义",
        queryset=User.objects.none(),
        empty_label="请选择",
        help_text="令牌用这位同事的权限读取。不能是您自己。",
    )
    scopes = forms.MultipleChoiceField(
        label="范围",
        widget=forms.CheckboxSelectMultiple,
        help_text="只选对方用得到的。读到的不会多于这位同事当时能看的。",
        error_messages={"required": "请至少选一个范围。"},
    )
    expires_on = forms.DateField(
        label="有效至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="含当日，最长一年。到期后另发一个。",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["scopes"].choices = [
            (scope.code, f"{scope.name}（{scope.code}）") for scope in table().values()
        ]
        colleagues = User.objects.filter(is_staff=True, is_active=True).exclude(pk=by.pk)
        fields["owner"].queryset = colleagues.order_by("name")
        fields["expires_on"].initial = clock.today() + USUAL


@admin.register(ApiToken)
class ApiTokenAdmin(AuditedAdmin):
    list_display = ["name", "prefix", "owner", "named_scopes", "expires_on", "used", "state"]
    list_select_related = ["owner"]
    search_fields = ["name", "prefix", "owner__name"]
    search_help_text = "用途、前缀或姓名"
    change_form_template = "accounts/admin_api_token.html"
    change_list_template = "accounts/admin_api_tokens.html"
    actions = None

    @admin.display(description="状态")
    def state(self, row: ApiToken) -> str:
        if row.revoked_at:
            return status("none", "已撤销")
        if row.expires_on < clock.today():
            return status("none", "已到期")
        return status("ok", "可用") if api_tokens.is_good(row) else status("stop", "账号已停用")

    @admin.display(description="范围")
    def named_scopes(self, row: ApiToken) -> str:
        known = table()
        return "、".join(known[code].name if code in known else code for code in row.scopes)

    @admin.display(description="最近使用", ordering="last_used_at")
    def used(self, row: ApiToken) -> Any:
        return row.last_used_at or "没有用过"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("owner", "created_by", "revoked_by")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        told = ["state", "name", "prefix", "owner", "named_scopes", "expires_on", "used"]
        ended = ["revoked_by", "revoked_at", "revoke_reason"] if obj and obj.revoked_at else []
        return [*told, "created_by", "created_at", *ended]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Right after it was made the token stands here, for this once."""
        secret = shown_once.take(request, shown_once.Token)
        more = {"secret": secret, "may_revoke": may_issue_tokens(request.user)}
        answer = super().change_view(request, object_id, form_url, more)
        return shown_once.forget(answer, page=request.path) if secret else answer

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not may_issue_tokens(request.user):
            raise PermissionDenied
        form = TokenForm(request.POST or None, by=request.user)
        made: list[tuple[ApiToken, str]] = []
        if form.is_valid() and attempt(
            form, lambda: made.append(api_tokens.issue(by=request.user, **form.cleaned_data))
        ):
            return self._show_once(*made[0])
        return self._ask(request, form, "accounts/admin_api_token_add.html", title="发放接口令牌")

    @staticmethod
    def _show_once(row: ApiToken, text: str) -> HttpResponse:
        page = reverse("admin:accounts_apitoken_change", args=[row.pk])
        return shown_once.hand_over(shown_once.Token(text, row.name), page=page)

    def _ask(self, request: HttpRequest, form: forms.Form, page: str, **told: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "form": form, **told
        }  # fmt: skip
        return render(request, page, context, status=422 if form.is_bound else 200)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.revoke_view)
        return [
            path("<int:pk>/revoke/", view, name="accounts_apitoken_revoke"),
            *super().get_urls(),
        ]

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_issue_tokens(request.user):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ReasonForm(request.POST or None)
        if form.is_valid() and attempt(
            form, lambda: api_tokens.revoke(row, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, f"接口令牌“{row}”已撤销，立即失效。")
            return HttpResponseRedirect(reverse("admin:accounts_apitoken_changelist"))
        page = "accounts/admin_api_token_revoke.html"
        return self._ask(request, form, page, title="撤销接口令牌", original=row)
