"""A team's contacts look after who may act for it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.accounts import invitations
from association.accounts.screens import shown_once
from association.base.forms import attempt
from training.models import Team, TeamInvitation
from training.portal.access import team_required
from training.portal.tabs import tabs
from training.team_forms import ContactForm, EndForm
from training.teams import contacts as doors


@team_required
@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest, team: Team) -> HttpResponse:
    form = ContactForm(request.POST or None)
    made: list[tuple[TeamInvitation, str]] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(doors.invite(team, by=request.user, **form.cleaned_data))
    ):
        invitation, token = made[0]
        link = shown_once.Link(
            address=request.build_absolute_uri(reverse("training:team_welcome", args=[token])),
            whom=invitation.name,
            days=invitations.LIFE.days,
        )
        return shown_once.hand_over(link, page=request.path)
    return _list(request, team, form=form)


@team_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    contact = get_object_or_404(doors.acting_for(team), pk=pk)
    form = EndForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: doors.end(contact, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已停用{contact.user}，即时生效。")
        if contact.user_id == request.user.pk:
            return redirect("portal")
        return redirect("training:team_contacts", team.pk)
    context = {
        "team": team,
        "contact": contact,
        "form": form,
        "is_me": contact.user_id == request.user.pk,
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/portal/contact_end.html", context, status=status)


@team_required
@require_POST
def revoke(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    invitation = get_object_or_404(team.invitations, pk=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: doors.revoke(invitation, by=request.user)):
        messages.success(request, f"已撤回给{invitation.name}的邀请，链接不能再用。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("training:team_contacts", team.pk)


def _list(request: HttpRequest, team: Team, *, form: ContactForm) -> HttpResponse:
    link = shown_once.take(request)
    context = {
        "team": team,
        "tabs": tabs(team, "team_contacts"),
        "contacts": doors.acting_for(team),
        "waiting": doors.waiting(team),
        "form": form,
        "link": link,
    }
    status = 422 if form.is_bound else 200
    page = render(request, "training/portal/contacts.html", context, status=status)
    return shown_once.forget(page, page=request.path) if link else page
