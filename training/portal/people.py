"""名单: a team's people in its classes, what each still lacks, and enrolling them one by one or by
roster."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.accounts.screens import shown_once
from association.base import files
from association.base.forms import attempt
from training import gates
from training.enrolment import roster as enrolling
from training.enrolment import sheet, uploads
from training.enums import GONE, ClassState, EnrolmentState
from training.gates import Turn
from training.models import Enrolment, RosterUpload, Team, TrainingClass
from training.people import links
from training.portal.access import team_required
from training.portal.me import SHAPES
from training.portal.people_forms import PersonForm, RosterForm
from training.portal.tabs import tabs

OVER = (ClassState.DRAFT, ClassState.ARCHIVED, ClassState.CANCELLED)


@team_required
@require_safe
def people(request: HttpRequest, team: Team) -> HttpResponse:
    """Class by class, whoever lacks something first."""
    link = shown_once.take(request)
    told = {
        "team": team,
        "tabs": tabs(team, "team_people"),
        "classes": _classes(team),
        "link": link,
        "days": links.LIFE.days,
    }
    page = render(request, "training/portal/people.html", told)
    return shown_once.forget(page, page=request.path) if link else page


def _classes(team: Team) -> list[dict[str, Any]]:
    """Every class in which the team has seats or people, with who misses what."""
    classes = (
        TrainingClass.objects.filter(reservations__team=team).exclude(state__in=OVER).distinct()
    )
    rows = list(
        Enrolment.objects.filter(team=team, training_class__in=classes)
        .select_related("trainee", "training_class")
        .order_by("trainee__name", "pk")
    )
    closed = gates.gates(rows)
    free = enrolling.free_by_class(team)
    return [
        {
            "row": each,
            "free": free.get(each.pk, 0) if each.state == ClassState.ENROLLING else 0,
            "people": _people([row for row in rows if row.training_class_id == each.pk], closed),
        }
        for each in classes.order_by("-starts_on", "-pk")
    ]


def _people(rows: list[Enrolment], closed: dict[int, list[gates.Gate]]) -> list[dict[str, Any]]:
    shown = [
        {
            "row": row,
            "shape": SHAPES[EnrolmentState(row.state)],
            "missing": [gate for gate in closed[row.pk] if gate.turn != Turn.OFFICE],
            "waiting": [gate for gate in closed[row.pk] if gate.turn == Turn.OFFICE],
            "gone": row.state in GONE,
        }
        for row in rows
    ]
    return sorted(shown, key=lambda each: (each["gone"], not each["missing"]))


@team_required
@require_POST
def link(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    """A new link for one of the team's people, shown once to be handed on."""
    row = get_object_or_404(team.enrolments.select_related("trainee"), pk=pk)
    page = reverse("training:team_people", args=[team.pk])
    made: list[str] = []
    if not attempt(
        form := Form(request.POST),
        lambda: made.append(links.new_link(row.trainee, by=request.user)),
    ):
        messages.error(request, form.non_field_errors()[0])
        return redirect(page)
    address = request.build_absolute_uri(reverse("training:me", args=made))
    once = shown_once.Link(address=address, whom=row.trainee.name, days=links.LIFE.days)
    return shown_once.hand_over(once, page=page)


@team_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    training_class = _class(team, pk)
    form = PersonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: enrolling.enrol(training_class, team, by=request.user, **form.cleaned_data),
    ):
        name = form.cleaned_data["name"]
        messages.success(request, f"{name}已报名。请把本人的链接发给他补照片、同意书和经历。")
        return redirect("training:team_people", team.pk)
    told = _told(team, training_class) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "training/portal/person_add.html", told, status=status)


@team_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    """A workbook is looked through first; nobody is enrolled by uploading it."""
    training_class = _class(team, pk)
    form = RosterForm(request.POST or None, request.FILES or None)
    made: list[RosterUpload] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            uploads.hand_in(training_class, team, form.cleaned_data["file"], by=request.user)
        ),
    ):
        return redirect("training:team_roster_upload", team.pk, made[0].pk)
    told = _told(team, training_class) | {"form": form, "most": sheet.MOST_ROWS}
    status = 422 if form.is_bound else 200
    return render(request, "training/portal/roster.html", told, status=status)


@team_required
@require_safe
def template(request: HttpRequest, team: Team) -> HttpResponse:
    return as_sheet(sheet.template(), "花名册模板.xlsx")


@team_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    """What the look found; entering is the second step."""
    row = _upload(team, pk)
    if request.method == "POST":
        entered(request, row, lambda: uploads.enter(row, by=request.user))
        return redirect("training:team_roster_upload", team.pk, pk)
    told = _told(team, row.training_class) | {"upload": row, "report": row.report}
    return render(request, "training/portal/roster_upload.html", told)


@team_required
@require_safe
def notes(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    """The own workbook back, with what is wrong beside each row."""
    row = _upload(team, pk)
    return sheet_back(row)


def entered(request: HttpRequest, row: RosterUpload, door: Callable[[], Any]) -> None:
    made: list[Any] = []
    if attempt(form := Form(request.POST), lambda: made.extend(door())):
        messages.success(request, f"已录入 {len(made)} 人。请把各人的链接发给本人。")
    else:
        messages.error(request, form.non_field_errors()[0])


def sheet_back(row: RosterUpload) -> HttpResponse:
    files_name = f"错误说明 {row.file.name}"
    return as_sheet(uploads.annotated(row), files_name)


def as_sheet(content: bytes, name: str) -> HttpResponse:
    return files.as_download(ContentFile(content), name=name, media_type=files.XLSX)


def _class(team: Team, pk: int) -> TrainingClass:
    """One that the team has seats in; what other classes there are is on their own page."""
    found = TrainingClass.objects.filter(reservations__team=team).exclude(state__in=OVER)
    return get_object_or_404(found.distinct(), pk=pk)


def _upload(team: Team, pk: int) -> RosterUpload:
    rows = team.rosters.select_related("training_class", "team", "file", "uploaded_by")
    found: RosterUpload = get_object_or_404(rows.filter(file__erased_at=None), pk=pk)
    return found


def _told(team: Team, training_class: TrainingClass) -> dict[str, Any]:
    return {
        "team": team,
        "tabs": tabs(team, "team_people"),
        "row": training_class,
        "free": enrolling.free(training_class, team),
    }
