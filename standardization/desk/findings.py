"""不符合项 of a case, one of them, and what waits in all cases."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.accounts.screens import shown_once
from association.base import audit, files, paging
from association.base.forms import attempt
from association.base.sent import whole
from members.desk.access import desk
from standardization import queries
from standardization.desk.finding_forms import (
    CloseForm,
    FindingForm,
    ListingForm,
    LookForm,
    VerifyForm,
)
from standardization.desk.look import shape
from standardization.desk.tabs import tabs
from standardization.enums import FindingState, Severity
from standardization.findings import (
    alarms,
    links,
    listing,
    lists,
    looking_back,
    registering,
    verifying,
)
from standardization.findings.states import FINDINGS, may_check
from standardization.models import Case, Finding, FindingPhoto, Listing, LookBack
from standardization.rules import may_close_findings, may_list_findings, may_view_cases

SIZE = 50
WAITING = {
    "submitted": "待验收",
    "verified": "待销号",
    "overdue": "整改超期",
    "look": "该回头看",
    "listed": "挂牌督办中",
}
COUNTED = ("stands", "year", "organisation")
"""What a number of the board narrows by."""
SAID = {
    "verify": "验收通过，等另一位同事销号。",
    "return": "已退回，企业能看到意见。",
    "close": "已销号，到期提醒回头看。",
    "list": "已挂牌督办。",
}


@desk(may_view_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and below it the form for one more."""
    case = get_object_or_404(Case.objects.select_related("member"), pk=pk)
    may = may_close_findings(request.user) and not case.closed
    if request.method == "POST" and not may:
        raise Http404
    form = FindingForm(request.POST or None, case=case)
    if form.is_valid() and attempt(
        form, lambda: registering.register(case, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记。确认无误后交企业整改。")
        return redirect("admin:standardization_case_findings", pk)
    found = lists.rows(case.findings.select_related("key_area", "item", "listing"))
    context = {
        "case": case,
        "shape": shape(case.state),
        "tabs": tabs(case, "standardization_case_findings"),
        "rows": found,
        "to_hand_out": sum(row.finding.state == FindingState.REGISTERED for row in found),
        "may_register": may,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "standardization/desk/case_findings.html", context, status=status)


@desk(may_close_findings)
@require_POST
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Case, pk=pk)
    handed = registering.hand_out(case, by=request.user)
    messages.success(request, f"已交企业整改 {handed} 条。" if handed else "没有待交的不符合项。")
    return redirect("admin:standardization_case_findings", pk)


def _found(pk: int) -> Finding:
    rows = Finding.objects.select_related("case__member", "item", "key_area", "found_by", "visit")
    return get_object_or_404(rows, pk=pk)


@desk(may_view_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding. ``act`` names the button that was pressed."""
    row = _found(pk)
    act = request.POST.get("act", "")
    forms = _forms(request, row, act)
    if act in forms and forms[act].is_valid() and _done(request, row, act, forms[act]):
        messages.success(request, SAID[act])
        return redirect("admin:standardization_finding", pk)
    return _page(request, row, forms, status=422 if act in forms else 200)


def _forms(request: HttpRequest, row: Finding, act: str) -> dict[str, Form]:
    """Those of the steps that are open, bound where one was sent; and the one that was sent, also
    where somebody was quicker: what was typed stays, and the door says why not."""
    verbs = {act, *(step.verb for step in FINDINGS.open_to(row, request.user))}
    sent = {act: (request.POST, request.FILES)}
    forms: dict[str, Form] = {}
    if verbs & {"verify", "return"}:
        verify = VerifyForm(*sent.get("verify", sent.get("return", ())))
        forms |= {"verify": verify, "return": verify}
    if "close" in verbs:
        forms["close"] = CloseForm(*sent.get("close", ()))
    may_list = may_list_findings(request.user) and row.state != FindingState.CLOSED
    lists_now = may_list and row.severity == Severity.MAJOR and not _listing(row)
    if lists_now or act == "list":
        forms["list"] = ListingForm(*sent.get("list", ()))
    return forms


def _done(request: HttpRequest, row: Finding, act: str, form: Form) -> bool:
    told, by = form.cleaned_data, request.user
    doors: dict[str, Callable[[], object]] = {
        "verify": lambda: verifying.verify(row, passed=True, by=by, **told),
        "return": lambda: verifying.verify(row, passed=False, by=by, **told),
        "close": lambda: verifying.close(row, by=by, **told),
        "list": lambda: listing.put_up(row, by=by, **told),
    }
    return attempt(form, doors[act])


def _listing(row: Finding) -> Listing | None:
    return Listing.objects.filter(finding=row).select_related("plan").first()


def _page(
    request: HttpRequest, row: Finding, forms: dict[str, Form], *, status: int = 200
) -> HttpResponse:
    context = {
        "finding": row,
        "told": lists.rows([row])[0],
        "photos": lists.photos(
            row, lambda each: reverse("admin:standardization_finding_photo", args=[each.pk])
        ),
        "answers": row.rectifications.select_related("by", "verification__by"),
        "alarms": alarms.of(row) if row.state != FindingState.REGISTERED else [],
        "listing": _listing(row),
        "looks": row.look_backs.select_related("by"),
        "missed": looking_back.missed_in_a_row(row),
        "forms": forms,
        "bound": next((form for form in forms.values() if form.is_bound), None),
        "checks": may_check(request.user, row),
        "look_form": LookForm(),
        "link": shown_once.take(request),
        "entries": audit.listed(audit.done_to(row)),
    }
    response = render(request, "standardization/desk/finding.html", context, status=status)
    return shown_once.forget(response, page=request.path)


@desk(may_close_findings)
@require_POST
def look(request: HttpRequest, pk: int, look_pk: int) -> HttpResponse:
    row = get_object_or_404(LookBack, pk=look_pk, finding=pk)
    form = LookForm(request.POST)
    held = "held" in request.POST
    if form.is_valid() and attempt(
        form,
        lambda: looking_back.hold(row, held=held, note=form.cleaned_data["note"], by=request.user),
    ):
        messages.success(request, "已登记回头看。" if held else "已退回企业重新整改。")
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("admin:standardization_finding", pk)


@desk(may_close_findings)
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody of the company who has no account: shown once."""
    row = _found(pk)
    token = links.new_link(row, by=request.user)
    address = request.build_absolute_uri(reverse("standardization:finding_link", args=[token]))
    whom = row.responsible or "整改责任人"
    secret = shown_once.Link(address=address, whom=whom, days=links.LIFE.days)
    return shown_once.hand_over(secret, page=reverse("admin:standardization_finding", args=[pk]))


@desk(may_view_cases)
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FindingPhoto.objects.select_related("file"), pk=pk)
    return files.respond(row.file)


@desk(may_view_cases)
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Listing.objects.select_related("plan"), finding=pk)
    return files.respond(row.plan)


@desk(may_view_cases)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Of all cases; ``wait`` says what for, or ``stands`` how they were mended."""
    kept = _kept(request.GET)
    found = narrowed(request.GET)
    page = paging.page(
        found,
        keys=("deadline", "pk"),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    by, words = ("stands", lists.STANDS) if "stands" in kept else ("wait", WAITING)
    here: dict[str, Any] = {
        "views": [
            {"label": word, "url": _there(kept, **{by: key}), "current": key == kept[by]}
            for key, word in words.items()
        ],
        "rows": lists.rows(page.rows),
        "what": words[kept[by]],
        "looks": kept.get("wait") == "look",
        "total": f"共 {paging.capped_count(found):,} 条",
        "previous": _there(kept, before=page.preceding) if page.preceding else "",
        "next": _there(kept, after=page.following) if page.following else "",
        "asked": urlencode(kept),
    }
    return render(request, "standardization/desk/findings.html", here)


def narrowed(params: QueryDict) -> QuerySet[Finding]:
    """The findings that the address asks for. Raises Http404."""
    kept = _kept(params)
    if "stands" in kept:
        year, organisation = queries.year(kept.get("year", "")), whole(kept.get("organisation"))
        return lists.standing(kept["stands"], year=year, organisation=organisation)
    return lists.waiting(kept["wait"])


def _kept(params: QueryDict) -> dict[str, str]:
    """Either how they were mended, with what narrows that, or what they wait for."""
    if params.get("stands") in lists.STANDS:
        return {name: params[name] for name in COUNTED if params.get(name)}
    wait = params.get("wait", "submitted")
    if wait not in WAITING:
        raise Http404
    return {"wait": wait}


def _there(kept: dict[str, str], **more: str) -> str:
    return f"?{urlencode(kept | more)}"
