"""What the page of a case leads to: a correction, an act of the bureau, and the papers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.forms import attempt
from association.credentials import issuing
from members.desk.access import desk
from standardization.cases import acts, filing
from standardization.desk.case_forms import ActForm, CorrectionForm
from standardization.desk.one_case import PAGE, found
from standardization.models import AuthorityAct, CaseDocument, IndependenceOverride, Letter
from standardization.rules import may_handle_cases, may_record_acts, may_view_cases

FORM = "standardization/desk/form.html"


@desk(may_handle_cases)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    form = CorrectionForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: filing.ask_correction(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "补正告知书已签发，企业在会员服务能看到。")
        return redirect(PAGE, pk)
    context = {
        "form": form,
        "case": row,
        "title": "告知补正",
        "action": "发出补正告知书",
        "back": reverse(PAGE, args=[pk]),
        "explained": "补正只能一次性告知，发出后不能再改。",
    }
    return render(request, FORM, context, status=422 if form.is_bound else 200)


@desk(may_record_acts)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    form = ActForm(request.POST or None, request.FILES or None, case=row, by_staff=True)
    if form.is_valid() and attempt(form, lambda: acts.record(row, by=request.user, **form.facts())):
        row.refresh_from_db()
        messages.success(request, f"决定已登记。案件现在是“{row.get_state_display()}”。")
        return redirect(PAGE, pk)
    context = {
        "form": form,
        "case": row,
        "title": "登记定级部门的决定",
        "action": "登记",
        "back": reverse(PAGE, args=[pk]),
        "explained": "处室人员有账号的，由本人登录确认；没有的，由秘书处凭书面文件登记。",
        "uploads": True,
    }
    return render(request, FORM, context, status=422 if form.is_bound else 200)


@desk(may_view_cases)
@require_safe
def document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    rows = CaseDocument.objects.filter(case=pk).select_related("file")
    return files.respond(get_object_or_404(rows, pk=document_pk).file)


@desk(may_view_cases)
@require_safe
def act_file(request: HttpRequest, pk: int, act_pk: int) -> HttpResponse:
    rows = AuthorityAct.objects.filter(case=pk).exclude(file=None).select_related("file")
    return files.respond(get_object_or_404(rows, pk=act_pk).file)


@desk(may_view_cases)
@require_safe
def override_file(request: HttpRequest, pk: int, override_pk: int) -> HttpResponse:
    rows = IndependenceOverride.objects.filter(case=pk).select_related("file")
    return files.respond(get_object_or_404(rows, pk=override_pk).file)


@desk(may_view_cases)
@require_safe
def letter(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    rows = Letter.objects.filter(case=pk).select_related("credential__file")
    return files.respond(issuing.document(get_object_or_404(rows, pk=letter_pk).credential))
