"""What the association has on record of a member: read, changed at once, or asked to be changed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock, files
from association.base.forms import attempt
from association.base.sent import whole
from members import register
from members.enums import ChangeState, ContactRole, MemberState, RepresentativeRole
from members.forms.company import ChangeRequestForm, CompanyForm, OwnContactForm
from members.models import ChangeRequest, Contact, Member
from members.portal.access import current_member, current_representation, member_required
from members.register import changes, contacts, own_data
from members.register.standing import standing

CHANGE_SHAPES = {
    ChangeState.PENDING: "run",
    ChangeState.APPROVED: "ok",
    ChangeState.REJECTED: "stop",
    ChangeState.WITHDRAWN: "none",
}
MEMBER_SHAPES = {
    MemberState.APPLICANT: "run",
    MemberState.ACTIVE: "ok",
    MemberState.SUSPENDED: "due",
}


@member_required
@require_safe
def company(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    people = list(member.contacts.all())
    requests = list(member.change_requests.all())
    acting = current_representation(request)
    context = {
        "member": member,
        "standing": standing(member, clock.today()),
        "shape": MEMBER_SHAPES.get(MemberState(member.state), "none"),
        "contacts": people,
        "vacant": list(_vacant(people)),
        "pending": next((one for one in requests if one.state == ChangeState.PENDING), None),
        "requests": [_listed(one) for one in requests],
        "may_leave": acting is not None and acting.role == RepresentativeRole.ADMIN,
    }
    return render(request, "members/portal/company.html", context)


def _vacant(people: list[Contact]) -> Iterator[str]:
    """The roles nobody has been named for, in words."""
    taken = {role for person in people for role in person.roles}
    return (role.label for role in ContactRole if role.value not in taken)


def _listed(change: ChangeRequest) -> dict[str, Any]:
    fields = "、".join(label for label, _, _ in changes.described(change))
    return {"change": change, "fields": fields, "shape": CHANGE_SHAPES[ChangeState(change.state)]}


@member_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """E-mail and district. Who comes second sees what changed, and keeps what was typed."""
    member = current_member(request)
    form = CompanyForm(request.POST or None, initial=CompanyForm.initial_of(member))
    conflict: dict[str, Any] = {}
    if form.is_valid():
        try:
            if attempt(form, lambda: own_data.amend(member, by=request.user, **form.amendment())):
                return _done(request, "单位资料已保存。")
        except register.Conflict as refusal:
            conflict = refusal.changes
            member.refresh_from_db()
            form = form.on_version(member.version)
            form.add_error(None, refusal.message)
    return _form(request, "company_edit", form, conflict=conflict.items())


@member_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    member = current_member(request)
    person = get_object_or_404(member.contacts, pk=pk) if pk else None
    initial = OwnContactForm.initial_of(person) or {"roles": request.GET.getlist("role")}
    form = OwnContactForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(
        form, lambda: contacts.put(member, by=request.user, contact=person, **form.cleaned_data)
    ):
        return _done(request, f"联系人{form.cleaned_data['name']}已保存。")
    return _form(request, "contact", form, person=person)


@member_required
@require_POST
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(current_member(request).contacts, pk=pk)
    contacts.remove(person, by=request.user)
    return _done(request, f"已移除联系人{person.name}。")


@member_required
@require_http_methods(["GET", "POST"])
def change_request(request: HttpRequest) -> HttpResponse:
    """Asks for another name, code or type. While one request is open the page leads there."""
    member = current_member(request)
    if waiting := changes.pending(member):
        messages.info(request, "已有一份变更申请在审核。要改动，请先撤回它。")
        return redirect("members:change", waiting.pk)
    initial = changes.current(member) | _again(request, member)
    form = ChangeRequestForm(request.POST or None, request.FILES or None, initial=initial)
    made: list[ChangeRequest] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(changes.request(member, by=request.user, **form.asked()))
    ):
        messages.success(request, "变更申请已提交，社会工作部审核后在这里答复。")
        return redirect("members:change", made[0].pk)
    form.remind_of_file()
    return _form(request, "change_request", form, member=member)


def _again(request: HttpRequest, member: Member) -> dict[str, str]:
    """What an earlier request asked for, so that a second try doesn't begin from nothing."""
    found = member.change_requests.filter(pk=whole(request.GET.get("again"))).first()
    return {field: new for field, (_, new) in found.changes.items()} if found else {}


def _change(request: HttpRequest, pk: int) -> ChangeRequest:
    return get_object_or_404(current_member(request).change_requests, pk=pk)


@member_required
@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _change(request, pk)
    context = {
        "change": asked,
        "shape": CHANGE_SHAPES[ChangeState(asked.state)],
        "diff": changes.described(asked),
        "steps": _steps(asked),
        "open": asked.state == ChangeState.PENDING,
        "may_try_again": asked.state == ChangeState.REJECTED
        and changes.pending(current_member(request)) is None,
    }
    return render(request, "members/portal/change.html", context)


def _steps(change: ChangeRequest) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [
        {"label": "提出", "who": "贵单位", "on": change.requested_at, "state": "ok"}
    ]
    if change.state == ChangeState.WITHDRAWN:
        return [*steps, {"label": "已撤回", "who": "贵单位", "state": "ok"}]
    if change.state == ChangeState.PENDING:
        waiting = {"label": "审核", "who": "社会工作部", "state": "run"}
        return [*steps, waiting, {"label": "答复"}]
    answer = {"label": change.get_state_display(), "on": change.decided_at, "state": "ok"}
    return [*steps, {"label": "审核", "who": "秘书处", "state": "ok"}, answer]


@member_required
@require_POST
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _change(request, pk)
    if attempt(form := Form(request.POST), lambda: changes.withdraw(asked, by=request.user)):
        messages.success(request, "变更申请已撤回，登记没有改动。")
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("members:change", pk)


@member_required
@require_safe
def change_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _change(request, pk).evidence
    if paper is None:
        raise Http404
    return files.respond(paper)


def _form(request: HttpRequest, page: str, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context |= {"form": form}
    return render(request, f"members/portal/{page}.html", context, status=status)


def _done(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("members:company")
