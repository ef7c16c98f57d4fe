"""One matter at the desk: put, recuse, count, declare, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.governance.bodies import page
from members.desk.governance.forms import CountForm, MotionForm, NumberForm, RecusalForm
from members.forms.colleagues import ReasonForm
from members.governance import agenda, motions
from members.models import Meeting, Motion
from members.rules import may_decide_motions, may_hold_meetings, may_view_meetings


def found(pk: int) -> Motion:
    return get_object_or_404(Motion.objects.select_related("meeting__term__body"), pk=pk)


def _page(request: HttpRequest, form: Any, of: Meeting, **context: Any) -> HttpResponse:
    return page(request, form, back=reverse("admin:members_meeting", args=[of.pk]), **context)


@desk(may_hold_meetings)
@require_http_methods(["GET", "POST"])
def put(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.select_related("term__body"), pk=pk)
    form = MotionForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(
        form,
        lambda: motions.put(meeting, by=request.user, **form.facts(by=request.user)),
    ):
        messages.success(request, f"已列入议程：{form.cleaned_data['title']}。")
        return redirect("admin:members_meeting", pk)
    return _page(
        request, form, meeting, title="添加议题", action="列入议程", upload=True, explained=meeting
    )


@desk(may_hold_meetings)
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    motion = found(pk)
    initial = {name: getattr(motion, name) for name in ("in_favour", "against", "abstained")}
    form = CountForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(
        form, lambda: motions.count(motion, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已计票。宣布结果之前还可以改。")
        return redirect("admin:members_meeting", motion.meeting_id)
    verdict = motions.judgement(motion)
    return _page(
        request,
        form,
        motion.meeting,
        title=f"计票：{motion}",
        action="保存票数",
        explained="".join(verdict.sentences[:2]),
    )


@desk(may_decide_motions)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A carried matter asks for its number; one that failed is declared at once."""
    motion = found(pk)
    form = NumberForm(
        request.POST or None, initial={"number": agenda.suggested_number(motion.meeting)}
    )
    if form.is_valid() and attempt(
        form, lambda: motions.decide(motion, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已作出决议 {motion.resolution.number}。")
        return redirect("admin:members_meeting", motion.meeting_id)
    return _page(
        request,
        form,
        motion.meeting,
        title=f"宣布通过：{motion}",
        action="作出决议",
        explained="".join(motions.judgement(motion).sentences),
    )


@desk(may_decide_motions)
@require_POST
def fail(request: HttpRequest, pk: int) -> HttpResponse:
    """Declares that a matter was not carried. One that was needs its number first."""
    motion = found(pk)
    try:
        motions.decide(motion, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"“{motion}”已宣布未通过，没有形成决议。")
    return redirect("admin:members_meeting", motion.meeting_id)


@desk(may_hold_meetings)
@require_http_methods(["GET", "POST"])
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    motion = found(pk)
    form = RecusalForm(request.POST or None, motion=motion)
    if form.is_valid() and attempt(
        form, lambda: motions.recuse(motion, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{form.cleaned_data['seat']}对这项议题已登记回避。")
        return redirect("admin:members_meeting", motion.meeting_id)
    return _page(
        request,
        form,
        motion.meeting,
        title=f"登记回避：{motion}",
        action="登记回避",
        explained="登记后不能撤回；已经计票的须重新计票。",
    )


@desk(may_hold_meetings)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    motion = found(pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: motions.withdraw(motion, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"“{motion}”已撤下。")
        return redirect("admin:members_meeting", motion.meeting_id)
    return _page(
        request,
        form,
        motion.meeting,
        title=f"撤下：{motion}",
        action="撤下议题",
        stops=True,
        explained="撤下的议题没有结果，可以在另一次会议重新提交。",
    )


@desk(may_view_meetings)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    return files.respond(get_object_or_404(Motion.objects.exclude(paper=None), pk=pk).paper)
