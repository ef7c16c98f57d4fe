"""A company's own grades: how long they live, the yearly self-review, when to ask for renewal."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock, files
from association.base.errors import Refused
from association.base.forms import attempt
from association.credentials import issuing
from members.portal.access import current_member, member_required
from standardization.forms import SelfReviewForm
from standardization.grades import judging, records
from standardization.models import AnnualSelfReview, Case, GradeRecord
from standardization.portal.sections import sections


@member_required
@require_safe
def grades(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = (
        GradeRecord.objects.filter(member=current_member(request))
        .select_related("version__standard", "renewed_by", "ground", "certificate")
        .prefetch_related("self_reviews")
    )
    told = [
        {
            "record": row,
            "standing": records.standing(row, today),
            "renewal_from": records.renewal_from(row),
            "due": records.self_reviews_due(row, today),
        }
        for row in rows
    ]
    context = {"rows": told, "views": sections("standardization:company_grades")}
    return render(request, "standardization/portal/grades.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def yearly_review(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    row = get_object_or_404(GradeRecord, pk=pk, member=current_member(request))
    form = SelfReviewForm(request.POST or None, request.FILES or None)

    def hand_in() -> AnnualSelfReview:
        return records.hand_in_self_review(
            row,
            year=year,
            score=Decimal(form.cleaned_data["score"]),
            report=form.cleaned_data["report"],
            by=request.user,
        )

    if form.is_valid() and attempt(form, hand_in):
        messages.success(request, f"第 {year} 年的自评报告已提交。")
        return redirect("standardization:company_grades")
    told = {"record": row, "year": year, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "standardization/portal/yearly_review.html", told, status=status)


@member_required
@require_safe
def yearly_review_file(request: HttpRequest, pk: int) -> HttpResponse:
    rows = AnnualSelfReview.objects.filter(record__member=current_member(request))
    return files.respond(get_object_or_404(rows.select_related("file"), pk=pk).file)


@member_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    rows = GradeRecord.objects.filter(member=current_member(request)).exclude(certificate=None)
    row = get_object_or_404(rows.select_related("certificate__file"), pk=pk)
    assert row.certificate
    return files.respond(issuing.document(row.certificate))


@member_required
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The company takes the lower grade that its score reached."""
    case = get_object_or_404(Case, pk=pk, member=current_member(request))
    try:
        judging.consent(case, grade=request.POST.get("grade", ""), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已确认。安全技术部会按这个等级办理。")
    return redirect("standardization:company_case", pk)
