"""不符合项 as the company sees them: what is asked, until when, and the answer; with an account, or
by the signed link of one finding."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.accounts.screens import shown_once
from association.base import context, files, rates
from association.base.errors import Refused
from association.base.forms import attempt
from members.portal.access import current_member, member_required
from standardization.enums import FindingState
from standardization.findings import links, lists, rectifying
from standardization.findings.states import TO_FIX
from standardization.forms import RectifyForm
from standardization.models import Finding, FindingPhoto
from standardization.portal.sections import sections

MINUTE = 60
LOOKS, DEAD = 120, 30
"""Of one address in a minute."""

View = Callable[..., HttpResponse]


def _of(request: HttpRequest) -> Any:
    """Handed out to the member that the person acts for; what is only registered isn't shown."""
    return Finding.objects.filter(case__member=current_member(request)).exclude(
        state=FindingState.REGISTERED
    )


@member_required
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    found = _of(request).select_related("case", "key_area", "listing").order_by("deadline", "pk")
    rows = lists.rows(found)
    told = {
        "mine": [row for row in rows if row.finding.state in TO_FIX],
        "others": [row for row in rows if row.finding.state not in TO_FIX],
        "views": sections("standardization:company_findings"),
    }
    return render(request, "standardization/portal/findings.html", told)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    rows = _of(request).select_related("case__member", "key_area", "item")
    row = get_object_or_404(rows, pk=pk)
    page = reverse("standardization:company_finding", args=[pk])
    context = {
        "page": "standardization/portal/finding.html",
        "address": lambda each: reverse("standardization:company_finding_photo", args=[each.pk]),
        "link": shown_once.take(request),
        "may_link": row.state in TO_FIX,
    }
    form = RectifyForm(request.POST or None, request.FILES or None)
    if not form.is_bound:
        form.fields["by_name"].initial = request.user.name
    response = _answer(request, row, form, by=request.user, page=page, told=context)
    return shown_once.forget(response, page=page)


def _answer(
    request: HttpRequest,
    row: Finding,
    form: RectifyForm,
    *,
    by: Any,
    page: str,
    told: dict[str, Any],
) -> HttpResponse:
    if form.is_valid() and attempt(
        form, lambda: rectifying.submit(row, by=by, **form.cleaned_data)
    ):
        messages.success(request, "已提交，等待验收。验收结果会显示在这一页。")
        return redirect(page)
    here = {
        "finding": row,
        "told": lists.rows([row])[0],
        "photos": lists.photos(row, told["address"]),
        "answers": row.rectifications.select_related("verification"),
        "form": form if row.state in TO_FIX else None,
        "late": form.is_bound and row.state not in TO_FIX,
        **told,
    }
    status = 422 if form.is_bound else 200
    return render(request, told["page"], here, status=status)


@member_required
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """For a colleague without an account: shown once."""
    row = get_object_or_404(_of(request), pk=pk)
    token = links.new_link(row, by=request.user)
    address = request.build_absolute_uri(reverse("standardization:finding_link", args=[token]))
    secret = shown_once.Link(
        address=address, whom=row.responsible or "整改责任人", days=links.LIFE.days
    )
    return shown_once.hand_over(secret, page=reverse("standardization:company_finding", args=[pk]))


@member_required
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    rows = FindingPhoto.objects.filter(finding__in=_of(request)).select_related("file")
    return files.respond(get_object_or_404(rows, pk=pk).file)


def by_link(view: View) -> View:
    """Calls ``view(request, finding, token, …)``; every link that opens nothing is told the same."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        address = context.current().address
        if not rates.within("finding-link", address, limit=LOOKS, seconds=MINUTE):
            return _too_often(request)
        try:
            row = links.look_up(token)
        except Refused as refusal:
            if not rates.within("finding-dead", address, limit=DEAD, seconds=MINUTE):
                return _too_often(request)
            told = {"dead": refusal.message}
            response = render(request, "standardization/finding/dead.html", told, status=404)
        else:
            response = view(request, row, token, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(MINUTE)
    return response


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def linked(request: HttpRequest, row: Finding, token: str) -> HttpResponse:
    form = RectifyForm(request.POST or None, request.FILES or None)
    if not form.is_bound:
        form.fields["by_name"].initial = row.responsible
    page = reverse("standardization:finding_link", args=[token])
    told = {
        "page": "standardization/finding/linked.html",
        "address": lambda each: reverse(
            "standardization:finding_link_photo", args=[token, each.pk]
        ),
        "token": token,
    }
    return _answer(request, row, form, by=None, page=page, told=told)


@by_link
@require_safe
def linked_photo(request: HttpRequest, row: Finding, token: str, pk: int) -> HttpResponse:
    return files.respond(get_object_or_404(row.photos.select_related("file"), pk=pk).file)
