"""刊登情况: where a piece appeared, how often it was read, and the certificate that says so."""

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.errors import Refused
from association.credentials import issuing
from bulletin.articles import adoption, appearing
from bulletin.models import Adoption, Article
from bulletin.rules import may_edit
from members.desk.access import desk

DAYS = 14


@desk(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; posted, the certificate is issued."""
    row = get_object_or_404(Article.objects.select_related("published", "column"), pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            made = adoption.issue(row, by=request.user)
        except Refused as refusal:
            problem = refusal.message
        else:
            messages.success(request, f"已开具采用证明 {made.credential.number}。")
            return redirect("admin:bulletin_appeared", pk)
    context = {
        "row": row,
        "places": list(appearing.of(row)),
        "adoption": Adoption.objects.select_related("credential").filter(article=row).first(),
        "reads": row.reads.aggregate(n=Sum("count"))["n"] or 0,
        "days": list(row.reads.order_by("-on")[:DAYS]),
        "problem": problem,
        "crumbs": [
            {"label": "工作台", "url": reverse("admin:index")},
            {"label": "刊登情况", "url": ""},
        ],
    }
    return render(request, "bulletin/desk/appeared.html", context, status=422 if problem else 200)


@desk(may_edit)
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = Adoption.objects.select_related("credential__file").filter(article=pk).first()
    if found is None:
        raise Http404
    return files.respond(issuing.document(found.credential))
