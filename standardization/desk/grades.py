"""公示, 异议, 公告 and the register of grades at the desk."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, clock, files, paging
from association.base.forms import attempt
from association.base.sent import wholes
from association.credentials import issuing
from members.desk.access import desk
from members.models import Member
from standardization.cases import acts
from standardization.desk.grade_forms import (
    AnnounceForm,
    ObjectionAnswerForm,
    ResolveForm,
    RevokeForm,
)
from standardization.enums import ActKind, CaseState
from standardization.grades import certificates, lists, objecting, publicity, records
from standardization.models import AnnualSelfReview, Case, GradeRecord, Objection
from standardization.rules import may_handle_cases, may_record_acts, may_view_cases

SIZE = 50
WITHIN = {
    "": "全部",
    **{str(days): f"{days} 天内到期" for days in lists.WITHIN},
    lists.OVERDUE: "年度自评逾期",
}
S = Objection.State
SHAPES = {
    S.RECEIVED: "due",
    S.OPEN: "run",
    S.LAID_ASIDE: "none",
    S.UPHELD: "stop",
    S.DISMISSED: "ok",
}


@desk(may_view_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def published(request: HttpRequest) -> HttpResponse:
    """Who is published until when; those whose days are over are announced here, several at once."""
    rows = list(publicity.shown())
    ends, today = publicity.last_days(rows), clock.today()
    ready = {row.case_id for row in rows if row.case_id in ends and ends[row.case_id] < today}
    may = bool(may_record_acts(request.user))
    form = AnnounceForm(request.POST or None, request.FILES or None) if may else None
    chosen = wholes(request.POST.getlist("cases")) & ready
    if form and form.is_bound and not chosen:
        form.add_error(None, "请勾选要公告的企业；公示期没满的不能公告。")
    if form and form.is_valid() and attempt(form, lambda: _announce(request, chosen, form)):
        messages.success(request, f"已登记公告，{len(chosen)} 家的等级即日起可以查询。")
        return redirect("admin:standardization_grades")
    told = {
        "rows": [
            {
                "notice": row,
                "until": ends.get(row.case_id),
                "ready": row.case_id in ready,
                "picked": row.case_id in chosen,
            }
            for row in rows
        ],
        "form": form,
        "objections": _objections(),
        "any_ready": bool(ready) or bool(form and form.is_bound),
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "standardization/desk/notices.html", told, status=status)


@transaction.atomic
def _announce(request: HttpRequest, chosen: set[int], form: AnnounceForm) -> None:
    """All or none."""
    for case in Case.objects.filter(pk__in=chosen).order_by("pk"):
        form.cleaned_data["upload"].seek(0)
        acts.record(case, ActKind.ANNOUNCE, by=request.user, **form.cleaned_data)


def _objections() -> list[Objection]:
    rows = list(
        Objection.objects.filter(notice__closed_on__isnull=True)
        .select_related("notice__case__member")
        .order_by("pk")
    )
    for row in rows:
        row.shape = SHAPES[S(row.state)]  # type: ignore[attr-defined]  # for the template
    return rows


@desk(may_handle_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Taken up, laid aside, or decided by the bureau; ``act`` names the button."""
    row = get_object_or_404(Objection.objects.select_related("notice__case__member"), pk=pk)
    act = request.POST.get("act", "")
    open_ = row.state == S.OPEN and row.notice.case.state == CaseState.OBJECTION
    kind = ResolveForm if open_ else ObjectionAnswerForm
    why = request.POST.get("why", "").strip()
    if act == "unmask" and why:
        audit.record(row, "查看异议人手机", by=request.user, reason=why, about=row.notice.case)
    sent = None if act == "unmask" else request.POST or None
    form = kind(sent, request.FILES or None)
    if form.is_valid() and attempt(form, lambda: _decide(request, row, act, form)):
        messages.success(request, "已办理，请按留下的手机答复异议人。")
        return redirect("admin:standardization_notices")
    told = {
        "objection": row,
        "shape": SHAPES[S(row.state)],
        "form": form if row.state in (S.RECEIVED, S.OPEN) else None,
        "resolves": open_,
        "unmasked": act == "unmask" and bool(why),
        "entries": audit.listed(audit.timeline(row.notice.case)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "standardization/desk/objection.html", told, status=status)


def _decide(request: HttpRequest, row: Objection, act: str, form: Any) -> None:
    told = form.cleaned_data
    if act == "resolve":
        acts.record(row.notice.case, ActKind.RESOLVE, by=request.user, **told)
    elif act == "take_up":
        objecting.take_up(row, by=request.user, reason=told["answer"])
    else:
        objecting.lay_aside(row, by=request.user, reply=told["answer"])


@desk(may_handle_cases)
@require_safe
def objection_paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Objection.objects.exclude(file=None).select_related("file"), pk=pk)
    assert row.file
    return files.respond(row.file)


@desk(may_view_cases)
@require_safe
def grades(request: HttpRequest) -> HttpResponse:
    """The register: in force, to be renewed, ended."""
    today = clock.today()
    kept = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "within")}
    found = narrowed(request.GET)
    page = paging.page(
        found,
        keys=("start", "pk"),
        descending=True,
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    query = "".join(f"{name}={quote(value)}&" for name, value in kept.items() if value)
    told = {
        "rows": [{"record": row, "standing": records.standing(row, today)} for row in page.rows],
        "asked": kept["q"],
        "within": kept["within"],
        "query": query,
        "views": [
            {
                "label": label,
                "url": f"?within={code}" if code else "?",
                "current": code == kept["within"],
            }
            for code, label in WITHIN.items()
        ],
        "total": f"共 {paging.capped_count(found):,} 条",
        "previous": f"?{query}before={page.preceding}" if page.preceding else "",
        "next": f"?{query}after={page.following}" if page.following else "",
    }
    return render(request, "standardization/desk/grades.html", told)


def narrowed(params: QueryDict) -> QuerySet[GradeRecord]:
    """The grades that the address asks for, the latest first."""
    rows = GradeRecord.objects.select_related("member", "version__standard", "renewed_by")
    if asked := params.get("q", "").strip()[:60]:
        rows = rows.filter(member__in=Member.objects.matching(asked))
    return lists.chosen(rows, params.get("within", ""))


@desk(may_view_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    rows = GradeRecord.objects.select_related(
        "member", "case", "version__standard", "ground", "renewed_by", "renews", "certificate"
    )
    row = get_object_or_404(rows, pk=pk)
    today = clock.today()
    standing = records.standing(row, today)
    may = bool(may_record_acts(request.user)) and standing.in_force
    form = RevokeForm(request.POST or None, request.FILES or None) if may else None
    if form and form.is_valid() and attempt(form, lambda: _revoke(request, row, form)):
        messages.success(request, "已登记撤销，公开查询即时生效。")
        return redirect("admin:standardization_grade", pk)
    told = {
        "record": row,
        "standing": standing,
        "may_certify": may and certificates.not_to_issue(row) is None,
        "renewal_from": records.renewal_from(row),
        "due": records.self_reviews_due(row, today),
        "reviews": row.self_reviews.select_related("by"),
        "form": form,
        "entries": audit.listed(audit.timeline(row.case)),
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "standardization/desk/grade.html", told, status=status)


@desk(may_record_acts)
@require_POST
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(GradeRecord.objects.select_related("member", "version", "case"), pk=pk)
    form = Form(request.POST)
    if attempt(form, lambda: certificates.issue(row, by=request.user)):
        messages.success(request, f"证书 {row.certificate.number} 已签发，企业能下载。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("admin:standardization_grade", pk)


@desk(may_view_cases)
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    rows = GradeRecord.objects.exclude(certificate=None).select_related("certificate__file")
    return files.respond(issuing.document(get_object_or_404(rows, pk=pk).certificate))


@transaction.atomic
def _revoke(request: HttpRequest, row: GradeRecord, form: RevokeForm) -> None:
    told = dict(form.cleaned_data)
    ground = told.pop("ground")
    act = acts.record(row.case, ActKind.REVOKE, by=request.user, **told)
    records.revoke(row, act=act, ground=ground, by=request.user)


@desk(may_view_cases)
@require_safe
def self_review_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(AnnualSelfReview.objects.select_related("file"), pk=pk)
    return files.respond(row.file)
