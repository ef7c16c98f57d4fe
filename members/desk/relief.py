"""减免申请 at the desk: what waits for whom, and one application beside the dues it is about."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, files
from association.base.forms import attempt
from association.credentials import issuing
from members.desk.access import desk
from members.desk.relief_forms import OpinionForm, PlaceForm
from members.enums import DuesLabel, MotionState, ReliefState
from members.forms.colleagues import ReasonForm
from members.governance import motions
from members.models import Member, ReliefApplication
from members.queries import with_position
from members.relief import applications, decisions, lists, opinions
from members.rules import Actor, may_handle_relief, may_settle_relief, may_view_relief

SHOWN = 50


@desk(may_view_relief)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    groups = [
        ("待受理", lists.to_accept()),
        ("待出具意见", lists.to_advise()),
        ("待列入议程", lists.to_place()),
        ("等表决结果", lists.in_council()),
        ("有结果待办结", lists.to_settle()),
        ("等单位补正", lists.with_member()),
    ]
    waiting = [{"title": title, "rows": list(rows)} for title, rows in groups]
    context = {
        "waiting": [group for group in waiting if group["rows"]],
        "count": sum(len(group["rows"]) for group in waiting),
        "over": lists.over()[:SHOWN],
    }
    return render(request, "members/desk/relief/queue.html", context)


def _found(pk: int) -> ReliefApplication:
    return get_object_or_404(
        lists.handed_in().select_related(
            "motion__meeting__term__body", "motion__resolution", "reply", "letter", "submitted_by"
        ),
        pk=pk,
    )


@desk(may_view_relief)
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    motion = row.motion
    given = opinions.given(row)
    context = {
        "application": row,
        "asked": applications.asked_in_words(row),
        "renamed": row.submitted_as if row.submitted_as != row.member.name else "",
        "years": _years(row.member),
        "room": applications.room(row.assessment),
        "opinions": given.values(),
        "former": row.opinions.exclude(pk__in=[one.pk for one in given.values()]),
        "others": row.member.relief_applications.filter(submissions__gt=0).exclude(pk=pk),
        "verdict": motions.judgement(motion) if motion and motion.counted else None,
        "recused": motion.recusals.select_related("seat") if motion else [],
        "entries": _history(row),
        **_may(row, request.user),
    }
    return render(request, "members/desk/relief/record.html", context)


def _may(row: ReliefApplication, user: Actor) -> dict[str, Any]:
    """The next steps that are open to this person, from here."""
    handles, state, motion = may_handle_relief(user), row.state, row.motion
    ready = state == ReliefState.ACCEPTED and len(opinions.given(row)) == len(opinions.GIVES)
    again = state == ReliefState.ON_AGENDA and applications.not_voted_on(row)
    decided = motion is not None and motion.state in (MotionState.CARRIED, MotionState.FAILED)
    settles = may_settle_relief(user) and state == ReliefState.ON_AGENDA and decided and not again
    return {
        "may_accept": handles and state == ReliefState.SUBMITTED,
        "may_return": handles and state in (ReliefState.SUBMITTED, ReliefState.ACCEPTED),
        "may_advise": bool(opinions.open_to(row, user)),
        "may_place": handles and (ready or again),
        "may_settle": settles and user is not None and row.placed_by_id != user.pk,
        "own": settles and user is not None and row.placed_by_id == user.pk,
    }


def _years(member: Member) -> list[Any]:
    rows = list(with_position(member.assessments.all()).order_by("-year"))
    for row in rows:
        label = DuesLabel(row.label)
        row.word, row.status = label.label, label.shape
    return rows


def _history(row: ReliefApplication) -> list[Any]:
    kinds = ("members.reliefapplication", "members.reliefopinion", "members.assessment")
    return audit.listed(audit.timeline(row.member).filter(object_type__in=kinds))


@desk(may_handle_relief)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    return _said(
        request, pk, lambda: applications.accept(row, by=request.user), "已受理，请出具意见。"
    )


@desk(may_settle_relief)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    return _said(
        request,
        pk,
        lambda: decisions.settle(row, by=request.user),
        "已按表决结果办结，复函已签发，单位可以在门户下载。",
    )


def _said(request: HttpRequest, pk: int, door: Any, done: str) -> HttpResponse:
    if attempt(form := Form(request.POST), door):
        messages.success(request, done)
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("admin:members_relief", pk)


@desk(may_handle_relief)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: applications.send_back(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已退回，单位会看到要补什么。")
        return redirect("admin:members_relief", pk)
    words = {"title": "退回补正", "action": "退回", "stops": True}
    return _page(request, row, form, **words, explained=f"{row}。理由单位会看到，请写清要补什么。")


@desk(may_view_relief)
@require_http_methods(["GET", "POST"])
def advise(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    sides = opinions.open_to(row, request.user)
    if not sides:
        messages.info(request, "现在没有要由您出具的意见。")
        return redirect("admin:members_relief", pk)
    form = OpinionForm(request.POST or None, sides=sides)
    if form.is_valid() and attempt(
        form, lambda: opinions.give(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "意见已出具。")
        return redirect("admin:members_relief", pk)
    asked = applications.asked_in_words(row)
    return _page(
        request, row, form, title="出具意见", action="出具", explained=f"{row}，申请减免 {asked}。"
    )


@desk(may_handle_relief)
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    form = PlaceForm(request.POST or None, application=row)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        meeting = facts.pop("meeting")
        if attempt(form, lambda: decisions.place(row, meeting, by=request.user, **facts)):
            messages.success(request, f"已列入“{meeting}”的议程。")
            return redirect("admin:members_relief", pk)
    asked = applications.asked_in_words(row)
    return _page(
        request, row, form, title="列入议程", action="列入", explained=f"{row}，申请减免 {asked}。"
    )


def _page(request: HttpRequest, row: ReliefApplication, form: Any, **words: Any) -> HttpResponse:
    context = {"form": form, "back": reverse("admin:members_relief", args=[row.pk]), **words}
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_view_relief)
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    if row.letter is None:
        raise Http404
    return files.respond(row.letter)


@desk(may_view_relief)
@require_safe
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    if row.reply is None:
        raise Http404
    return files.respond(issuing.document(row.reply))
