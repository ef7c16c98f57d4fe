"""刊登情况: where a piece appeared, how often it was read, and the certificate that says so."""

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.errors import Refused
from association.base.forms import attempt
from association.credentials import issuing
from bulletin.articles import adoption, appearing
from bulletin.enums import Channel
from bulletin.models import Adoption, Article
from bulletin.rules import may_edit
from members.desk.access import desk

DAYS = 14


class ElsewhereForm(forms.Form):
    place = forms.CharField(
        label="刊登在", max_length=appearing.LONGEST, help_text="报刊名和版面，或网站名和网址。"
    )
    on = forms.DateField(
        label="刊登日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


@desk(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; posted, the certificate is issued, or it is said where else the piece appeared."""
    row = get_object_or_404(Article.objects.select_related("published", "column"), pk=pk)
    if request.method != "POST":
        return _page(request, row)
    if request.POST.get("act") == "elsewhere":
        return _elsewhere(request, row)
    try:
        made = adoption.issue(row, by=request.user)
    except Refused as refusal:
        return _page(request, row, problem=refusal.message)
    messages.success(request, f"已开具采用证明 {made.credential.number}。")
    return redirect("admin:bulletin_appeared", pk)


def _elsewhere(request: HttpRequest, row: Article) -> HttpResponse:
    form = ElsewhereForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: appearing.record_elsewhere(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记。")
        return redirect("admin:bulletin_appeared", row.pk)
    return _page(request, row, form=form)


def _page(
    request: HttpRequest, row: Article, *, problem: str = "", form: ElsewhereForm | None = None
) -> HttpResponse:
    places = list(appearing.of(row))
    other = next((each for each in places if each.channel == Channel.OTHER), None)
    begun = {"place": other.place, "on": other.on} if other else {}
    context = {
        "row": row,
        "places": places,
        "form": form or ElsewhereForm(initial=begun),
        "other": other,
        "adoption": Adoption.objects.select_related("credential").filter(article=row).first(),
        "reads": row.reads.aggregate(n=Sum("count"))["n"] or 0,
        "days": list(row.reads.order_by("-on")[:DAYS]),
        "problem": problem,
        "crumbs": [
            {"label": "工作台", "url": reverse("admin:index")},
            {"label": "刊登情况", "url": ""},
        ],
    }
    status = 422 if problem or form else 200
    return render(request, "bulletin/desk/appeared.html", context, status=status)


@desk(may_edit)
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = Adoption.objects.select_related("credential__file").filter(article=pk).first()
    if found is None:
        raise Http404
    return files.respond(issuing.document(found.credential))
