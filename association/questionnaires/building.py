"""A questionnaire's doors: drafted, its questions written and put in order, frozen, replaced.

Who may, the app above has asked; ``about`` is on whose timeline it stands, the app's own object.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Model

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.questionnaires.asking import (
    IN_COLUMNS,
    MOST_CELLS,
    MOST_CHOICES,
    MOST_COLUMNS,
    MOST_FILES,
    MOST_ROWS,
    Kind,
)
from association.questionnaires.enums import QuestionnaireState
from association.questionnaires.models import Question, Questionnaire

Actor = User | None
MOST_QUESTIONS = 60
FIELDS = (
    "label", "help", "kind", "required", "choices", "unit", "minimum", "maximum", "places",
    "columns", "rows", "totalled",
)  # fmt: skip
_BY_KIND = {
    Kind.NUMBER: {"unit", "minimum", "maximum", "places", "totalled"},
    Kind.SINGLE: {"choices"},
    Kind.SEVERAL: {"choices", "minimum", "maximum"},
    Kind.SCALE: {"minimum", "maximum"},
    Kind.FILE: {"minimum", "maximum"},
    Kind.GRID: {"columns", "rows", "minimum", "maximum"},
}
"""What else a question of this kind says; the rest of the fields falls back to nothing."""
_NOTHING: dict[str, Any] = {
    "choices": [], "unit": "", "minimum": None, "maximum": None, "places": 0, "columns": [],
    "rows": [], "totalled": False,
}  # fmt: skip


@transaction.atomic
def draft(*, title: str, by: Actor, intro: str = "", about: Model | None = None) -> Questionnaire:
    """Raises Refused without a title."""
    row = Questionnaire(**_headed(title, intro))
    row.save()
    audit.record(row, "起草问卷", by=by, after={"标题": row.title}, about=about)
    return row


@transaction.atomic
def retitle(
    questionnaire: Questionnaire, *, title: str, intro: str, by: Actor, about: Model | None = None
) -> Questionnaire:
    locked = _open(questionnaire)
    before = locked.title
    for name, value in _headed(title, intro).items():
        setattr(locked, name, value)
    locked.save(update_fields=["title", "intro"])
    audit.record(
        locked, "修改问卷标题和说明", by=by, before={"标题": before}, after={"标题": locked.title},
        about=about,
    )  # fmt: skip
    questionnaire.refresh_from_db()
    return questionnaire


def _headed(title: str, intro: str) -> dict[str, str]:
    title = " ".join(title.split())
    if not title:
        raise Refused("请填问卷标题。", field="title")
    return {"title": title[:80], "intro": intro.strip()}


@transaction.atomic
def add_question(
    questionnaire: Questionnaire,
    *,
    fields: Mapping[str, Any],
    by: Actor,
    key: str = "",
    about: Model | None = None,
) -> Question:
    """Behind the others; without a key it gets the next one that is free (``q7``). Raises Refused
    for what can't be asked like that."""
    locked = _open(questionnaire)
    rows = locked.questions.order_by()
    if rows.count() >= MOST_QUESTIONS:
        raise Refused(f"一份问卷最多 {MOST_QUESTIONS} 个问题，请分成几份。")
    last = rows.aggregate(last=Max("position"))["last"] or 0
    taken = set(rows.values_list("key", flat=True))
    row = Question(questionnaire=locked, position=last + 1, key=key or _next_key(taken))
    if row.key in taken:
        raise Refused(f"问题的编号“{row.key}”已经用过，请换一个。", field="key")
    _fill(row, fields)
    _room(locked, row)
    row.save()
    audit.record(locked, "增加问题", by=by, after=_told(row), about=about)
    return row


def _next_key(taken: set[str]) -> str:
    numbers = [int(key[1:]) for key in taken if re.fullmatch(r"q\d{1,4}", key)]
    return f"q{max(numbers, default=0) + 1}"


@transaction.atomic
def change_question(
    question: Question, *, fields: Mapping[str, Any], by: Actor, about: Model | None = None
) -> Question:
    """Raises Refused for what can't be asked like that."""
    locked = _open(question.questionnaire)
    row = Question.objects.get(pk=question.pk)
    before = _told(row)
    _fill(row, fields)
    _room(locked, row)
    row.save()
    audit.record(locked, "修改问题", by=by, before=before, after=_told(row), about=about)
    question.refresh_from_db()
    return question


@transaction.atomic
def move_question(
    question: Question, *, up: bool, by: Actor, about: Model | None = None
) -> Question:
    """One place; the first stays the first. Raises Refused once it is frozen."""
    locked = _open(question.questionnaire)
    rows = list(locked.questions.all())
    at = next(place for place, row in enumerate(rows) if row.pk == question.pk)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
        for place, row in enumerate(rows, start=1):
            row.position = place
        Question.objects.bulk_update(rows, ["position"])
        audit.record(
            locked, "调整问题次序", by=by, after={"问题": question.label, "次序": other + 1},
            about=about,
        )  # fmt: skip
    question.refresh_from_db()
    return question


@transaction.atomic
def remove_question(question: Question, *, by: Actor, about: Model | None = None) -> None:
    """Raises Refused once it is frozen."""
    locked = _open(question.questionnaire)
    audit.record(locked, "删去问题", by=by, before=_told(question), about=about)
    position = question.position
    question.delete()
    locked.questions.filter(position__gt=position).update(position=F("position") - 1)


@transaction.atomic
def freeze(questionnaire: Questionnaire, *, by: Actor, about: Model | None = None) -> Questionnaire:
    """From now on it can be answered, and no longer changed. Raises Refused without a question;
    one that is frozen already stays so."""
    locked = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if locked.is_draft:
        if not locked.questions.exists():
            raise Refused(f"“{locked.title}”还没有问题，请先增加问题。")
        locked.state, locked.frozen_at = QuestionnaireState.FROZEN, clock.now()
        locked.save(update_fields=["state", "frozen_at"])
        audit.record(locked, "问卷定稿", by=by, after={"标题": locked.title}, about=about)
    questionnaire.refresh_from_db()
    return questionnaire


@transaction.atomic
def copy(
    questionnaire: Questionnaire,
    *,
    by: Actor,
    replaces: bool = False,
    title: str = "",
    about: Model | None = None,
) -> Questionnaire:
    """The same questions in a new draft, which may replace the old one. Raises Refused: only what is
    frozen can be replaced."""
    if replaces and questionnaire.is_draft:
        raise Refused(f"“{questionnaire.title}”还没有定稿，直接修改即可。")
    row = Questionnaire.objects.create(
        title=title or questionnaire.title,
        intro=questionnaire.intro,
        replaces=questionnaire if replaces else None,
    )
    questions = list(questionnaire.questions.all())
    for question in questions:
        question.pk, question.questionnaire = None, row
        question._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
    Question.objects.bulk_create(questions)
    action = "起草新版问卷" if replaces else "复制问卷"
    audit.record(row, action, by=by, after={"标题": row.title}, about=about)
    return row


def _open(questionnaire: Questionnaire) -> Questionnaire:
    locked = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if not locked.is_draft:
        raise Refused(f"“{locked.title}”已经定稿，问题不能再改。要改请另起草一份来代替它。")
    return locked


def _told(row: Question) -> dict[str, str]:
    return {
        "问题": row.label,
        "怎么答": row.get_kind_display(),
        "必填": "是" if row.required else "否",
    }


# --- What can be asked ------------------------------------------------------------------------
def _fill(row: Question, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - set(FIELDS)
    assert not unknown, unknown
    for name, value in fields.items():
        setattr(row, name, value)
    row.label, row.help = " ".join(row.label.split()), row.help.strip()
    if not row.label:
        raise Refused("请填问题。", field="label")
    kind = Kind(row.kind)
    for name in set(_NOTHING) - _BY_KIND.get(kind, set()):
        setattr(row, name, _NOTHING[name])
    row.choices = _named("选项", row.choices, MOST_CHOICES, field="choices")
    row.rows = _named("行名", row.rows, MOST_ROWS, field="rows")
    if kind in (Kind.SINGLE, Kind.SEVERAL) and len(row.choices) < 2:
        raise Refused("选择题至少要有两个选项，一行写一个。", field="choices")
    if kind == Kind.GRID:
        row.columns = _columns(row.columns)
    _bounds(row, kind)


def _room(questionnaire: Questionnaire, row: Question) -> None:
    """With this question, all tables together can still be sent at once. Raises Refused."""
    others = questionnaire.questions.exclude(pk=row.pk)
    cells = sum(each.asked().most_cells for each in [*others, row])
    if row.kind == Kind.GRID and cells > MOST_CELLS:
        raise Refused(
            f"各表格合起来最多 {MOST_CELLS:,} 格，现在是 {cells:,} 格。请在“最多”里少写几行，或分成几张表。",
            field="maximum",
        )


def _named(what: str, names: list[str], most: int, *, field: str) -> list[str]:
    tidy = [text for each in names if (text := " ".join(str(each).split()))]
    if twice := next((name for name in tidy if tidy.count(name) > 1), None):
        raise Refused(f"{what}“{twice}”重复了，请去掉一个。", field=field)
    if long := next((name for name in tidy if len(name) > 60), None):
        raise Refused(f"{what}“{long[:20]}…”太长，最多 60 字。", field=field)
    if len(tidy) > most:
        raise Refused(f"{what}最多 {most} 个，现在是 {len(tidy)} 个。", field=field)
    return tidy


def _columns(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    labels = [" ".join(str(each.get("label", "")).split()) for each in told]
    _named("列名", labels, MOST_COLUMNS, field="columns")
    if not labels or not all(labels):
        raise Refused("表格至少要有一列，每列都要有列名。", field="columns")
    found = []
    for place, (each, label) in enumerate(zip(told, labels, strict=True), start=1):
        kind = each.get("kind", Kind.TEXT)
        if kind not in IN_COLUMNS:
            raise Refused(f"“{label}”一列不能这样答，请另选。", field="columns")
        choices = _named("选项", each.get("choices", []), MOST_CHOICES, field="columns")
        if kind == Kind.SINGLE and len(choices) < 2:
            raise Refused(f"“{label}”一列是单选，至少要有两个选项。", field="columns")
        row = {"key": each.get("key") or f"c{place}", "label": label, "kind": Kind(kind).value}
        row["required"] = bool(each.get("required"))
        if kind == Kind.SINGLE:
            row["choices"] = choices
        if kind == Kind.NUMBER:
            row["unit"] = str(each.get("unit", ""))[:10]
            row["places"] = min(int(each.get("places") or 0), 2)
            row["totalled"] = bool(each.get("totalled", True))
        found.append(row)
    return found


def _bounds(row: Question, kind: Kind) -> None:
    low, high = row.minimum, row.maximum
    if low is not None and high is not None and low > high:
        raise Refused("“最多”不能小于“最少”，请核对。", field="maximum")
    if kind == Kind.NUMBER or (low is None and high is None):
        return
    if any(each is not None and (each != int(each) or each < 0) for each in (low, high)):
        raise Refused("“最少”“最多”应是整数，请核对。", field="maximum")
    most = {
        Kind.SEVERAL: len(row.choices), Kind.FILE: MOST_FILES, Kind.SCALE: 10,
        Kind.GRID: len(row.rows) or MOST_ROWS,
    }[kind]  # fmt: skip
    if any(each is not None and each > most for each in (low, high)):
        raise Refused(f"“最少”“最多”不能超过 {most}，请核对。", field="maximum")
    if kind == Kind.SCALE and len(row.asked().marks) < 2:
        raise Refused("打分至少要有两个分数，请核对“最少”“最多”。", field="maximum")
