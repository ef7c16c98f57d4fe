"""A form out of the questions of a response. It reads as a draft is read; signing is the door's."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from association.base import files
from association.base.errors import Refused
from association.base.forms import UploadField, say
from association.questionnaires import writing
from association.questionnaires.asking import Kind, is_empty, one, said
from association.questionnaires.forms.widgets import Line, Table
from association.questionnaires.models import Question, Response, ResponseFile

_FEW = 6
"""So many choices are shown at once; more go into a list that opens."""


class AnswerField(forms.Field):
    """What was typed becomes an answer, or a sentence at the field; a draft may leave it open."""

    def __init__(self, question: Question) -> None:
        self.asked = question.asked()
        hint = escape(question.help)
        if self.asked.unit and self.asked.unit not in question.label:
            hint = (
                f"{hint}（单位：{escape(self.asked.unit)}）" if hint else f"单位：{self.asked.unit}"
            )
        super().__init__(
            required=False, label=question.label, help_text=hint, widget=_widget(question)
        )
        self.needed_later = question.required

    def clean(self, value: Any) -> Any:
        answer, wrong = one(self.asked, value, strict=False)
        if wrong:
            raise ValidationError(wrong)
        return answer


def _widget(question: Question) -> forms.Widget:
    asked = question.asked()
    choices = [(choice, choice) for choice in asked.choices]
    if asked.kind == Kind.PARAGRAPH:
        return forms.Textarea({"rows": 5, "maxlength": 4000})
    if asked.kind == Kind.SINGLE:
        if len(choices) > _FEW:
            return forms.Select(choices=[("", "请选择"), *choices])
        return forms.RadioSelect(choices=choices)
    if asked.kind == Kind.SEVERAL:
        return forms.CheckboxSelectMultiple(choices=choices)
    if asked.kind == Kind.SCALE:
        return forms.RadioSelect(choices=[(str(mark), str(mark)) for mark in asked.marks])
    return Table(asked) if asked.kind == Kind.GRID else Line(asked)


@dataclass(frozen=True, slots=True)
class Part:
    """A question as it is drawn: its field, files that lie with it, and, where somebody else saved
    meanwhile, what stands now."""

    bound: forms.BoundField
    files: list[ResponseFile] = field(default_factory=list)
    stands: str | None = None


class ResponseForm(forms.Form):
    """Its fields are called by the questions' keys. ``current`` is what another page has saved
    since this one was opened."""

    saves = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, response: Response, *args: Any, **options: Any) -> None:
        self.response = response
        self.current: Response | None = None
        options.setdefault("initial", {**response.values, "saves": response.saves})
        super().__init__(*args, **options)
        self.questions = list(response.questionnaire.questions.all())
        for question in self.questions:
            self.fields[question.key] = _field(question)

    def answers(self) -> dict[str, Any]:
        """What was typed, read; without the files."""
        return {
            question.key: self.cleaned_data.get(question.key)
            for question in self.questions
            if question.kind != Kind.FILE
        }

    def uploads(self) -> Iterator[tuple[Question, Any]]:
        for question in self.questions:
            found = self.cleaned_data.get(question.key) if question.kind == Kind.FILE else None
            if found:
                yield question, found

    def parts(self) -> list[Part]:
        row = self.response
        kept = list(row.files.select_related("file")) if row.pk else []  # none yet in a preview
        return [
            Part(
                self[question.key],
                [row for row in kept if row.question_id == question.pk],
                self._stands(question),
            )
            for question in self.questions
        ]

    def _stands(self, question: Question) -> str | None:
        if self.current is None or question.kind == Kind.FILE:
            return None
        now = self.current.values.get(question.key)
        typed = self.cleaned_data.get(question.key)
        if now == typed or (is_empty(now) and is_empty(typed)):
            return None
        return said(question.asked(), now) or "（空着）"

    def saved(self, saves: int) -> None:
        """The next try starts from what stands now: what was typed goes over it."""
        self.data = self.data.copy()
        self.data["saves"] = str(saves)


def _field(question: Question) -> forms.Field:
    if question.kind != Kind.FILE:
        return AnswerField(question)
    hint = f"{escape(question.help)}　" if question.help else ""
    made = UploadField(label=question.label, required=False, accept=files.PAPERS, hint=hint)
    made.needed_later = question.required  # type: ignore[attr-defined]
    return made


def keep(form: ResponseForm, pen: writing.Pen) -> bool:
    """Whether the draft was kept. Files that came along are kept first, so that a refusal elsewhere
    doesn't lose them. What is refused is said in the form."""
    valid = form.is_valid()
    for question, upload in form.uploads():
        try:
            pen.attach(question, upload=upload)
        except Refused as refusal:
            say(form, refusal)
            valid = False
    if not valid:
        return False
    try:
        pen.keep(values=form.answers(), saves=form.cleaned_data["saves"] or 0)
    except writing.Elsewhere as refusal:
        form.current = refusal.response
        form.add_error(None, refusal.message)
        form.saved(refusal.response.saves)
        return False
    except Refused as refusal:
        say(form, refusal)
        return False
    form.saved(pen.response.saves)
    return True


def sign(form: ResponseForm, pen: writing.Pen) -> bool:
    """Kept, then signed; what lacks is said at each question, and the draft stays kept."""
    return keep(form, pen) and signed(form, pen.sign)


def signed(form: ResponseForm, door: Callable[[], object]) -> bool:
    """Whether this door let it be signed; what it refuses is said in the form."""
    try:
        door()
    except writing.Wrong as refusal:
        complain(form, refusal.errors)
        return False
    except Refused as refusal:
        say(form, refusal)
        return False
    return True


def complain(form: ResponseForm, errors: Mapping[str, list[str]]) -> None:
    for key, sentences in errors.items():
        for sentence in sentences:
            form.add_error(key, sentence)
