"""Who acts for a member, seen from the secretariat: the first 单位管理员 is invited here."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.accounts import invitations, passwords
from association.accounts.screens import shown_once
from association.base.forms import attempt
from members.desk.access import desk
from members.enums import RepresentativeRole
from members.forms.colleagues import InviteForm
from members.models import Invitation, Member
from members.register import representatives
from members.rules import may_invite_as_staff


@desk(may_invite_as_staff)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    form = InviteForm(request.POST or None, initial={"role": RepresentativeRole.ADMIN})
    made: list[tuple[Invitation, str]] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(representatives.invite(member, by=request.user, **form.cleaned_data)),
    ):
        invitation, token = made[0]
        link = shown_once.Link(
            address=request.build_absolute_uri(reverse("members:welcome", args=[token])),
            whom=invitation.name,
            days=invitations.LIFE.days,
        )
        return shown_once.hand_over(link, page=request.path)
    link = shown_once.take(request)
    context = {
        "member": member,
        "people": representatives.acting_for(member),
        "waiting": representatives.waiting(member),
        "form": form,
        "link": link,
    }
    status = 422 if form.is_bound else 200
    page = render(request, "members/desk/people.html", context, status=status)
    return shown_once.forget(page, page=request.path) if link else page


@desk(may_invite_as_staff)
@require_POST
def revoke(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=invitation_pk, member=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: representatives.revoke(invitation, by=request.user)):
        messages.success(request, f"已撤回给{invitation.name}的邀请，链接不能再用。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("admin:members_invite", pk)


@desk(may_invite_as_staff)
@require_POST
def reset(request: HttpRequest, pk: int, representative_pk: int) -> HttpResponse:
    """A new link for somebody who can't sign in any more."""
    member = get_object_or_404(Member, pk=pk)
    representative = get_object_or_404(representatives.acting_for(member), pk=representative_pk)
    form = forms.Form(request.POST)
    made: list[str] = []
    page = reverse("admin:members_invite", args=[pk])
    if attempt(
        form,
        lambda: made.append(representatives.reset_access(representative, by=request.user)),
    ):
        link = shown_once.Link(
            address=request.build_absolute_uri(reverse("account_password_link", args=made)),
            whom=str(representative.user),
            days=passwords.link_lifetime().days,
        )
        return shown_once.hand_over(link, page=page)
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(page)
