"""证书查询: by the QR code, by number and name, or by the file. Open to everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import context, rates
from association.credentials import qr_key, verification
from association.credentials.forms import FileForm, NumberForm
from association.credentials.models import QrKey
from association.credentials.verification import Verdict

PAGE = "credentials/verify.html"
LIMIT, SECONDS = 30, 60  # look-ups of one address: a hand with a scanner, not a machine

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Counted per address, kept by no cache on the way, found by no search engine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asks = request.method == "POST" or bool(kwargs)
        who = context.current().address
        if asks and not rates.within("verify", who, limit=LIMIT, seconds=SECONDS):
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(SECONDS)
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@public
@require_safe
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, verdict=verification.by_token(token))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def by_number(request: HttpRequest) -> HttpResponse:
    """By POST: what somebody asked for stands in no address and no log."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _page(request, form, verdict=verification.by_number(**form.cleaned_data))
    return _page(request, form)


@public
@require_POST
def by_file(request: HttpRequest) -> HttpResponse:
    """Compares a file's fingerprint with the register. A file that was sent is not kept."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form)
    sha256 = form.cleaned_data["sha256"]
    if upload := form.cleaned_data["file"]:
        sha256 = verification.digest(upload.read())
    return _page(request, verdict=verification.by_digest(sha256), by_file=True)


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys of QR codes, to check them without us (RFC 7517)."""
    response = JsonResponse(qr_key.key_set(QrKey.objects.all()))
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _page(
    request: HttpRequest,
    form: Form | None = None,
    *,
    file_form: Form | None = None,
    verdict: Verdict | None = None,
    by_file: bool = False,
) -> HttpResponse:
    refused = any(one is not None and one.is_bound and one.errors for one in (form, file_form))
    page = {
        "form": form or NumberForm(),
        "file_form": file_form or FileForm(),
        "verdict": verdict,
        "by_file": by_file,
        "qr_key": QrKey.objects.first(),
    }
    return render(request, PAGE, page, status=422 if refused else 200)
