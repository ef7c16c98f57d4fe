"""A form out of questions, and the form that a question itself is written with."""

from association.questionnaires.forms.answering import Part, ResponseForm, keep, sign, signed
from association.questionnaires.forms.building import HeadForm, QuestionForm, written_with

__all__ = [
    "HeadForm",
    "Part",
    "QuestionForm",
    "ResponseForm",
    "keep",
    "sign",
    "signed",
    "written_with",
]
