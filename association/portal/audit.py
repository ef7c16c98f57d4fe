"""Everybody's acts, newest first, at any depth for the same price."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from association.accounts.models import User
from association.base import paging
from association.base.models import AuditEntry
from members.models import Member

SIZE = 50
KEYS = ("at", "pk")


class AuditFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="action", lookup_expr="contains", label="何事")
    actor = django_filters.ModelChoiceFilter(
        label="何人",
        queryset=User.objects.filter(is_staff=True).order_by("name"),
        empty_label="不限",
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []


def audit(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("base.view_auditentry"):
        raise PermissionDenied
    narrowed = AuditFilter(request.GET, queryset=AuditEntry.objects.all())
    page = paging.page(
        narrowed.qs,
        keys=KEYS,
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        descending=True,
    )
    context: dict[str, Any] = {
        "form": narrowed.form,
        "entries": _with_members(page.rows),
        "next": _link(request, after=page.following),
        "previous": _link(request, before=page.preceding),
    }
    return render(request, "desk/audit.html", context)


def _with_members(entries: list[Any]) -> list[Any]:
    """Each with ``whose``: the member whose seat, type or contact it is, None if it says so itself."""
    kind = Member._meta.label_lower
    about = {entry.pk: entry.about_id for entry in entries if entry.about_type == kind}
    found = Member.objects.only("number", "name").in_bulk([int(key) for key in about.values()])
    for entry in entries:
        itself = entry.object_type == kind
        entry.whose = None if itself or entry.pk not in about else found.get(int(about[entry.pk]))
    return entries


def _link(request: HttpRequest, **token: str) -> str:
    if not any(token.values()):
        return ""
    params = request.GET.copy()
    for name in ("after", "before"):
        params.pop(name, None)
    for name, value in token.items():
        params[name] = value
    return f"?{params.urlencode()}"
