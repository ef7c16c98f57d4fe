"""What waits across all classes: conditions to judge, photos, exceptions; the longest first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from association.base import files, paging
from association.base.forms import attempt
from members.desk.access import desk
from training import explaining, queries
from training.desk.people_forms import DecisionForm, PhotoAnswerForm
from training.enrolment import overrides
from training.models import Override, Photo
from training.people import photos
from training.portal.me_access import not_erased
from training.rules import (
    may_decide_overrides,
    may_judge_photos,
    may_view_training,
)

SIZE, PHOTOS = 50, 12


@desk(may_view_training)
@require_safe
def enrolments(request: HttpRequest) -> HttpResponse:
    rows = queries.to_judge().select_related("trainee", "team", "training_class")
    page = paging.page(
        rows,
        keys=("applied_on", "pk"),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    found = explaining.results(page.rows)
    told = {
        "rows": [{"row": row, "result": found[row.pk]} for row in page.rows],
        "total": f"共 {paging.capped_count(rows):,} 份",
        "previous": f"?before={page.preceding}" if page.preceding else "",
        "next": f"?after={page.following}" if page.following else "",
    }
    return render(request, "training/desk/enrolments.html", told)


@desk(may_view_training)
@require_safe
def photo_list(request: HttpRequest) -> HttpResponse:
    return _photos(request)


@desk(may_judge_photos)
@require_POST
def photo_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """``accept`` or ``reject``; refused, the page comes back with what was typed."""
    row = get_object_or_404(Photo.objects.select_related("trainee"), pk=pk)
    form = PhotoAnswerForm(request.POST, prefix=str(pk))
    accepted = "accept" in request.POST
    if form.is_valid() and attempt(
        form,
        lambda: photos.judge(row, accepted=accepted, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
    ):
        messages.success(request, f"{row.trainee}的照片：{'合格' if accepted else '不合格'}。")
        return redirect("admin:training_photos")
    return _photos(request, wrong=(pk, form))


def _photos(
    request: HttpRequest, *, wrong: tuple[int, PhotoAnswerForm] | None = None
) -> HttpResponse:
    rows = (
        queries.photos_to_judge()
        .select_related("trainee", "normalised", "original")
        .order_by("handed_in_at")
    )
    shown = [
        {
            "row": row,
            "form": wrong[1]
            if wrong and wrong[0] == row.pk
            else PhotoAnswerForm(prefix=str(row.pk)),
        }
        for row in rows[:PHOTOS]
    ]
    told = {
        "photos": shown,
        "left": max(rows.count() - PHOTOS, 0),
        "judges": may_judge_photos(request.user),
        "refusal": wrong[1] if wrong else None,
    }
    return render(request, "training/desk/photos.html", told, status=422 if wrong else 200)


@desk(may_view_training)
@require_safe
def picture(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    if which not in ("original", "normalised"):
        raise Http404
    row = get_object_or_404(Photo.objects.select_related("original", "normalised"), pk=pk)
    return files.respond(not_erased(getattr(row, which)))


@desk(may_view_training)
@require_safe
def override_list(request: HttpRequest) -> HttpResponse:
    return _overrides(request)


@desk(may_decide_overrides)
@require_POST
def override_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Override.objects.select_related("enrolment__trainee"), pk=pk)
    form = DecisionForm(request.POST, prefix=str(pk))
    granted = "grant" in request.POST
    if form.is_valid() and attempt(
        form,
        lambda: overrides.decide(row, granted=granted, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
    ):
        word = "同意" if granted else "不同意"
        messages.success(request, f"已记下：{word}{row.enrolment.trainee}的条件例外。")
        return redirect("admin:training_overrides")
    return _overrides(request, wrong=(pk, form))


def _overrides(
    request: HttpRequest, *, wrong: tuple[int, DecisionForm] | None = None
) -> HttpResponse:
    shown: list[dict[str, Any]] = [
        {
            "row": row,
            "own": row.asked_by_id == request.user.pk,
            "form": wrong[1] if wrong and wrong[0] == row.pk else DecisionForm(prefix=str(row.pk)),
        }
        for row in overrides.waiting()
    ]
    told = {
        "overrides": shown,
        "decides": may_decide_overrides(request.user),
        "refusal": wrong[1] if wrong else None,
    }
    return render(request, "training/desk/overrides.html", told, status=422 if wrong else 200)
