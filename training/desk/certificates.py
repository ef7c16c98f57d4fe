"""培训合格证书 of one class: who can be given one, the run that makes them, and each one's life."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.sent import wholes
from association.credentials import issuing, runs
from association.credentials.enums import CredentialState
from association.credentials.models import Bundle, PrintRun
from members.desk.access import desk
from training.certificates import giving
from training.desk.tabs import tabs
from training.models import TrainingCertificate, TrainingClass
from training.rules import may_issue_certificates, may_view_training

HERE = "training_class_certificates"


def _class(pk: int) -> TrainingClass:
    return get_object_or_404(TrainingClass, pk=pk)


def _runs(of: TrainingClass) -> Any:
    found = PrintRun.objects.filter(
        printings__credential__training_certificate__enrolment__training_class=of
    )
    return found.select_related("job").prefetch_related("bundles__file").distinct()


@desk(may_view_training)
@require_safe
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    of = _class(pk)
    waiting = list(giving.waiting(of))
    lacking = giving.lacking(waiting)
    made = list(_runs(of).order_by("-pk"))
    running = next((run for run in made if run.job and run.job.is_open), None)
    given = list(giving.of_class(of))
    context = {
        "of": of,
        "tabs": tabs(of, HERE),
        "waiting": [{"row": row, "lacking": lacking[row.pk]} for row in waiting],
        "ready": sum(1 for row in waiting if not lacking[row.pk]),
        "picked": request.GET.get("pick") != "none",
        "given": [{"row": row, "doors": _doors(row)} for row in given],
        "runs": made,
        "running": running,
        "progress_url": running and reverse("admin:training_print_run", args=[of.pk, running.pk]),
        "may_issue": may_issue_certificates(request.user),
    }
    return render(request, "training/desk/certificates.html", context)


def _doors(row: TrainingCertificate) -> list[tuple[str, str]]:
    """Verb and label of what can be done with it now."""
    if not row.in_force or row.credential.file_id is None:
        return []
    held = row.credential.state == CredentialState.SUSPENDED
    pause = ("lift", "恢复") if held else ("suspend", "暂停")
    return [("replace", "换发"), pause, ("revoke", "撤销")]


@desk(may_issue_certificates)
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    of = _class(pk)
    chosen = wholes(request.POST.getlist("enrolment"))
    rows = list(giving.waiting(of).filter(pk__in=chosen))
    try:
        if len(rows) != len(chosen):
            raise Refused("名单已有变化：有人刚刚由同事签发或改变了状态。请核对后再签发。")
        run = giving.issue(of, rows, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已编号 {run.count} 份，正在制作文件，可以离开本页。")
    return redirect(f"admin:{HERE}", pk)


@desk(may_view_training)
@require_safe
def progress(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """The job alone, which the page asks for again while it runs."""
    found = get_object_or_404(_runs(_class(pk)), pk=run)
    return render(request, "ui/job.html", {"job": found.job, "url": request.path})


@desk(may_issue_certificates)
@require_POST
def resume(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    found = get_object_or_404(_runs(_class(pk)), pk=run)
    try:
        runs.resume(found, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(f"admin:{HERE}", pk)


@desk(may_issue_certificates)
@require_safe
def bundle(request: HttpRequest, pk: int, bundle: int) -> HttpResponse:
    found = get_object_or_404(
        Bundle.objects.select_related("file").filter(run__in=_runs(_class(pk))), pk=bundle
    )
    return files.respond(found.file)


def _certificate(pk: int, certificate: int) -> TrainingCertificate:
    rows = TrainingCertificate.objects.select_related("credential__file", "enrolment__trainee")
    return get_object_or_404(rows, pk=certificate, enrolment__training_class=pk)


@desk(may_issue_certificates)
@require_safe
def document(request: HttpRequest, pk: int, certificate: int) -> HttpResponse:
    row = _certificate(pk, certificate)
    try:
        return files.respond(issuing.document(row.credential))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(f"admin:{HERE}", pk)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, error_messages={"required": "请写明理由。"}
    )


_PUBLIC = "公开：查询这份证书的人都会看到"
_STEPS: dict[str, tuple[str, str, str, Callable[..., Any]]] = {
    "replace": (
        "换发证书",
        "按现在的登记另制一份，旧证书从此显示“已替换”。姓名登记有误的，请先更正学员的姓名。",
        "已换发，正在制作新证书。",
        giving.replace,
    ),
    "suspend": ("暂停证书", "暂停期间证书不作数，查明后可以恢复。", "已暂停。", giving.suspend),
    "lift": ("恢复证书", "证书重新有效，暂停过的记录仍在。", "已恢复。", giving.lift),
    "revoke": ("撤销证书", "撤销不能收回，编号不再使用。", "已撤销。", giving.revoke),
}


@desk(may_issue_certificates)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, certificate: int, verb: str) -> HttpResponse:
    if verb not in _STEPS:
        raise Http404
    row = _certificate(pk, certificate)
    title, explained, done, door = _STEPS[verb]
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = "" if verb == "replace" else _PUBLIC
    if form.is_valid() and attempt(form, lambda: door(row, by=request.user, **form.cleaned_data)):
        messages.success(request, done)
        return redirect(f"admin:{HERE}", pk)
    context = {
        "title": title,
        "explained": f"{row.enrolment.trainee}，{row.credential.number}。{explained}",
        "action": title,
        "form": form,
        "stops": verb == "revoke",
        "back": reverse(f"admin:{HERE}", args=[pk]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", context, status=status)
