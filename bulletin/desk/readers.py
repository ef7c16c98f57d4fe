"""会刊读者 at the desk: who gets the issues, who is entered, and addresses that nothing is sent to."""

from urllib.parse import quote

from django.contrib import messages
from django.core.files.base import ContentFile
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock, files, paging
from association.base.errors import Refused
from association.base.forms import attempt
from bulletin.desk.mailing_forms import ReaderForm, SuppressForm
from bulletin.mailing import lists, subscribing, suppressing
from bulletin.mailing.enums import SubscriberState
from bulletin.models import Subscriber, Suppression
from bulletin.rules import may_prepare_mailings
from members.desk.access import desk

SIZE = 50
S = SubscriberState
SHAPES = {S.PENDING: "due", S.ACTIVE: "ok", S.UNSUBSCRIBED: "none"}


def _found(request: HttpRequest) -> tuple[QuerySet[Subscriber], str, str]:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    state = state if state in S.values else ""
    rows = Subscriber.objects.all()
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(address__contains=text.lower()) | Q(name__icontains=text)
            | Q(member__name__icontains=text)
        )  # fmt: skip
    return rows, state, text


@desk(may_prepare_mailings)
@require_safe
def readers(request: HttpRequest) -> HttpResponse:
    rows, state, text = _found(request)
    page = paging.page(
        rows.select_related("member"), keys=("pk",), size=SIZE, descending=True,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    for row in page.rows:
        row.shape = SHAPES[S(row.state)]
    counts = dict(Subscriber.objects.order_by().values_list("state").annotate(n=Count("pk")))
    here = f"state={state}&q={quote(text)}"
    context = {
        "rows": page.rows, "q": text, "state": state,
        "total": f"共 {paging.capped_count(rows):,} 位",
        "views": [
            {"label": label, "url": f"?state={value}", "current": state == value,
             "count": counts.get(value, 0) if value else sum(counts.values())}
            for value, label in [("", "全部"), *S.choices]
        ],
        **page.links(f"?{here}&"),
        "stopped": Suppression.objects.count(),
    }  # fmt: skip
    return render(request, "bulletin/desk/readers.html", context)


@desk(may_prepare_mailings)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = ReaderForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: subscribing.take_in(by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记，从下一期起发送。")
        return redirect("admin:bulletin_readers")
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/reader_add.html", {"form": form}, status=status)


@desk(may_prepare_mailings)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """``act``: unsubscribe them, or erase them, because they asked."""
    row = get_object_or_404(Subscriber, pk=pk)
    act = request.POST.get("act", "")
    if act == "unsubscribe":
        subscribing.unsubscribe(row, by=request.user)
        messages.success(request, "已退订。")
    elif act == "erase":
        subscribing.erase(row, by=request.user)
        messages.success(request, "这位读者的资料已清除。")
    else:
        raise Http404
    return redirect("admin:bulletin_readers")


@desk(may_prepare_mailings)
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    rows, _, _ = _found(request)
    name = f"会刊读者-{clock.today():%Y%m%d}.xlsx"
    content = ContentFile(lists.workbook(rows, by=request.user))
    return files.as_download(content, name=name, media_type=files.XLSX)


@desk(may_prepare_mailings)
@require_http_methods(["GET", "HEAD", "POST"])
def suppressions(request: HttpRequest) -> HttpResponse:
    form = SuppressForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: suppressing.suppress(by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已停发，发送中的邮件也不再发到这个地址。")
        return redirect("admin:bulletin_suppressions")
    page = paging.page(
        Suppression.objects.select_related("by"), keys=("pk",), size=SIZE, descending=True,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "form": form, "rows": page.rows,
        "total": f"共 {paging.capped_count(Suppression.objects.all()):,} 个地址",
        **page.links(),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/suppressions.html", context, status=status)


@desk(may_prepare_mailings)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Suppression, pk=pk)
    try:
        suppressing.lift(row, by=request.user, reason=request.POST.get("reason", "")[:200])
        messages.success(request, "已解除停发。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:bulletin_suppressions")
