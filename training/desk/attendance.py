"""Sign-in hours at the desk: one day's sheet for the whole class, and the same sheet on paper."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.base import ContentFile
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files, pdf, residents
from association.base.forms import attempt
from association.base.templatetags.ui import shortday
from members.desk.access import desk
from training import gates
from training.classes import attendance
from training.desk.class_forms import HoursForm
from training.desk.classes import SHAPES
from training.desk.tabs import tabs
from training.enums import ClassState
from training.models import Attendance, TrainingClass
from training.rules import may_run_classes, may_view_training

PAGE = "admin:training_class_attendance"


@desk(may_view_training)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    day = _day(row, request.GET.get("day", ""))
    people = list(attendance.people(row))
    known = attendance.of_day(row, day)
    may_enter = may_run_classes(request.user) and row.state in attendance.OPEN
    form = HoursForm(
        request.POST if may_enter and request.method == "POST" else None,
        people=people,
        known=known,
        suggested=attendance.full_day(row),
    )
    if form.is_valid() and attempt(
        form, lambda: attendance.enter(row, day=day, hours=form.hours(), by=request.user)
    ):
        messages.success(request, f"{shortday(day)}的签到已登记。")
        return redirect(f"{reverse(PAGE, args=[pk])}?day={day.isoformat()}")
    total = gates.hours_of(people)
    context = {
        "row": row,
        "shape": SHAPES[ClassState(row.state)],
        "tabs": tabs(row, "training_class_attendance"),
        "day": day,
        "days": list(_days(row, day)),
        "entered": len(known),
        "form": form,
        "people": [
            {
                "row": each,
                "field": form[f"hours_{each.pk}"],
                "hours": known.get(each.pk),
                "total": total.get(each.pk, 0),
            }
            for each in people
        ],
        "may_enter": may_enter and day <= clock.today(),
    }
    return render(
        request, "training/desk/attendance.html", context, status=422 if form.is_bound else 200
    )


@desk(may_view_training)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """To be signed in the room. Identity numbers are masked: the sheet lies on a table."""
    row = get_object_or_404(TrainingClass, pk=pk)
    day = _day(row, request.GET.get("day", ""))
    told = {
        "row": row,
        "day": day,
        "association": settings.ASSOCIATION_NAME,
        "people": [
            {
                "name": each.trainee.name,
                "team": each.team.name,
                "number": residents.masked(each.trainee.id_number),
            }
            for each in attendance.people(row)
        ],
    }
    content = ContentFile(pdf.render("training/pdf/sign_in.html", told))
    name = f"签到表-{row.code}-{day.isoformat()}.pdf"
    return files.as_download(content, name=name, media_type="application/pdf")


def _day(row: TrainingClass, asked: str) -> date:
    """The day that is asked for; else today or the nearest day of the class."""
    try:
        wanted = date.fromisoformat(asked)
    except ValueError:
        wanted = clock.today()
    return min(max(wanted, row.starts_on), row.ends_on)


def _days(row: TrainingClass, current: date) -> Iterator[dict[str, Any]]:
    rows = Attendance.objects.filter(enrolment__training_class=row).order_by()
    counts = dict(rows.values_list("day").annotate(n=Count("pk")))
    here = reverse(PAGE, args=[row.pk])
    for day in attendance.days(row):
        yield {
            "label": shortday(day),
            "url": f"{here}?day={day.isoformat()}",
            "count": counts.get(day),
            "current": day == current,
        }
