"""归档: the checklist of a class, its seal, and whether the files are still what they were."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from training.archive import checklist, sealing
from training.desk.batch_forms import SealForm, TickForm
from training.desk.tabs import tabs
from training.enums import ClassState
from training.models import ArchiveItem, ArchiveSeal, ArchiveTick, TrainingClass
from training.rules import may_archive_class, may_view_training

CLASS = "admin:training_class_archive"


@desk(may_view_training)
@require_http_methods(["GET", "POST"])
def of_class(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    form = SealForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: sealing.seal(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已封存归档。")
        return redirect(CLASS, pk)
    lines = checklist.lines(row)
    seals = ArchiveSeal.objects.select_related("manifest", "retention", "sealed_by")
    context = {
        "class": row,
        "tabs": tabs(row, "training_class_archive"),
        "lines": lines,
        "open": sum(not line.done for line in lines),
        "seal": seals.filter(training_class=row).first(),
        "form": form,
        "may_archive": may_archive_class(request.user) and row.state != ClassState.ARCHIVED,
        "may_seal": may_archive_class(request.user) and row.state == ClassState.COLLECTING,
        "may_verify": may_archive_class(request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/class_archive.html", context, status=status)


@desk(may_archive_class)
@require_http_methods(["GET", "POST"])
def tick(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    item = get_object_or_404(ArchiveItem, pk=item_pk, active=True)
    form = TickForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(
        form, lambda: checklist.tick(row, item, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"“{item}”已登记。")
        return redirect(CLASS, pk)
    context = {
        "form": form,
        "title": item.title,
        "action": "登记",
        "upload": True,
        "back": reverse(CLASS, args=[pk]),
        "explained": f"{row}。上传文件，或写明情况；再次登记会替换上一次的。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_view_training)
@require_safe
def document(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    rows = ArchiveTick.objects.exclude(file=None).select_related("file")
    return files.respond(get_object_or_404(rows, training_class=pk, item=item_pk).file)


@desk(may_view_training)
@require_safe
def manifest(request: HttpRequest, pk: int) -> HttpResponse:
    seal = get_object_or_404(ArchiveSeal.objects.select_related("manifest"), training_class=pk)
    return files.respond(seal.manifest)


@desk(may_archive_class)
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    seal = ArchiveSeal.objects.filter(training_class=pk).select_related("manifest").first()
    if seal is None:
        raise Http404
    try:
        found = sealing.verify_and_note(seal, by=request.user)
    except Refused as refusal:
        found = [refusal.message]
    for text in found:
        messages.error(request, text)
    if not found:
        messages.success(request, f"{seal.files} 个文件与封存时一致。")
    return redirect(CLASS, pk)
