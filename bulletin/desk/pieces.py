"""Articles at the desk: how many wait where, and the list."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, paging
from association.base.forms import attempt
from bulletin import queries, showing
from bulletin.articles import beginning
from bulletin.desk.article_forms import BeginForm
from bulletin.enums import Stage
from bulletin.models import Article, Column
from bulletin.rules import may_edit, may_read_articles
from members.desk.access import desk

SIZE = 50
LATE = "late"
S = Stage


@desk(may_read_articles)
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    columns = list(Column.objects.filter(active=True))
    chosen = _chosen(request, columns)
    rows = _rows(chosen, request)
    page = paging.page(
        rows.select_related("column", "editor"), keys=("since", "pk"), size=SIZE,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
        descending=chosen["stage"] in (S.PUBLISHED, S.TAKEN_DOWN, S.DROPPED),
    )  # fmt: skip
    today = clock.today()
    for row in page.rows:
        row.days = (today - row.since.astimezone(clock.TZ).date()).days
        row.shape = showing.STAGES[S(row.stage)]
        row.late = row.stage in queries.WORKED_ON and bool(row.due_on) and row.due_on < today
    here = _address(chosen)
    context = {
        "rows": page.rows,
        "total": f"共 {paging.capped_count(rows):,} 篇",
        "board": _board(columns),
        "stages": [stage.label for stage in queries.WORKED_ON],
        "views": _views(chosen),
        "column": _choices(chosen, columns),
        "chosen_column": chosen["column"] and chosen["column"].name,
        "mine": chosen["mine"],
        "mine_url": _address({**chosen, "mine": not chosen["mine"]}),
        "may_edit": may_edit(request.user),
        **page.links(f"{here}&"),
    }
    return render(request, "bulletin/desk/articles.html", context)


def _chosen(request: HttpRequest, columns: list[Column]) -> dict[str, Any]:
    stage = request.GET.get("stage", "")
    column = request.GET.get("column", "")
    return {
        "stage": stage if stage == LATE or stage in S.values else "",
        "column": next((each for each in columns if each.slug == column), None),
        "mine": request.GET.get("mine") == "1",
    }


def _rows(chosen: dict[str, Any], request: HttpRequest) -> QuerySet[Article]:
    if chosen["stage"] == LATE:
        rows = queries.overdue()
    elif chosen["stage"]:
        rows = queries.in_stage(chosen["stage"])
    else:
        rows = Article.objects.filter(stage__in=queries.WORKED_ON)
    if chosen["column"]:
        rows = rows.filter(column=chosen["column"])
    return rows.filter(editor=request.user) if chosen["mine"] else rows


def _address(chosen: dict[str, Any]) -> str:
    column = chosen["column"].slug if chosen["column"] else ""
    mine = "1" if chosen["mine"] else ""
    return f"?stage={chosen['stage']}&column={column}&mine={mine}"


def _views(chosen: dict[str, Any]) -> list[dict[str, Any]]:
    told = [("", "在办"), (LATE, "超过期限"), *S.choices]
    return [
        {
            "label": label, "url": _address({**chosen, "stage": value}),
            "current": value == chosen["stage"],
        }
        for value, label in told
    ]  # fmt: skip


def _choices(chosen: dict[str, Any], columns: list[Column]) -> list[dict[str, Any]]:
    return [
        {
            "label": each.name if each else "全部栏目",
            "url": _address({**chosen, "column": each}), "current": each == chosen["column"],
        }
        for each in (None, *columns)
    ]  # fmt: skip


def _board(columns: list[Column]) -> list[dict[str, Any]]:
    counts = queries.board()
    return [
        {
            "name": column.name,
            "cells": [
                {
                    "n": counts.get((column.pk, stage), 0), "label": stage.label,
                    "url": f"?stage={stage}&column={column.slug}",
                }
                for stage in queries.WORKED_ON
            ],
        }
        for column in columns
    ]  # fmt: skip


@desk(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request.POST) if request.method == "POST" else BeginForm()
    made: list[Article] = []
    if (
        form.is_bound
        and form.is_valid()
        and attempt(
            form, lambda: made.append(beginning.begin(by=request.user, **form.cleaned_data))
        )
    ):
        return redirect("admin:bulletin_article_edit", made[0].pk)
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/begin.html", {"form": form}, status=status)
