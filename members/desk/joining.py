"""入会申请 at the desk: the list by what is to be done, one application with all that speaks to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.accounts.screens import shown_once
from association.base import audit, files
from association.base.forms import attempt
from association.base.sent import wholes
from association.credentials import issuing
from members.desk.access import desk
from members.desk.forms import UnmaskForm
from members.desk.joining_steps import shown
from members.enums import JoiningState, MotionState
from members.forms.joining import AnswerForm, MeetingForm, PaperForm
from members.joining import admission, agenda, applications, context, steps
from members.joining.states import JOINING, LINK_LIFE
from members.models import JoiningApplication
from members.rules import may_admit, may_handle_joining, may_view_contact_mobile, may_view_joining

S = JoiningState
SHOWN = 50
SHAPES = {
    S.SUBMITTED: "run", S.RETURNED: "due", S.ACCEPTED: "run", S.ON_AGENDA: "run",
    S.APPROVED: "ok", S.REFUSED: "stop", S.WITHDRAWN: "none", S.DRAFT: "none",
}  # fmt: skip


def _handed_in() -> QuerySet[JoiningApplication]:
    """Drafts are the applicants' own."""
    return JoiningApplication.objects.exclude(submitted_at=None).select_related(
        "motion__meeting",
        "motion__resolution",
        "resolution",
        "member",
        "licence",
        "stamped",
        "letter",
    )


def _listed(state: JoiningState) -> list[JoiningApplication]:
    return _shaped(_handed_in().filter(state=state).order_by("submitted_at"))


def _shaped(rows: Any) -> list[JoiningApplication]:
    found = list(rows)
    chains = steps.of_all(found)
    for row in found:
        row.shape = SHAPES[S(row.state)]
        row.ready = admission.ready(row)
        row.stage = steps.current(chains[row.pk])
    return found


@desk(may_view_joining)
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; accepted ones go onto an agenda from here, many at once."""
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and not may_handle_joining(request.user):
        raise Http404
    if form.is_valid():
        chosen = wholes(request.POST.getlist("application"))
        rows = list(_handed_in().filter(pk__in=chosen).order_by("submitted_at"))
        meeting = form.cleaned_data["meeting"]
        if attempt(form, lambda: agenda.put(rows, meeting, by=request.user)):
            messages.success(request, f"{len(rows)} 份申请已列入“{meeting}”的议程。")
            return redirect("admin:members_joiningapplication_changelist")
    on_agenda = _listed(S.ON_AGENDA)
    told = {
        "submitted": _listed(S.SUBMITTED),
        "accepted": _listed(S.ACCEPTED),
        "carried": [row for row in on_agenda if row.ready],
        "waiting": [row for row in on_agenda if not row.ready] + _listed(S.RETURNED),
        "done": _shaped(
            _handed_in().filter(state__in=[S.APPROVED, S.REFUSED, S.WITHDRAWN])[:SHOWN]
        ),
        "form": form,
        "handles": may_handle_joining(request.user),
        "admits": may_admit(request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/joinings.html", told, status=status)


@desk(may_view_joining)
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Context first, then the decision: accept, send back, refuse."""
    row = get_object_or_404(_handed_in(), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid() and attempt(form, _decision(request, row, form.cleaned_data["answer"])):
        messages.success(request, f"已办理：{row.get_state_display()}。")
        return redirect("admin:members_joiningapplication_change", pk)
    return _page(request, row, form)


def _decision(request: HttpRequest, row: JoiningApplication, answer: str) -> Callable[[], object]:
    by: Any = request.user
    if "accept" in request.POST:
        return lambda: applications.accept(row, by=by)
    if "return" in request.POST:
        return lambda: applications.send_back(row, by=by, answer=answer)
    if "take_off" in request.POST:
        return lambda: agenda.take_off(row, by=by)
    return lambda: applications.refuse(row, by=by, answer=answer)


def _page(request: HttpRequest, row: JoiningApplication, form: Form) -> HttpResponse:
    row.shape = SHAPES[S(row.state)]
    link = shown_once.take(request)
    motion = row.motion
    told = {
        "row": row,
        "form": form,
        "around": context.around(row),
        "lacks_stamped": applications.lacks_stamped(row),
        "chain": shown(row, request.user),
        "steps": {step.verb: step for step in JOINING.open_to(row, request.user)},
        "ready": admission.ready(row) and may_admit(request.user),
        "by_paper": row.state == S.ACCEPTED and may_admit(request.user),
        "undecided": bool(motion and motion.state == MotionState.OPEN),
        "timeline": audit.listed(audit.timeline(row)),
        "link": link,
        "handles": may_handle_joining(request.user),
        "sees_mobile": may_view_contact_mobile(request.user),
    }
    status = 422 if form.is_bound else 200
    page = render(request, "members/desk/joining.html", told, status=status)
    return shown_once.forget(page, page=request.path) if link else page


@desk(may_admit)
@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """One click by the motion's resolution; without a motion the recorded resolution is chosen."""
    row = get_object_or_404(_handed_in(), pk=pk)
    decided = admission.ready(row)
    typed = request.POST if request.method == "POST" else None  # one click sends nothing else
    form: Form = Form(typed) if decided else PaperForm(typed)
    if form.is_valid():
        facts = form.cleaned_data
        if attempt(form, lambda: admission.admit(row, by=request.user, **facts)):
            member = row.member
            messages.success(
                request,
                f"{member}已入会，编号 {member.number if member else ''}："
                "会员证书、入会通知书、首年会费和单位管理员的邀请都已办好。",
            )
            return redirect("admin:members_member_change", row.member_id)
    told = {
        "title": f"接纳{row.name}入会",
        "action": "办理入会",
        "form": form,
        "back": reverse("admin:members_joiningapplication_change", args=[pk]),
        "explained": "编号、职务、会员证书、入会通知书、首年会费和单位管理员的邀请一次办成；有一项不成，就都不成。"
        + (f"依据：{row.motion.resolution}。" if decided and row.motion else ""),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", told, status=status)


@desk(may_view_joining)
def paper(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    row = get_object_or_404(_handed_in(), pk=pk)
    kept = {"licence": row.licence, "stamped": row.stamped}.get(which)
    if kept is None:
        raise Http404
    return files.respond(kept)


@desk(may_view_joining)
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The 入会通知书 as it was signed."""
    row = get_object_or_404(_handed_in(), pk=pk)
    if row.letter is None:
        raise Http404
    return files.respond(issuing.document(row.letter))


@desk(may_handle_joining)
@require_POST
def new_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Handed to the applicant by staff, who see it once."""
    row = get_object_or_404(_handed_in(), pk=pk)
    token = applications.new_link(row, by=request.user)
    link = shown_once.Link(
        address=request.build_absolute_uri(reverse("members:joining_application", args=[token])),
        whom=row.contact_name,
        days=LINK_LIFE.days,
    )
    page = reverse("admin:members_joiningapplication_change", args=[pk])
    return shown_once.hand_over(link, page=page)


@desk(may_view_contact_mobile)
@require_http_methods(["GET", "POST"])
def mobile(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_handed_in(), pk=pk)
    form = UnmaskForm(request.POST or None)
    shown: list[str] = []
    if form.is_valid():
        attempt(
            form,
            lambda: shown.append(applications.reveal(row, by=request.user, **form.cleaned_data)),
        )
    told = {"row": row, "form": form, "number": "".join(shown)}
    status = 422 if form.is_bound and not shown else 200
    return render(request, "members/desk/joining_mobile.html", told, status=status)
