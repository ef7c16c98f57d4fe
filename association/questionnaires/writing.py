"""A response's doors: begun, kept, signed, opened again, with its files.

Who may, the app above has asked, which also holds the response. ``about`` is on whose timeline it
stands, the app's own object.
"""

from collections import Counter
from collections.abc import Mapping

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from association.questionnaires.asking import Kind, Raw, Read, read
from association.questionnaires.enums import ResponseState
from association.questionnaires.models import Question, Questionnaire, Response, ResponseFile

Actor = User | None


class Pen:
    """Whoever holds it may write in this response. The app above hands it out, and may ask again at
    each stroke: a form writes through it alone."""

    def __init__(self, response: Response, by: Actor, about: Model | None = None) -> None:
        self.response, self.by, self.about = response, by, about

    def keep(self, *, values: Mapping[str, Raw], saves: int) -> None:
        keep(self.response, values=values, saves=saves, by=self.by, about=self.about)

    def sign(self) -> None:
        sign(self.response, by=self.by, about=self.about)

    def attach(self, question: Question, *, upload: "File[bytes]") -> None:
        attach(self.response, question, upload=upload, by=self.by, about=self.about)

    def drop(self, row: ResponseFile) -> None:
        drop(row, by=self.by, about=self.about)


class Wrong(Refused):
    """Answers that can't be taken. ``errors`` are by key, for a screen to say at each question."""

    def __init__(self, found: Read, response: Response) -> None:
        sentences = found.sentences(response.questionnaire.asked())
        super().__init__("；".join(sentences) + "。", field=next(iter(found.errors), None))
        self.errors = found.errors


class Elsewhere(Refused):
    """Another page has saved since. ``response`` is what stands now: a screen shows both."""

    plain = False

    def __init__(self, response: Response) -> None:
        at = response.changed_at.astimezone(clock.TZ)
        who = f"{response.changed_by} " if response.changed_by else ""
        super().__init__(
            f"没有保存：{who}{at:%H:%M} 在另一个页面保存过。请对照现在保存的内容，改好后再保存一次。",
            field="saves",
        )
        self.response = response


@transaction.atomic
def begin(questionnaire: Questionnaire, *, by: Actor, about: Model | None = None) -> Response:
    """An empty one. Raises Refused while the questions may still change."""
    if questionnaire.is_draft:
        raise Refused(f"“{questionnaire.title}”还没有定稿，不能填写。")
    now = clock.now()
    row = Response.objects.create(
        questionnaire=questionnaire, created_by=by, changed_by=by, changed_at=now
    )
    audit.record(row, f"开始填写{questionnaire.title}", by=by, about=about)
    return row


@transaction.atomic
def keep(
    response: Response,
    *,
    values: Mapping[str, Raw],
    saves: int,
    by: Actor,
    about: Model | None = None,
) -> Response:
    """Writes what was filled in, as far as it is; what isn't among ``values`` is emptied. ``saves``
    is how often it had been saved when the page was opened. Raises Refused: signed, Elsewhere, Wrong
    where something can't be read."""
    locked = _open(response)
    if locked.saves != saves:
        raise Elsewhere(locked)
    found = read(locked.questionnaire.asked(), values, strict=False)
    if found.errors:
        raise Wrong(found, locked)
    before = locked.values
    locked.values, locked.saves = found.values, locked.saves + 1
    locked.changed_by, locked.changed_at = by, clock.now()
    locked.save(update_fields=["values", "saves", "changed_by", "changed_at"])
    names = _changed(locked.questionnaire, before, found.values)
    if names:
        audit.record(
            locked, f"填写{locked.questionnaire.title}", by=by, after={"项目": "、".join(names)},
            about=about,
        )  # fmt: skip
    response.refresh_from_db()
    return response


def _changed(
    questionnaire: Questionnaire, before: Mapping[str, object], after: Mapping[str, object]
) -> list[str]:
    return [
        asked.label
        for asked in questionnaire.asked()
        if before.get(asked.key) != after.get(asked.key)
    ]


def lacking(response: Response) -> Read:
    """Read strictly, as it stands: what is missing or out of bounds before it can be signed."""
    questions = list(response.questionnaire.questions.all())
    counted = Counter(response.files.values_list("question_id", flat=True))
    return read(
        [question.asked() for question in questions],
        response.values,
        strict=True,
        files={question.key: counted[question.pk] for question in questions},
    )


@transaction.atomic
def sign(response: Response, *, by: Actor, about: Model | None = None) -> Response:
    """Hands it in as it stands. Raises Refused: signed already, Wrong with all that lacks."""
    locked = _open(response)
    found = lacking(locked)
    if found.errors:
        raise Wrong(found, locked)
    locked.values = found.values
    locked.state, locked.signed_by, locked.signed_at = ResponseState.SIGNED, by, clock.now()
    locked.save(update_fields=["values", "state", "signed_by", "signed_at"])
    audit.record(locked, f"签交{locked.questionnaire.title}", by=by, about=about)
    response.refresh_from_db()
    return response


@transaction.atomic
def reopen(
    response: Response, *, by: Actor, reason: str = "", about: Model | None = None
) -> Response:
    """To be written in once more. Raises Refused unless it is signed."""
    locked = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if locked.is_draft:
        raise Refused("还没有签交，可以直接修改。")
    locked.state, locked.signed_by, locked.signed_at = ResponseState.DRAFT, None, None
    locked.saves += 1
    locked.save(update_fields=["state", "signed_by", "signed_at", "saves"])
    audit.record(
        locked, f"重新填写{locked.questionnaire.title}", by=by, reason=reason.strip(), about=about
    )
    response.refresh_from_db()
    return response


@transaction.atomic
def attach(
    response: Response,
    question: Question,
    *,
    upload: "File[bytes]",
    by: Actor,
    about: Model | None = None,
) -> ResponseFile:
    """Keeps a file with its question. Raises Refused for what can't be taken."""
    locked = _open(response)
    if question.questionnaire_id != locked.questionnaire_id or question.kind != Kind.FILE:
        raise Refused("这个问题不收文件，请刷新页面。")
    most = question.asked().most_files
    if locked.files.filter(question=question).count() >= most:
        raise Refused(f"“{question.label}”最多 {most} 个文件，请先去掉不用的。", field=question.key)
    kept = files.keep(upload, by=by, accept=files.PAPERS, field=question.key)
    row = ResponseFile.objects.create(
        response=locked, question=question, file=kept, by=by, at=clock.now()
    )
    audit.record(locked, f"上传{question.label}", by=by, after={"文件": kept.name}, about=about)
    return row


@transaction.atomic
def drop(row: ResponseFile, *, by: Actor, about: Model | None = None) -> None:
    """The file is forgotten. Raises Refused once it is signed."""
    locked = _open(row.response)
    name, kept = row.file.name, row.file
    audit.record(locked, f"去掉{row.question.label}", by=by, before={"文件": name}, about=about)
    row.delete()
    files.erase(kept)


def _open(response: Response) -> Response:
    rows = Response.objects.select_for_update(of=("self",))
    locked = rows.select_related("questionnaire", "changed_by").get(pk=response.pk)
    if not locked.is_draft:
        raise Refused(f"“{locked.questionnaire.title}”已经签交，不能再改。要改请先重新填写。")
    return locked
