"""A member's own admin looks after who may act for it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from association.accounts import invitations, passwords
from association.accounts.screens import shown_once
from association.base.forms import attempt
from members.enums import RepresentativeRole
from members.forms.colleagues import InviteForm, ReasonForm
from members.models import Invitation, Representative
from members.portal.access import (
    current_member,
    current_representation,
    member_admin_required,
    member_required,
)
from members.register import representatives


def _is_admin(request: HttpRequest) -> bool:
    acting = current_representation(request)
    return acting is not None and acting.role == RepresentativeRole.ADMIN


@member_required
@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who acts for the member. An 经办人 reads it, an admin also changes it."""
    return _list(request, InviteForm())


@member_admin_required
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    made: list[tuple[Invitation, str]] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            representatives.invite(current_member(request), by=request.user, **form.cleaned_data)
        ),
    ):
        invitation, token = made[0]
        link = shown_once.Link(
            address=request.build_absolute_uri(reverse("members:welcome", args=[token])),
            whom=invitation.name,
            days=invitations.LIFE.days,
        )
        return shown_once.hand_over(link, page=reverse("members:colleagues"))
    return _list(request, form)


@member_admin_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(current_member(request).invitations, pk=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: representatives.revoke(invitation, by=request.user)):
        messages.success(request, f"已撤回给{invitation.name}的邀请，链接不能再用。")
    return _back(request, form)


@member_admin_required
@require_safe
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, _representative(request, pk))


@member_admin_required
@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    representative = _representative(request, pk)
    form = forms.Form(request.POST)
    role = request.POST.get("role", "")
    if attempt(
        form,
        lambda: representatives.change_role(representative, role=role, by=request.user),
    ):
        label = representative.get_role_display()
        messages.success(request, f"{representative.user}现在是{label}。")
    return _back(request, form)


@member_admin_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    representative = _representative(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: representatives.end(representative, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"已停用{representative.user}，即时生效。")
        return redirect("members:colleagues")
    return _one(request, representative, form)


@member_admin_required
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    representative = _representative(request, pk)
    form = forms.Form(request.POST)
    made: list[str] = []
    if attempt(
        form,
        lambda: made.append(representatives.reset_access(representative, by=request.user)),
    ):
        link = shown_once.Link(
            address=request.build_absolute_uri(reverse("account_password_link", args=made)),
            whom=str(representative.user),
            days=passwords.link_lifetime().days,
        )
        return shown_once.hand_over(link, page=reverse("members:colleagues"))
    return _back(request, form)


def _representative(request: HttpRequest, pk: int) -> Representative:
    mine = current_member(request).representatives.select_related("user", "member")
    return get_object_or_404(mine, pk=pk)


def _list(request: HttpRequest, form: InviteForm) -> HttpResponse:
    member = current_member(request)
    link = shown_once.take(request)
    context = {
        "member": member,
        "colleagues": representatives.acting_for(member),
        "waiting": representatives.waiting(member),
        "is_admin": _is_admin(request),
        "form": form,
        "link": link,
    }
    status = 422 if form.is_bound else 200
    page = render(request, "members/portal/colleagues.html", context, status=status)
    return shown_once.forget(page, page=reverse("members:colleagues")) if link else page


def _one(
    request: HttpRequest, representative: Representative, form: ReasonForm | None = None
) -> HttpResponse:
    other = {
        RepresentativeRole.ADMIN: RepresentativeRole.AGENT,
        RepresentativeRole.AGENT: RepresentativeRole.ADMIN,
    }[RepresentativeRole(representative.role)]
    context: dict[str, Any] = {
        "member": current_member(request),
        "colleague": representative,
        "other": other,
        "is_me": representative.user_id == request.user.pk,
        "form": form or ReasonForm(),
    }
    return render(request, "members/portal/colleague.html", context, status=422 if form else 200)


def _back(request: HttpRequest, form: forms.Form) -> HttpResponse:
    """To the list, with the refusal if there was one."""
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("members:colleagues")
