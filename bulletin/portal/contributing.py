"""An employee comes in: asks for a link, and enters by it; the company ends what it doesn't want."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from association.accounts.screens.sign_in import sign_in
from association.base import context, identifiers, rates
from association.base.errors import Refused
from association.base.forms import attempt
from bulletin import queries
from bulletin.contributors import links
from bulletin.portal.access import CAME_AS
from bulletin.portal.forms import AskForm, EndForm
from members.models import Member
from members.portal.access import current_member, member_required

HOUR = 3600
ASKED, TRIED = 20, 120
"""Of one address in an hour: a whole company sits behind one; whoever tries links doesn't."""


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _asking(request, AskForm())
    if not _within(ASKED, "bulletin-ask"):
        return _too_often(request)
    form = AskForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _send(form)):
        told = {"address": form.cleaned_data["address"]}
        return render(request, "bulletin/public/asked.html", told)
    return _asking(request, form, status=422)


def _asking(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    return render(request, "bulletin/public/ask.html", {"form": form}, status=status)


def _send(form: AskForm) -> None:
    told = form.cleaned_data
    member = _member(told["company"])
    links.ask(member, name=told["name"].strip(), address=told["address"].strip())


def _member(said: str) -> Member:
    said = said.strip()
    found = Member.objects.filter(name=said, state__in=links.MEMBERS).first()
    if found is None:
        try:
            code = identifiers.credit_code(said)
        except ValueError:
            code = ""
        found = (
            Member.objects.filter(credit_code=code, state__in=links.MEMBERS).first()
            if code
            else None
        )
    if found is None:
        raise Refused(
            "没有找到这家会员单位。请填写营业执照上的全称，或 18 位统一社会信用代码。",
            field="company",
        )
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """By a button: a mail program that looks at every link mustn't come in."""
    if not _within(TRIED, "bulletin-enter"):
        return _too_often(request)
    try:
        row = links.look_up(token)
    except Refused as refusal:
        told = {"dead": refusal.message}
        response = render(request, "bulletin/public/enter.html", told, status=404)
    else:
        if request.method == "POST":
            response = sign_in(request, row.user, to=reverse("bulletin:submissions"))
            request.session[CAME_AS] = row.pk
            return response
        response = render(request, "bulletin/public/enter.html", {"row": row})
    response["X-Robots-Tag"] = "noindex"
    return response


@member_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.contributors(current_member(request)), pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        links.end(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{row.user.name}不能再以员工身份投稿。")
    else:
        messages.error(request, "请写明停用的原因。")
    return redirect("bulletin:submissions")


def _within(limit: int, scope: str) -> bool:
    return rates.within(scope, context.current().address, limit=limit, seconds=HOUR)


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(HOUR)
    return response
