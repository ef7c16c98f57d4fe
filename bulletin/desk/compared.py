"""What changed between two versions of an article."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.base.forms import attempt
from association.base.sent import whole
from bulletin import body
from bulletin.articles import comparing, editing, versions
from bulletin.articles.comparing import Line, Piece
from bulletin.articles.states import label
from bulletin.desk.article import found
from bulletin.enums import Origin, Stage
from bulletin.models import ArticleVersion
from bulletin.rules import may_edit, may_read_articles
from members.desk.access import desk


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    pieces: tuple[Piece, ...]


@desk(may_read_articles)
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Beside the one before it, or the one that is asked for. Posted: it is restored."""
    row = found(pk)
    rows = row.versions.select_related("by")
    chosen = get_object_or_404(rows, number=number)
    form = forms.Form(request.POST) if request.method == "POST" else forms.Form()
    if (
        form.is_bound
        and form.is_valid()
        and attempt(form, lambda: editing.restore(chosen, by=request.user))
    ):
        messages.success(request, f"已恢复第 {chosen.number} 版，成为新的一版。")
        return redirect("admin:bulletin_article", row.pk)
    asked = whole(request.GET.get("with"))
    other = rows.filter(number=number - 1 if asked is None else asked).first()
    context = {
        "row": row,
        "version": chosen,
        "other": other,
        "versions": rows,
        "fields": fields(other, chosen),
        "lines": lines(other, chosen),
        "may_restore": row.stage == Stage.EDITING and may_edit(request.user),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/version.html", context, status=status)


def lines(other: ArticleVersion | None, chosen: ArticleVersion) -> tuple[Line, ...]:
    """The first version is shown as it reads: there is nothing that it changed."""
    new = body.from_json(chosen.body)
    return comparing.compare(body.from_json(other.body) if other else new, new)


def fields(other: ArticleVersion | None, chosen: ArticleVersion) -> list[Field]:
    """The printed fields that differ; of the first version those that say something."""
    old = other.head if other else chosen.head
    told = [
        (name, _said(name, old.get(name)), _said(name, chosen.head.get(name)))
        for name in (*versions.PRINTED, "cover")
    ]
    return [
        Field(label(name), comparing.pieces(before, after))
        for name, before, after in told
        if before != after or (other is None and after)
    ]


def _said(name: str, value: Any) -> str:
    if name == "origin" and value:
        return Origin(value).label
    if name == "cover" and value:
        return f"图片 {value}"
    return str(value or "")
