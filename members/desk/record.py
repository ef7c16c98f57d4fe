"""One member on one page: how it stands, what can be done next, what has happened."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.base import audit, clock
from association.base.forms import attempt
from members import register
from members.desk.access import desk
from members.desk.forms import ContactForm, EntryForm, MemberForm, SeatForm, TypeForm
from members.enums import ChangeState, DuesLabel, MemberState, OrganisationType, Position
from members.models import Contact, Member, PositionTerm
from members.queries import with_position
from members.register import certificates, contacts, membership
from members.rules import (
    may_amend,
    may_decide_change,
    may_invite_as_staff,
    may_issue_certificate,
    may_register,
    may_view_contact_mobile,
    may_view_register,
)

RECENT = 20
STATES = {
    MemberState.APPLICANT: "run",
    MemberState.ACTIVE: "ok",
    MemberState.SUSPENDED: "due",
}


def _member(pk: int) -> Member:
    return get_object_or_404(Member.objects.as_of(clock.today()), pk=pk)


@desk(may_view_register)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    whole = request.GET.get("timeline") == "all"
    entries = list(audit.timeline(member)[: None if whole else RECENT + 1])
    years = list(with_position(member.assessments.select_related("standard")).order_by("-year"))
    for row in years:
        label = DuesLabel(row.label)
        row.word, row.status = label.label, label.shape
    context = {
        "member": member,
        "state": STATES.get(MemberState(member.state), "none"),
        "organisation_type": _type_words(member),
        "types": member.organisation_types.select_related("evidence", "confirmed_by"),
        "position": Position(member.position).label,
        "terms": _terms(member),
        "contacts": member.contacts.all(),
        "representatives": member.representatives.filter(ended_at=None).select_related("user"),
        "years": years,
        "change": member.change_requests.filter(state=ChangeState.PENDING).first(),
        "entries": entries if whole else entries[:RECENT],
        "more": len(entries) > RECENT and not whole,
        "steps": membership.MEMBERSHIP.open_to(member, request.user),
        "may_amend": may_amend(request.user),
        "may_unmask": may_view_contact_mobile(request.user),
        "may_decide": may_decide_change(request.user),
        "may_invite": may_invite_as_staff(request.user),
        "may_issue": may_issue_certificate(request.user),
        "certificates": list(certificates.all_of(member)),
    }
    return render(request, "members/desk/record.html", context)


def _terms(member: Member) -> list[PositionTerm]:
    """The seats, each with whether its last day is past."""
    today = clock.today()
    rows = list(member.position_terms.select_related("resolution"))
    for row in rows:
        row.over = row.end is not None and row.end < today
    return rows


def _type_words(member: Member) -> str:
    of_type = member.organisation_type
    return OrganisationType(of_type).label if of_type else "未登记"


def _page(request: HttpRequest, member: Member | None, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context |= {"member": member, "form": form}
    return render(request, "members/desk/form.html", context, status=status)


@desk(may_register)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    form = EntryForm(request.POST or None)
    if form.is_valid():
        entered: list[Member] = []
        if attempt(form, lambda: entered.append(register.enter(**form.facts(), by=request.user))):
            messages.success(request, f"已登记，会员编号 {entered[0].number}。")
            _warn_of_namesakes(request, entered[0])
            return redirect("admin:members_member_change", entered[0].pk)
    return _page(request, None, form, title="登记会员", action="登记")


def _warn_of_namesakes(request: HttpRequest, member: Member) -> None:
    """As the import does: two codes under one name may be one company."""
    others = Member.objects.filter(name=member.name).exclude(pk=member.pk)
    if numbers := list(others.values_list("number", flat=True)[:3]):
        told = f"与会员 {'、'.join(numbers)} 同名而代码不同，请核对是否同一家。"
        messages.warning(request, told)


@desk(may_amend)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    form = MemberForm(request.POST or None, initial=MemberForm.initial_of(member))
    conflict: dict[str, Any] = {}
    if form.is_valid():
        try:
            if attempt(form, lambda: register.amend(member, by=request.user, **form.amendment())):
                return _done(request, pk, "已保存。")
        except register.Conflict as refusal:
            conflict = refusal.changes
            form = form.on_version(_member(pk), conflict)
            form.add_error(None, refusal.message)
    return _page(
        request, member, form, title="编辑登记信息", action="保存", conflict=conflict.items()
    )


@desk(may_amend)
@require_http_methods(["GET", "POST"])
def set_type(request: HttpRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    form = TypeForm(request.POST or None, request.FILES or None)

    @transaction.atomic
    def record() -> None:
        """What is refused leaves no paper behind."""
        register.record_type(member, by=request.user, **form.facts(by=request.user))

    if form.is_valid() and attempt(form, record):
        return _done(request, pk, "单位类型已登记。")
    return _page(request, member, form, title="登记单位类型", action="登记", upload=True)


@desk(may_amend)
@require_http_methods(["GET", "POST"])
def set_seat(request: HttpRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    form = SeatForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: register.seat(member, by=request.user, **form.cleaned_data)
    ):
        return _done(request, pk, "职务已登记。")
    return _page(request, member, form, title="登记职务任期", action="登记")


@desk(may_amend)
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int, contact_pk: int | None = None) -> HttpResponse:
    member = _member(pk)
    person = get_object_or_404(Contact, pk=contact_pk, member=member) if contact_pk else None
    if person and "remove" in request.POST:
        contacts.remove(person, by=request.user)
        return _done(request, pk, f"已移除联系人{person.name}。")
    form = ContactForm(
        request.POST or None,
        initial=ContactForm.initial_of(person),
        known_mobile=person.mobile if person else "",
    )
    if form.is_valid() and attempt(
        form, lambda: contacts.put(member, by=request.user, contact=person, **form.facts())
    ):
        return _done(request, pk, "联系人已保存。")
    title = f"联系人 {person.name}" if person else "添加联系人"
    return _page(request, member, form, title=title, action="保存", removable=bool(person))


def _done(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("admin:members_member_change", pk)
