"""会刊订阅, for everybody: whoever holds the link in a mail acts, signed in or not."""

import json
from typing import Any

from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import context, files, rates
from association.base.forms import attempt
from bulletin.mailing import links
from bulletin.mailing import subscribing as doors
from bulletin.mailing.enums import SubscriberState
from bulletin.models import Subscriber
from bulletin.portal.subscribing_forms import AskForm, PreferForm, opened_with

ASKS, MINUTES = 10, 600
S = SubscriberState
SHAPES = {S.PENDING: "due", S.ACTIVE: "ok", S.UNSUBSCRIBED: "none"}


def _reader(token: str) -> Subscriber:
    row: Subscriber = get_object_or_404(Subscriber, token=token)
    return row


def _told(request: HttpRequest, said: str, **more: Any) -> HttpResponse:
    return render(request, "bulletin/public/subscription_told.html", {"said": said, **more})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether the address was known or not."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not rates.within(
            "bulletin-subscribe", context.current().address, limit=ASKS, seconds=MINUTES
        ):
            form.add_error(None, "填写得太频繁，请过十分钟再试。")
        elif attempt(form, lambda: doors.ask(**form.cleaned_data)):
            return _told(request, "asked", address=form.cleaned_data["address"], days=links.DAYS)
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/public/subscribe.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """To open the link asks only: programs that look through mails open every link in them."""
    row = links.confirmed(signed)
    if row is None or row.state == S.UNSUBSCRIBED:
        return render(
            request, "bulletin/public/subscription_told.html", {"said": "stale"}, status=404
        )
    if request.method == "POST":
        row = doors.confirm(row)
    said = "confirm" if doors.to_confirm(row) else "confirmed"
    return _told(request, said, row=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    row = _reader(token)
    form = PreferForm(request.POST if request.method == "POST" else None, initial=opened_with(row))
    saved = form.is_valid() and attempt(form, lambda: doors.prefer(row, **form.cleaned_data))
    if saved:
        row.refresh_from_db()
    context = {"row": row, "shape": SHAPES[S(row.state)], "form": form, "saved": saved}
    status = 422 if form.is_bound and not saved else 200
    return render(request, "bulletin/public/subscription.html", context, status=status)


@never_cache
@require_safe
def data(request: HttpRequest, token: str) -> HttpResponseBase:
    """What is kept of the reader, to take along."""
    told = json.dumps(doors.told(_reader(token)), ensure_ascii=False, indent=1)
    return files.as_download(
        ContentFile(told.encode()), name="会刊订阅资料.json", media_type="application/json"
    )


@never_cache
@require_POST
def erase(request: HttpRequest, token: str) -> HttpResponse:
    doors.erase(_reader(token))
    return _told(request, "erased")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a mail program sends this POST by itself, without cookies and without a page. So it
    needs no token against forgery, answers at once, and leads nowhere; to open it changes nothing."""
    row = _reader(token)
    if request.method == "POST":
        row = doors.unsubscribe(row)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse("已退订。", content_type="text/plain; charset=utf-8")
    said = "unsubscribed" if row.state == S.UNSUBSCRIBED else "unsubscribe"
    return _told(request, said, row=row)
