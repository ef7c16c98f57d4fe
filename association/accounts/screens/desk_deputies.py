"""Who stands in for whom. Appointed and ended; never edited, so that the past stays readable."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse

from association.accounts import deputies
from association.accounts.forms import ReasonForm
from association.accounts.models import Deputy, User
from association.accounts.rules import may_appoint_deputies
from association.base import clock
from association.base.admin import AuditedAdmin
from association.base.forms import attempt
from association.base.templatetags.ui import status


class DeputyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Deputy
        fields = ["principal", "deputy", "role", "start", "end", "reason"]
        help_texts = {
            "role": "被代理人自己的角色之一。代理期间，代理人同时有这个角色的权限。",
            "reason": "如“出差”“休假”。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(is_staff=True, is_active=True).order_by("name")
        groups = Group.objects.order_by("name")
        choices = {"principal": colleagues, "deputy": colleagues, "role": groups}
        for name in choices.keys() & self.fields.keys():  # who may only look has no fields
            field: Any = self.fields[name]
            field.queryset = choices[name]
            _plain(field)

    def _get_validation_exclusions(self) -> set[str]:
        """Whether two deputies cross asks for the early end too, which no field here is for."""
        excluded: set[str] = super()._get_validation_exclusions()
        return excluded - {"ended_at"}


def _plain(field: Any) -> None:
    """Neither colleagues nor roles are made or opened from here."""
    for name in ("can_add_related", "can_change_related", "can_view_related"):
        setattr(field.widget, name, False)


@admin.register(Deputy)
class DeputyAdmin(AuditedAdmin):
    form = DeputyForm
    list_display = ["deputy", "principal", "role", "start", "end", "state", "reason"]
    list_select_related = ["deputy", "principal", "role"]
    list_filter = ["role"]
    search_fields = ["deputy__name", "principal__name"]
    change_form_template = "accounts/admin_deputy.html"
    one_button = True

    @admin.display(description="状态")
    def state(self, row: Any) -> str:
        today = clock.today()
        if row.ended_at:
            return status("none", "已提前结束")
        if row.end < today:
            return status("none", "已到期")
        if row.start > today:
            return status("run", "未开始")
        return status("ok", "代理中") if row.holds else status("stop", "不生效")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """``holds`` is asked of the model: what the list says is what the permissions say."""
        holding = Deputy.standing_on(clock.today()).filter(pk=OuterRef("pk"))
        rows = super().get_queryset(request).select_related("deputy", "principal", "role")
        return rows.annotate(holds=Exists(holding))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        more = [] if obj is None else ["state", "appointed_by", "appointed_at", "ended_at"]
        return ["principal", "deputy", "role", "start", "end", "reason", *more]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = deputies.appoint(by=request.user, **form.cleaned_data).pk

    # --- An early end -------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.end_view)
        return [path("<int:pk>/end/", view, name="accounts_deputy_end"), *super().get_urls()]

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_appoint_deputies(request.user):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ReasonForm(request.POST or None)
        if form.is_valid() and attempt(
            form, lambda: deputies.end(row, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, f"{row}已结束。")
            return HttpResponseRedirect(reverse("admin:accounts_deputy_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "提前结束代理",
            "opts": self.opts,
            "original": row,
            "form": form,
        }
        answer = 422 if form.is_bound else 200
        return render(request, "accounts/admin_deputy_end.html", context, status=answer)
