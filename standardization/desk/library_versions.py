"""One version of a standard at the desk: what it says, what changed, its steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.forms import attempt
from members.desk.access import desk
from standardization.desk.library import shape
from standardization.desk.library_forms import AbolishForm, DiscardForm, PublishForm
from standardization.enums import VersionState
from standardization.library import checking, entering, publishing, stored, workbook
from standardization.library.columns import COLUMNS, ITEMS
from standardization.library.differences import Section, differences
from standardization.library.edition import Edition
from standardization.models import Item, StandardVersion
from standardization.rules import may_import_standards, may_publish_standards, may_view_library

PAGE = "admin:standardization_version"
HEADERS = [column.header for column in COLUMNS[ITEMS]]


@desk(may_view_library)
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    told = stored.edition(row)
    former, changes = _changes(told)
    draft = row.state == VersionState.DRAFT
    context = {
        "row": row,
        "shape": shape(row),
        "elements": _elements(row),
        "vetoes": row.items.exclude(veto_effect="").select_related("element"),
        "thresholds": row.thresholds.all(),
        "performance": row.performance_rules.all(),
        "items": len(told.items),
        "total": told.total,
        "former": former,
        "changes": changes,
        "faults": checking.problems(told) if draft else [],
        "may_publish": may_publish_standards(request.user),
        "may_discard": draft and may_import_standards(request.user),
    }
    return render(request, "standardization/desk/library_version.html", context)


def _changes(told: Edition) -> tuple[StandardVersion | None, list[Section]]:
    former = entering.former(told)
    return former, differences(stored.edition(former), told) if former else []


def _elements(row: StandardVersion) -> list[dict[str, Any]]:
    """With items and rules, in three queries."""
    rules: dict[int | None, list[Any]] = {}
    of_element: dict[int, list[Any]] = {}
    for rule in row.deduction_rules.all():
        if rule.item_id is None:
            of_element.setdefault(rule.element_id, []).append(rule)
        else:
            rules.setdefault(rule.item_id, []).append(rule)
    items: dict[int, list[dict[str, Any]]] = {}
    for item in row.items.all():
        items.setdefault(item.element_id, []).append({"row": item, "rules": rules.get(item.pk, [])})
    return [
        {
            "row": element,
            "items": items.get(element.pk, []),
            "rules": of_element.get(element.pk, []),
            "full": _full(items.get(element.pk, [])),
        }
        for element in row.elements.all()
    ]


def _full(items: list[dict[str, Any]]) -> Any:
    rows: list[Item] = [each["row"] for each in items]
    return sum(row.full for row in rows)


@desk(may_view_library)
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook back: imported again it says that nothing has changed."""
    row = _version(pk)
    content = ContentFile(workbook.written(stored.edition(row)))
    name = f"{row.standard.code} {row.label}.xlsx".replace("/", "-")
    return files.as_download(content, name=name, media_type=files.XLSX)


@desk(may_publish_standards)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    form = PublishForm(request.POST if request.method == "POST" else None)
    return _step(
        request,
        row,
        form,
        lambda: publishing.publish(row, by=request.user, **form.cleaned_data),
        title="发布",
        text=f"发布后内容不能再改。从 {row.start} 起实施，前一版到前一天为止；在办案件仍按原来的版本。",
        done="已发布。",
    )


@desk(may_publish_standards)
@require_http_methods(["GET", "HEAD", "POST"])
def abolish(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    form = AbolishForm(request.POST if request.method == "POST" else None)
    return _step(
        request,
        row,
        form,
        lambda: publishing.abolish(row, by=request.user, **form.cleaned_data),
        title="废止",
        text="废止后新案件不能再用这一版，收不回来；在办案件仍按它办完。",
        done="已废止。",
        stops=True,
    )


@desk(may_import_standards)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    form = DiscardForm(request.POST if request.method == "POST" else None)
    return _step(
        request,
        row,
        form,
        lambda: publishing.discard(row, by=request.user, **form.cleaned_data),
        title="撤去草稿",
        text="草稿的全部内容会删去；上传的工作簿和流转记录留着。",
        done="草稿已撤去。",
        stops=True,
        then=reverse("admin:standardization_standard", args=[row.standard_id]),
    )


def _step(
    request: HttpRequest,
    row: StandardVersion,
    form: forms.Form,
    door: Callable[[], object],
    *,
    title: str,
    text: str,
    done: str,
    stops: bool = False,
    then: str = "",
) -> HttpResponse:
    """Asked first; a form with nothing to fill in is sent with the token alone."""
    back = reverse(PAGE, args=[row.pk])
    named = str(row)
    if request.method == "POST" and form.is_valid() and attempt(form, door):
        messages.success(request, f"{named}：{done}")
        return redirect(then or back)
    context = {
        "row": row,
        "form": form,
        "title": title,
        "text": text,
        "stops": stops,
        "back": back,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "standardization/desk/library_step.html", context, status=status)


def _version(pk: int) -> StandardVersion:
    return get_object_or_404(
        StandardVersion.objects.select_related("standard", "source_file"), pk=pk
    )
