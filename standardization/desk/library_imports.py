"""A standard's workbook at the desk: handed in, its report, confirmed as a draft."""

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.forms import attempt
from members.desk.access import desk
from standardization.desk.library_forms import WorkbookForm
from standardization.library import imports, workbook
from standardization.models import StandardImport, StandardVersion
from standardization.rules import may_import_standards

RECENT = 20


@desk(may_import_standards)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    form = WorkbookForm(request.POST or None, request.FILES or None)
    made: list[StandardImport] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(imports.hand_in(form.cleaned_data["file"], by=request.user)),
    ):
        return redirect("admin:standardization_import", made[0].pk)
    rows = StandardImport.objects.select_related("file", "uploaded_by", "version__standard")
    context = {"form": form, "recent": rows[:RECENT]}
    status = 422 if form.is_bound else 200
    return render(request, "standardization/desk/library_imports.html", context, status=status)


@desk(may_import_standards)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    content = ContentFile(workbook.written(None))
    return files.as_download(content, name="标准工作簿模板.xlsx", media_type=files.XLSX)


@desk(may_import_standards)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found; confirming it writes the draft."""
    rows = StandardImport.objects.select_related("file", "uploaded_by", "version__standard")
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _confirm(request, row)
    return render(
        request, "standardization/desk/library_import.html", {"row": row, "report": row.report}
    )


def _confirm(request: HttpRequest, row: StandardImport) -> HttpResponse:
    form, made = forms.Form(request.POST), list[StandardVersion]()
    if attempt(form, lambda: made.append(imports.confirm(row, by=request.user))):
        messages.success(request, f"{made[0]}已导入为草稿，请核对后由负责人发布。")
        return redirect("admin:standardization_version", made[0].pk)
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("admin:standardization_import", row.pk)
