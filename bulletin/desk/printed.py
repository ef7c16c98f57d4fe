"""赠阅 at the desk: an issue's copies by member, their labels, where they went, what came back."""

from collections.abc import Callable
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files, paging
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.reading import half_width
from bulletin.desk.printed_forms import CopyForm, CountsForm, ReturnedForm, SentForm, SheetForm
from bulletin.models import Issue, PrintedCopy
from bulletin.printed import copies, labels, sheet
from bulletin.rules import may_prepare_mailings
from members.desk.access import desk
from members.models import Member

SIZE = 50
PAGE = "admin:bulletin_printed"
WAITS, LACKS = Q(sent_on=None), Q(sent_on=None) & (Q(address="") | Q(recipient=""))
SENT, RETURNED = Q(sent_on__isnull=False, returned_on=None), Q(returned_on__isnull=False)
VIEWS = {"": ("全部", Q()), "lacks": ("缺地址", LACKS), "waits": ("没有寄出", WAITS),
         "sent": ("已寄出", SENT), "returned": ("退回", RETURNED)}  # fmt: skip


def _issue(pk: int) -> Issue:
    found: Issue = get_object_or_404(Issue, pk=pk)
    return found


@desk(may_prepare_mailings)
@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    rows = Issue.objects.annotate(
        members=Count("printed_copies"), copies=Sum("printed_copies__copies"),
        sent=Count("printed_copies", filter=Q(printed_copies__sent_on__isnull=False)),
        returned=Count("printed_copies", filter=Q(printed_copies__returned_on__isnull=False)),
    ).order_by("-year", "-number")[:50]  # fmt: skip
    return render(request, "bulletin/desk/printed_issues.html", {"rows": rows})


@desk(may_prepare_mailings)
@require_http_methods(["GET", "HEAD", "POST"])
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """``act``: list the members, or read a filled-in sheet."""
    issue = _issue(pk)
    if request.method != "POST":
        return _page(request, issue)
    act = request.POST.get("act", "")
    if act == "list":
        form = CountsForm(request.POST)
        added: list[int] = []
        if form.is_valid() and attempt(
            form,
            lambda: added.append(copies.list_members(issue, counts=form.counts(), by=request.user)),
        ):
            messages.success(request, f"名单增加 {added[0]} 家。")
            return redirect(PAGE, issue.pk)
        return _page(request, issue, counts=form)
    if act == "sheet":
        return _sheet(request, issue)
    raise Http404


def _sheet(request: HttpRequest, issue: Issue) -> HttpResponse:
    form, taken = SheetForm(request.POST, request.FILES), list[sheet.Taken]()
    if form.is_valid() and attempt(
        form,
        lambda: taken.append(sheet.take_in(issue, form.cleaned_data["file"], by=request.user)),
    ):
        told = taken[0]
        messages.success(request, f"改了 {told.changed} 家的册数或地址，登记寄出 {told.sent} 家。")
        return redirect(PAGE, issue.pk)
    return _page(request, issue, upload=form)


def _page(
    request: HttpRequest,
    issue: Issue,
    *,
    counts: CountsForm | None = None,
    upload: SheetForm | None = None,
) -> HttpResponse:
    every = PrintedCopy.objects.filter(issue=issue)
    view, text = request.GET.get("view", ""), request.GET.get("q", "").strip()[:80]
    view = view if view in VIEWS else ""
    rows = every.filter(VIEWS[view][1]).select_related("member")
    if text:
        rows = rows.filter(
            Q(member__in=Member.objects.matching(text)) | Q(tracking=half_width(text))
        )
    page = paging.page(
        rows, keys=("pk",), size=SIZE, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    told = every.aggregate(
        copies=Sum("copies"), **{f"n_{key}": Count("pk", filter=q) for key, (_, q) in VIEWS.items()}
    )
    here = f"view={view}&q={quote(text)}"
    context = {
        "issue": issue, "rows": page.rows, "q": text, "view": view,
        "copies": told["copies"] or 0, "members": told["n_"],
        "views": [
            {"label": label, "url": f"?view={key}", "count": told[f"n_{key}"],
             "current": key == view}
            for key, (label, _) in VIEWS.items()
        ],
        "total": f"共 {paging.capped_count(rows):,} 家",
        **page.links(f"?{here}&"),
        "counts": counts or CountsForm(auto_id="counts-%s"),
        "upload": upload or SheetForm(auto_id="sheet-%s"),
        "problem": counts or upload,
    }  # fmt: skip
    status = 422 if counts or upload else 200
    return render(request, "bulletin/desk/printed.html", context, status=status)


@desk(may_prepare_mailings)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponse:
    """One member's copies. ``act``: change, send or take back."""
    row = get_object_or_404(
        PrintedCopy.objects.select_related("member", "issue"), issue=_issue(pk), pk=copy_pk
    )
    doors: dict[str, tuple[type[forms.Form], Callable[..., object], str]] = {
        "change": (CopyForm, copies.change, "已保存。"),
        "send": (SentForm, copies.send, "已登记寄出。"),
        "back": (ReturnedForm, copies.take_back, "已登记退回。"),
    }
    act = request.POST.get("act", "")
    if request.method != "POST":
        return _copy_page(request, row, "", None)
    if act not in doors:
        raise Http404
    kind, door, said = doors[act]
    form = kind(request.POST, auto_id=f"{act}-%s")
    if form.is_valid() and attempt(form, lambda: door(row, by=request.user, **form.cleaned_data)):
        messages.success(request, said)
        return redirect(PAGE, row.issue_id)
    return _copy_page(request, row, act, form)


def _copy_page(
    request: HttpRequest, row: PrintedCopy, act: str, failed: forms.Form | None
) -> HttpResponse:
    today = clock.today().isoformat()
    known = {"copies": row.copies, "recipient": row.recipient, "address": row.address}
    sent = {"carrier": row.carrier, "tracking": row.tracking, "on": row.sent_on or today}
    given = {act: failed}
    context = {
        "row": row, "issue": row.issue, "problem": failed,
        "change": given.get("change") or CopyForm(initial=known, auto_id="change-%s"),
        "send": given.get("send") or SentForm(initial=sent, auto_id="send-%s"),
        "back": given.get("back") or ReturnedForm(initial={"on": today}, auto_id="back-%s"),
        "ready": bool(row.recipient and row.address),
    }  # fmt: skip
    status = 422 if failed else 200
    return render(request, "bulletin/desk/printed_copy.html", context, status=status)


@desk(may_prepare_mailings)
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    issue = _issue(pk)
    content = ContentFile(sheet.workbook(issue))
    return files.as_download(content, name=f"赠阅名单-{issue.code}.xlsx", media_type=files.XLSX)


@desk(may_prepare_mailings)
@require_safe
def label_sheets(request: HttpRequest, pk: int) -> HttpResponseBase:
    issue = _issue(pk)
    try:
        content = ContentFile(labels.draw(issue))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(PAGE, issue.pk)
    return files.as_download(content, name=f"地址签-{issue.code}.pdf", media_type="application/pdf")
