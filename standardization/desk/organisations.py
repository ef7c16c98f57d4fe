"""Review organisations and offices at the desk: the list, one with its people and ties."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.accounts import invitations
from association.accounts.screens import shown_once
from association.base import audit, clock
from association.base.forms import attempt
from members.desk.access import desk
from standardization.desk.case_forms import NoteForm, ReasonForm
from standardization.desk.look import shape
from standardization.desk.people_forms import OrganisationForm, PersonForm, RelationForm
from standardization.models import Organisation, OrganisationInvitation, OrganisationUser
from standardization.people import experts, pool
from standardization.people import organisations as doors
from standardization.rules import may_keep_organisations, may_view_organisations

PAGE = "admin:standardization_organisation"
LIST = "admin:standardization_organisations"
FORM = "standardization/desk/form.html"
_KINDS = Organisation.Kind


@desk(may_view_organisations)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    rows = pool.organisations().order_by("kind", "name")
    chosen = rows.filter(kind=kind) if kind in _KINDS.values else rows
    today = clock.today()
    found = list(chosen[:300])
    for row in found:
        row.lapsed = bool(row.valid_until and row.valid_until < today)
    views = [("", "全部"), *_KINDS.choices]
    context = {
        "organisations": found,
        "views": [
            {"label": label, "url": f"?kind={value}" if value else "?", "current": value == kind}
            for value, label in views
        ],
        "may_keep": may_keep_organisations(request.user),
    }
    return render(request, "standardization/desk/organisations.html", context)


@desk(may_keep_organisations)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    made: list[Organisation] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(doors.enter(facts=form.cleaned_data, by=request.user))
    ):
        messages.success(request, f"{made[0]}已登记，请接着邀请用户。")
        return redirect(PAGE, made[0].pk)
    return _form(request, form, title="登记评审单位或处室", back=reverse(LIST))


@desk(may_keep_organisations)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation, pk=pk)
    initial = {name: getattr(row, name) for name in doors.FIELDS}
    form = OrganisationForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(
        form, lambda: doors.amend(row, changes=form.cleaned_data, by=request.user)
    ):
        messages.success(request, "已修改。")
        return redirect(PAGE, pk)
    return _form(request, form, title=f"修改{row}", back=reverse(PAGE, args=[pk]))


@desk(may_keep_organisations)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Suspended with a reason, and back."""
    row = get_object_or_404(Organisation, pk=pk)
    kinds = {
        "suspend": ("暂停委派", ReasonForm, doors.suspend),
        "resume": ("恢复委派", NoteForm, doors.resume),
    }
    if verb not in kinds:
        raise Http404
    label, form_class, door = kinds[verb]
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: door(row, by=request.user, **form.cleaned_data)):
        messages.success(request, f"已{label}。")
        return redirect(PAGE, pk)
    back = reverse(PAGE, args=[pk])
    return _form(request, form, title=f"{label}：{row}", back=back, action=label)


@desk(may_view_organisations)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of one; whoever keeps them invites a person here."""
    row = get_object_or_404(pool.organisations(), pk=pk)
    form = PersonForm(request.POST or None) if may_keep_organisations(request.user) else None
    made: list[tuple[OrganisationInvitation, str]] = []
    if (
        form
        and form.is_valid()
        and attempt(
            form, lambda: made.append(doors.invite(row, by=request.user, **form.cleaned_data))
        )
    ):
        invitation, token = made[0]
        there = reverse("standardization:office_welcome", args=[token])
        link = shown_once.Link(
            address=request.build_absolute_uri(there),
            whom=invitation.name,
            days=invitations.LIFE.days,
        )
        return shown_once.hand_over(link, page=request.path)
    return _page(request, row, form=form)


def _page(
    request: HttpRequest,
    row: Organisation,
    *,
    form: forms.Form | None,
    relation: forms.Form | None = None,
) -> HttpResponse:
    link = shown_once.take(request)
    cases = list(row.cases.select_related("member").order_by("-since")[:50])
    for each in cases:
        each.shape = shape(each.state)
    reviews = row.kind == _KINDS.REVIEW
    context: dict[str, Any] = {
        "organisation": row,
        "lapsed": bool(row.valid_until and row.valid_until < clock.today()),
        "people": doors.acting_for(row),
        "waiting": doors.waiting(row),
        "cases": cases,
        "relations": row.relations.select_related("member"),
        "reviewers": row.employments.filter(end=None).select_related("expert"),
        "reviews": reviews,
        "reexaminations": row.reexaminations.select_related("case__member"),
        "may_keep": form is not None,
        "form": form,
        "relation": (relation or RelationForm(prefix="tie")) if form and reviews else None,
        "link": link,
        "entries": audit.listed(audit.timeline(row)),
    }
    status = 422 if relation or (form and form.is_bound) else 200
    page = render(request, "standardization/desk/organisation.html", context, status=status)
    return shown_once.forget(page, page=request.path) if link else page


@desk(may_keep_organisations)
@require_POST
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(pool.organisations(), pk=pk)
    form = RelationForm(request.POST, prefix="tie")
    if form.is_valid() and attempt(
        form, lambda: experts.relate(organisation=row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "利害关系已登记。")
        return redirect(PAGE, pk)
    return _page(request, row, form=PersonForm(), relation=form)


@desk(may_keep_organisations)
@require_POST
def revoke(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = get_object_or_404(OrganisationInvitation, pk=invitation_pk, organisation=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: doors.revoke(invitation, by=request.user)):
        messages.success(request, f"已撤回给{invitation.name}的邀请，链接不能再用。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)


@desk(may_keep_organisations)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    rows = OrganisationUser.objects.select_related("user")
    acting = get_object_or_404(rows, pk=user_pk, organisation=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: doors.end(acting, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已停用{acting.user}，即时生效。")
        return redirect(PAGE, pk)
    back = reverse(PAGE, args=[pk])
    return _form(request, form, title=f"停用{acting.user}", back=back, action="停用")


def _form(
    request: HttpRequest, form: forms.Form, *, title: str, back: str, action: str = "保存"
) -> HttpResponse:
    context = {
        "form": form, "title": title, "back": back, "action": action, "up": "评审单位与处室",
        "up_url": reverse(LIST), "stops": action in ("停用", "暂停委派"),
    }  # fmt: skip
    return render(request, FORM, context, status=422 if form.is_bound else 200)
