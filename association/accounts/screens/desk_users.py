from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse

from association.accounts import login_names, passwords, people, rules, second_factor
from association.accounts.forms import LinkForm, ReasonForm
from association.accounts.models import User
from association.accounts.screens import shown_once
from association.base.admin import AuditedAdmin
from association.base.forms import attempt
from association.base.models import AuditEntry
from association.base.templatetags.ui import status

PHONE_HINT = "可用来登录。大陆手机号写 11 位。"


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    reason = forms.CharField(
        label="理由",
        max_length=200,
        required=False,
        help_text="写进操作记录，如“转到财务管理中心”。",
    )

    without_phone = forms.BooleanField(label="删去手机号", required=False)

    class Meta:
        model = User
        fields = [
            "username", "name", "phone", "email", "is_staff", "department", "groups", "is_active",
        ]  # fmt: skip
        labels = {"groups": "角色"}
        help_texts = {
            "username": "小写字母开头，3 至 40 位，可含数字、点、横线和下划线。开通后不再改。",
            "phone": PHONE_HINT,
            "email": "可用来登录。",
            "is_staff": "可进工作台，能办什么看角色。",
            "groups": "自己的角色由另一位管理员来改。",
            "is_active": "停用后立即不能登录；经办过的记录都保留。",
        }
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_phone = self.instance.phone
        if self.known_phone and "phone" in self.fields:
            masked = login_names.masked_phone(self.known_phone)
            self.initial["phone"] = ""
            self.fields["phone"].help_text = f"现为 {masked}，不改请留空。{PHONE_HINT}"
        if department := self.fields.get("department"):
            department.widget.can_add_related = False

    def clean_phone(self) -> str | None:
        typed = self.cleaned_data["phone"]
        if typed:
            return login_names.normalised(typed)
        return None if self.data.get("without_phone") else self.known_phone

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "角色"


@admin.register(User)
class UserAdmin(AuditedAdmin):
    form = AccountForm
    list_display = ["name", "username", "masked", "kind", "roles", "state", "last_login"]
    list_display_links = ["name", "username"]
    list_filter = ["is_staff", "is_active", "department", ("groups", RoleFilter)]
    list_select_related = ["department"]
    search_fields = ["name", "username", "email"]
    search_help_text = "姓名、用户名、邮箱，或完整的手机号"
    ordering = ["-is_staff", "username"]
    change_form_template = "accounts/admin_user.html"
    one_button = True

    @admin.display(description="手机")
    def masked(self, user: User) -> str:
        return login_names.masked_phone(user.phone or "")

    @admin.display(description="部门", ordering="department")
    def kind(self, user: User) -> str:
        return str(user.department or "秘书处") if user.is_staff else "会员单位"

    @admin.display(description="状态", ordering="is_active")
    def state(self, user: User) -> str:
        return status("ok", "可登录") if user.is_active else status("none", "已停用")

    @admin.display(description="角色")
    def roles(self, user: User) -> str:
        return "、".join(sorted(group.name for group in user.groups.all()))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return ["username", "name", "phone", "email", "department", "groups"]
        if not self.has_change_permission(request, obj):
            own = ["masked" if name == "phone" else name for name in self.form.Meta.fields]
            return [*own, "last_login", "joined_at"]
        fields = [*self.form.Meta.fields, "last_login", "joined_at", "reason"]
        if obj.phone:
            fields.insert(fields.index("phone") + 1, "without_phone")
        return fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A whole number finds its account; the database knows no parts of one."""
        login = login_names.normalised(search_term)
        if login.startswith("+"):
            return queryset.filter(phone=login), False
        return super().get_search_results(request, queryset, search_term)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        own = [] if rules.may_empower(request.user, obj) else ["is_staff", "groups", "is_active"]
        return ["username", "masked", "last_login", "joined_at", *own]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return rules.may_amend(request.user, obj)

    # --- Writing: through the doors -----------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = {**form.cleaned_data}
        reason, roles = given.pop("reason", ""), given.pop("groups", None)
        given.pop("without_phone", None)
        if change:
            changes = {name: given[name] for name in people.FIELDS if name in given}
            people.amend(
                obj,
                by=request.user,
                changes=changes,
                roles=roles,
                reason=reason,
            )
            return
        obj.pk = people.open_staff_account(by=request.user, roles=roles, **given).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The door has written the roles too."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, f"已开通{obj}的账号。请把下面的链接交给本人设置密码。")
        return self._new_link(request, obj, reason="新开通的账号")

    # --- The link for choosing a password -----------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("<int:pk>/link/", guarded(self.link_view), name="accounts_user_link"),
            path(
                "<int:pk>/second-factor/",
                guarded(self.second_factor_view),
                name="accounts_user_second_factor",
            ),
            *super().get_urls(),
        ]

    def second_factor_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For somebody who lost their telephone: the next sign-in sets up a new factor."""
        user = get_object_or_404(User, pk=pk)
        if not rules.may_empower(request.user, user):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if form.is_valid() and attempt(
            form, lambda: second_factor.reset(user, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, f"{user}的第二重验证已清除，所有设备上的登录已结束。")
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "重置第二重验证",
            "opts": self.opts,
            "original": user,
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return render(request, "accounts/admin_second_factor.html", context, status=status)

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows a fresh link once, or asks for the reason to give out a new one."""
        user = get_object_or_404(User, pk=pk)
        if not rules.may_amend(request.user, user):
            raise PermissionDenied
        form = LinkForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._new_link(request, user, reason=form.cleaned_data["reason"])
        link = shown_once.take(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "设置密码的链接",
            "opts": self.opts,
            "original": user,
            "form": form,
            "link": link,
        }
        status = 422 if form.is_bound else 200
        page = render(request, "accounts/admin_link.html", context, status=status)
        return shown_once.forget(page, page=request.path) if link else page

    def _new_link(self, request: HttpRequest, user: User, *, reason: str) -> HttpResponse:
        key = passwords.issue_link(user, by=request.user, reason=reason)
        link = shown_once.Link(
            address=request.build_absolute_uri(reverse("account_password_link", args=[key])),
            whom=str(user),
            days=passwords.link_lifetime().days,
        )
        return shown_once.hand_over(link, page=reverse("admin:accounts_user_link", args=[user.pk]))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The audit of this account, also where its entry stands on a member's timeline."""
        user = get_object_or_404(User, pk=object_id)
        if not self.has_view_permission(request, user):
            raise PermissionDenied
        of, pk = user._meta.label_lower, str(user.pk)
        entries = AuditEntry.objects.filter(
            Q(object_type=of, object_id=pk) | Q(about_type=of, about_id=pk)
        ).order_by("-id")[:100]
        context = {
            **self.admin_site.each_context(request),
            "title": "操作记录",
            "opts": self.opts,
            "original": user,
            "entries": entries,
        }
        return render(request, "accounts/admin_history.html", context)
