"""What a company types about its needs: rows on a card, a word on an answer."""

from typing import Any

from django import forms
from django.db import transaction

from association.base.forms import attempt
from association.questionnaires import writing
from association.questionnaires.forms import ResponseForm, keep, signed
from members.enums import NeedState, WantedForm
from members.models import Need, NeedsCard, NeedTopic
from members.needs import cards

EMPTY = 2
"""Rows to write on below those that are filled in; each save offers as many again."""
PREFIX = "needs"


class TopicField(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            NeedTopic.objects.filter(offered=True), label="类别", required=False,
            empty_label="请选择", **options,
        )  # fmt: skip


class NeedRow(forms.Form):
    """An empty one is no need; one that was saved and is emptied goes."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topic = TopicField()
    text = forms.CharField(
        label="需求", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    wanted_form = forms.ChoiceField(
        label="希望的形式", choices=WantedForm.choices, initial=WantedForm.ANY, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in ("topic", "text", "wanted_form"):
            self.fields[field].needed_later = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("text", "").strip() and not told.get("topic") and "topic" not in self.errors:
            self.add_error("topic", "请选类别。")
        return told

    def row(self) -> cards.Row:
        told = self.cleaned_data
        return cards.Row(
            text=told.get("text", ""), topic=told.get("topic"), pk=told.get("id"),
            wanted_form=told.get("wanted_form") or WantedForm.ANY,
        )  # fmt: skip


NeedRows = forms.formset_factory(NeedRow, extra=EMPTY, max_num=cards.MOST + EMPTY)


def rows_of(card: NeedsCard, data: Any = None) -> Any:
    """The rows as a formset: as they stand, or as they were typed."""
    mine = card.needs.filter(state=NeedState.NEW)
    initial = [
        {"id": need.pk, "topic": need.topic_id, "text": need.text, "wanted_form": need.wanted_form}
        for need in mine
    ]
    return NeedRows(data, initial=None if data else initial, prefix=PREFIX)


@transaction.atomic
def keep_card(form: ResponseForm, rows: Any, *, card: NeedsCard, by: Any) -> bool:
    """Answers and needs together, or neither. What is refused is said in the form."""
    if not attempt(form, lambda: cards.check(card, by=by)) or not _read(form, rows):
        return False
    opened = form.cleaned_data["saves"] or 0
    if not keep(form, writing.Pen(card.response, by, about=card)):
        return False
    typed = [each.row() for each in rows.forms if each.cleaned_data]
    if attempt(form, lambda: cards.write(card, rows=typed, by=by)):
        return True
    transaction.set_rollback(True)
    form.saved(opened)  # the answers weren't kept either: nobody saved elsewhere
    return False


def _read(form: ResponseForm, rows: Any) -> bool:
    """Both are looked at, so that everything wrong is said at once."""
    valid = form.is_valid()
    if rows.is_valid():
        return valid
    form.add_error(None, "有的需求没有写完整，请看标出的地方。")
    return False


def sign_card(form: ResponseForm, *, card: NeedsCard, by: Any) -> bool:
    """After it was kept; what lacks is said at its place, and what was typed stays kept."""
    return signed(form, lambda: cards.sign(card, by=by))


def standing(card: NeedsCard) -> list[Need]:
    """What is written on the card now, for whoever comes second."""
    return list(card.needs.select_related("topic"))


class JudgeForm(forms.Form):
    comment = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="没有帮助的，请写一句还缺什么，我们接着办。",
    )  # fmt: skip
