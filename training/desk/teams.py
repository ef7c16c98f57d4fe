"""Teams at the desk: the list, one team with everything that it has, its contacts by invitation."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.accounts import invitations
from association.accounts.screens import shown_once
from association.base import audit, paging
from association.base.forms import attempt
from members.desk.access import desk
from training.classes import lists
from training.enums import GONE
from training.models import Enrolment, Team, TeamContact, TeamInvitation, TrainingClass
from training.rules import may_keep_teams, may_view_training
from training.team_forms import AmendTeamForm, ContactForm, EndForm, TeamForm
from training.teams import contacts, keeping

SIZE = 50
SHOWN = 100
PAGE = "admin:training_team"


@desk(may_view_training)
def teams(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    page = paging.page(
        _counted(_searched(query)),
        keys=("name", "pk"),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    kept = f"&q={quote(query)}" if query else ""
    context = {
        "teams": page.rows,
        "query": query,
        "total": f"共 {paging.capped_count(_searched(query)):,} 支队伍",
        "next": f"?after={page.following}{kept}" if page.following else "",
        "previous": f"?before={page.preceding}{kept}" if page.preceding else "",
        "may_keep": may_keep_teams(request.user),
    }
    return render(request, "training/desk/teams.html", context)


def _searched(text: str) -> QuerySet[Team]:
    rows = Team.objects.select_related("member")
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(member__name__icontains=text)
            | Q(member__initials__contains=text.lower())
            | Q(address__icontains=text)
        )
    return rows


def _counted(rows: QuerySet[Team]) -> QuerySet[Team]:
    return rows.annotate(
        people=Count("enrolments", filter=~Q(enrolments__state__in=GONE), distinct=True),
        acting=Count("contacts", filter=Q(contacts__ended_at__isnull=True), distinct=True),
    )


@desk(may_keep_teams)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    made: list[Team] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(keeping.enter(by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "队伍已登记，请接着邀请联系人。")
        return redirect(PAGE, made[0].pk)
    return _form(request, form, title="登记救援队伍", back=reverse("admin:training_teams"))


@desk(may_keep_teams)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Team.objects.select_related("member"), pk=pk)
    initial = {
        "name": row.name,
        "member": row.member.number if row.member else "",
        "address": row.address,
    }
    form = AmendTeamForm(request.POST or None, initial=initial)
    if form.is_valid():
        changes = dict(form.cleaned_data)
        reason = changes.pop("reason")
        if attempt(
            form, lambda: keeping.amend(row, changes=changes, reason=reason, by=request.user)
        ):
            messages.success(request, "队伍已修改。")
            return redirect(PAGE, pk)
    return _form(request, form, title=f"修改{row}", back=reverse(PAGE, args=[pk]))


@desk(may_keep_teams)
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Team, pk=pk)
    form = EndForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: keeping.retire(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{row}已停用。")
        return redirect(PAGE, pk)
    back = reverse(PAGE, args=[pk])
    return _form(request, form, title=f"停用{row}", back=back, action="停用", stops=True)


@desk(may_keep_teams)
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Team, pk=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: keeping.resume(row, by=request.user)):
        messages.success(request, f"{row}已恢复。")
    return _back(request, form, pk)


@desk(may_view_training)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of one team; whoever keeps teams invites a contact here."""
    row = get_object_or_404(Team.objects.select_related("member"), pk=pk)
    may_keep = may_keep_teams(request.user)
    form = ContactForm(request.POST or None) if may_keep else None
    made: list[tuple[TeamInvitation, str]] = []
    if (
        form
        and form.is_valid()
        and attempt(
            form,
            lambda: made.append(contacts.invite(row, by=request.user, **form.cleaned_data)),
        )
    ):
        invitation, token = made[0]
        link = shown_once.Link(
            address=request.build_absolute_uri(reverse("training:team_welcome", args=[token])),
            whom=invitation.name,
            days=invitations.LIFE.days,
        )
        return shown_once.hand_over(link, page=request.path)
    return _team(request, row, form)


def _team(request: HttpRequest, row: Team, form: ContactForm | None) -> HttpResponse:
    link = shown_once.take(request)
    people = Enrolment.objects.filter(team=row).select_related("trainee", "training_class")
    under_way = TrainingClass.objects.exclude(state__in=lists.OVER).filter(reservations__team=row)
    context = {
        "row": row,
        "contacts": contacts.acting_for(row),
        "waiting": contacts.waiting(row),
        "taken": lists.taken(under_way.distinct(), team=row),
        "people": people.order_by("-pk")[:SHOWN],
        "may_keep": form is not None,
        "form": form if row.active else None,
        "link": link,
        "entries": audit.listed(audit.timeline(row)),
    }
    status = 422 if form and form.is_bound else 200
    page = render(request, "training/desk/team.html", context, status=status)
    return shown_once.forget(page, page=request.path) if link else page


@desk(may_keep_teams)
@require_POST
def revoke(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = get_object_or_404(TeamInvitation, pk=invitation_pk, team=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: contacts.revoke(invitation, by=request.user)):
        messages.success(request, f"已撤回给{invitation.name}的邀请，链接不能再用。")
    return _back(request, form, pk)


@desk(may_keep_teams)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    contact = get_object_or_404(TeamContact.objects.select_related("user"), pk=contact_pk, team=pk)
    form = EndForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: contacts.end(contact, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已停用{contact.user}，即时生效。")
        return redirect(PAGE, pk)
    return _form(
        request,
        form,
        title=f"停用联系人{contact.user}",
        back=reverse(PAGE, args=[pk]),
        action="停用",
        stops=True,
    )


def _form(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    back: str,
    action: str = "保存",
    stops: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form, "title": title, "back": back, "action": action, "stops": stops,
        "teams": True,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/form.html", context, status=status)


def _back(request: HttpRequest, form: forms.Form, pk: int) -> HttpResponse:
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)
