"""The questions of a draft, written by staff: added, changed, put in order, removed, looked at.

A page of the app above calls ``handle`` for whoever may, and draws ``questionnaires/builder.html``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from association.base.errors import Refused
from association.base.forms import attempt
from association.base.sent import whole
from association.questionnaires import building
from association.questionnaires.forms import HeadForm, QuestionForm, ResponseForm, written_with
from association.questionnaires.models import Question, Questionnaire, Response

_ACT = re.compile(r"(?P<verb>change|up|down|remove)-(?P<pk>\d{1,18})", re.ASCII)


@dataclass(slots=True)
class Builder:
    """``said`` when something was done: redirect to the page. ``refused`` is what a step without a
    form was told."""

    questionnaire: Questionnaire
    questions: list[Question]
    head: HeadForm
    adding: QuestionForm
    changing: QuestionForm | None = None
    question: Question | None = None
    said: str = ""
    refused: str = ""

    @property
    def status(self) -> int:
        forms_ = (self.head, self.adding, self.changing)
        failed = any(form is not None and form.is_bound for form in forms_)
        return 422 if failed or self.refused else 200

    @property
    def problem(self) -> forms.Form | None:
        found = (self.head, self.adding, self.changing)
        return next((form for form in found if form is not None and form.is_bound), None)

    @property
    def preview(self) -> ResponseForm:
        return ResponseForm(Response(questionnaire=self.questionnaire), prefix="preview")


def handle(
    request: HttpRequest, questionnaire: Questionnaire, *, about: Model | None = None
) -> Builder:
    """Does what was posted, or shows. ``?question=7`` opens that one. Raises Http404 for what isn't
    part of it."""
    build = shown(questionnaire)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "head":
            _head(build, request, about)
        elif act == "add":
            _add(build, request, about)
        else:
            _step(build, request, act, about)
    elif (wanted := whole(request.GET.get("question"))) is not None and questionnaire.is_draft:
        build.question = get_object_or_404(questionnaire.questions, pk=wanted)
        build.changing = QuestionForm(initial=written_with(build.question), auto_id="change-%s")
    return build


def shown(questionnaire: Questionnaire) -> Builder:
    head = {"title": questionnaire.title, "intro": questionnaire.intro}
    return Builder(
        questionnaire,
        list(questionnaire.questions.all()),
        HeadForm(initial=head, auto_id="head-%s"),
        QuestionForm(initial=written_with(None), auto_id="add-%s"),
    )


def _own(questionnaire: Questionnaire, pk: str) -> Question:
    return get_object_or_404(questionnaire.questions, pk=int(pk))


def _head(build: Builder, request: HttpRequest, about: Model | None) -> None:
    build.head = HeadForm(request.POST, auto_id="head-%s")
    _try(
        build,
        build.head,
        lambda told: building.retitle(build.questionnaire, by=_by(request), about=about, **told),
        "表名和说明已保存。",
    )


def _add(build: Builder, request: HttpRequest, about: Model | None) -> None:
    build.adding = QuestionForm(request.POST, auto_id="add-%s")
    _try(
        build,
        build.adding,
        lambda told: building.add_question(
            build.questionnaire, fields=told, by=_by(request), about=about
        ),
        "问题已增加。",
    )


def _step(build: Builder, request: HttpRequest, act: str, about: Model | None) -> None:
    found = _ACT.fullmatch(act)
    if found is None:
        raise Http404
    question, by = _own(build.questionnaire, found["pk"]), _by(request)
    if found["verb"] == "change":
        build.question, build.changing = question, QuestionForm(request.POST, auto_id="change-%s")
        _try(
            build,
            build.changing,
            lambda told: building.change_question(question, fields=told, by=by, about=about),
            "问题已修改。",
        )
        return
    try:
        if found["verb"] == "remove":
            building.remove_question(question, by=by, about=about)
        else:
            building.move_question(question, up=found["verb"] == "up", by=by, about=about)
    except Refused as refusal:
        build.refused = refusal.message
        return
    build.said = "问题已删去。" if found["verb"] == "remove" else "次序已调整。"


def _try(
    build: Builder, form: forms.Form, door: Callable[[dict[str, Any]], object], said: str
) -> None:
    if form.is_valid() and attempt(form, lambda: door(form.cleaned_data)):
        build.said = said


def _by(request: HttpRequest) -> Any:
    return request.user
