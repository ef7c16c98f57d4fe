"""A notice's draft: its text, its attachments, its report forms with their due dates."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.reading import half_width
from association.questionnaires import building
from association.questionnaires.models import Questionnaire
from bulletin import body, word
from bulletin.body import Picture
from bulletin.enums import NoticeState
from bulletin.models import Due, Notice, NoticeFile, ReportForm
from bulletin.rules import Actor, may_keep_notices
from members.models import Member

FIELDS = (
    "title", "document_number", "issuer", "issued_on", "contact_name", "contact_phone",
    "contact_mail", "audience", "types", "is_public",
)  # fmt: skip
MOST_FILES, MOST_FORMS, MOST_DUES = 20, 10, 20
FIRST_YEAR = 2000
"""A report is due in a later one: 0026 is a slip, and 0001 can be written to the database, not read."""
_NUMBER = re.compile(r"\S{1,24}〔\d{4}〕\d{1,4}号")
_ELSEWHERE = (
    "别的页面（或同事）刚刚保存过这份通知。您填写的内容还在本页上：请先复制下来，"
    "再刷新页面，看过现在的内容后重新填写。"
)


@transaction.atomic
def draft(*, title: str, issuer: str, by: Actor) -> Notice:
    """Raises Refused."""
    _asked(by)
    row = Notice.objects.create(
        title=_named(title, "标题", "title"), issuer=_named(issuer, "发文单位", "issuer"), by=by,
        created_at=clock.now(), contact_name=by.name if by else "",
    )  # fmt: skip
    audit.record(row, "起草通知", by=by, after={"标题": row.title})
    return row


@transaction.atomic
def change(
    notice: Notice,
    *,
    saves: int,
    fields: Mapping[str, Any],
    by: Actor,
    members: Iterable[Member] | None = None,
    typed: str | None = None,
) -> Notice:
    """``typed`` is the whole text from a plain field, None to leave it; ``saves`` is how often it
    had been saved when the page was opened. Raises Refused: published, saved elsewhere since."""
    unknown = set(fields) - set(FIELDS)
    assert not unknown, unknown
    locked = _open(notice, by=by)
    if locked.saves != saves:
        raise Refused(_ELSEWHERE)
    told = dict(fields)
    if "document_number" in told:
        told["document_number"] = document_number(told["document_number"])
    changed = [name for name, value in told.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, told[name])
    locked.title = _named(locked.title, "标题", "title")
    locked.issuer = _named(locked.issuer, "发文单位", "issuer")
    labels = [_label(name) for name in changed]
    if typed is not None and (text := _blocks(typed)) != locked.body:
        locked.body = text
        labels.append("正文")
    locked.saves += 1
    locked.save()
    if members is not None:
        locked.members.set(members)
    if labels:
        audit.record(locked, "修改通知", by=by, after={"项目": "、".join(labels)})
    notice.refresh_from_db()
    return notice


def document_number(written: str) -> str:
    """As it is printed: 示安协发〔2024〕35号. Other brackets are taken for the right ones; what has
    another shape is refused."""
    text = re.sub(r"\s", "", half_width(written))
    text = re.sub(r"[\[(（【](\d{4})[\])）】]", r"〔\1〕", text)
    if text and not _NUMBER.fullmatch(text):
        raise Refused(
            "发文字号应写成“示安协发〔2024〕35号”的样子，请核对；没有的空着。",
            field="document_number",
        )
    return text


def _named(written: str, what: str, field: str) -> str:
    text = " ".join(written.split())
    if not text:
        raise Refused(f"请填{what}。", field=field)
    return text


def _label(name: str) -> str:
    shown: Any = Notice._meta.get_field(name)
    return str(shown.verbose_name)


def _blocks(typed: str) -> list[dict[str, Any]]:
    try:
        return body.to_json(body.from_json(body.to_json(body.from_typed(typed))))
    except body.Malformed as error:
        raise Refused(str(error), field="text") from error


@transaction.atomic
def read_word(notice: Notice, *, upload: "File[bytes]", by: Actor) -> tuple[str, ...]:
    """The text of a Word file takes the place of the notice's own; the sentences about what was
    lost. Pictures are left out: they go with the attachments. Raises Refused."""
    locked = _open(notice, by=by)
    files.check(upload, accept=files.TEXTS)
    upload.seek(0)
    found = word.read(upload.read(), name=str(upload.name))
    kept = [block for block in found.blocks if not isinstance(block, Picture)]
    if not kept:
        raise Refused("这份 Word 文件里没有读到文字，请核对。", field="file")
    locked.body = body.to_json(kept)
    locked.saves += 1
    locked.save(update_fields=["body", "saves"])
    audit.record(locked, "读入 Word 正文", by=by, after={"文件": str(upload.name)})
    notice.refresh_from_db()
    lost = tuple(found.lost)
    count = len(found.blocks) - len(kept)
    return (*lost, f"有 {count} 幅图片没有读入，请作为附件上传。") if count else lost


@transaction.atomic
def attach(notice: Notice, *, upload: "File[bytes]", by: Actor) -> NoticeFile:
    """Raises Refused for what can't be taken."""
    locked = _open(notice, by=by)
    if locked.files.count() >= MOST_FILES:
        raise Refused(f"附件最多 {MOST_FILES} 个，请先去掉不用的。", field="file")
    kept = files.keep(upload, by=by, accept=files.PAPERS)
    row = NoticeFile.objects.create(notice=locked, file=kept, by=by, at=clock.now())
    audit.record(locked, "上传附件", by=by, after={"文件": kept.name})
    return row


@transaction.atomic
def take_off(row: NoticeFile, *, by: Actor) -> None:
    """Raises Refused once the notice is published."""
    locked = _open(row.notice, by=by)
    kept = row.file
    audit.record(locked, "去掉附件", by=by, before={"文件": kept.name})
    row.delete()
    files.erase(kept)


# --- Forms and due dates ----------------------------------------------------------------------
@transaction.atomic
def add_form(
    notice: Notice, *, title: str, by: Actor, like: Questionnaire | None = None
) -> ReportForm:
    """A form without questions, or with those of another. Raises Refused."""
    locked = _open(notice, by=by)
    if locked.forms.count() >= MOST_FORMS:
        raise Refused(f"一份通知最多 {MOST_FORMS} 张报表，请合并。", field="title")
    title = _named(title, "表名", "title")
    if like is None:
        questionnaire = building.draft(title=title, by=by, about=locked)
    else:
        questionnaire = building.copy(like, title=title, by=by, about=locked)
    last = locked.forms.aggregate(last=Max("position"))["last"] or 0
    return ReportForm.objects.create(notice=locked, questionnaire=questionnaire, position=last + 1)


@transaction.atomic
def remove_form(form: ReportForm, *, by: Actor) -> None:
    """With its questions and due dates. Raises Refused once the notice is published."""
    locked = _open(form.notice, by=by)
    audit.record(locked, "删去报表", by=by, before={"报表": str(form)})
    questionnaire = form.questionnaire
    form.dues.all().delete()
    form.delete()
    questionnaire.delete()


@transaction.atomic
def add_due(form: ReportForm, *, due_at: datetime, by: Actor, label: str = "") -> Due:
    """One more day by which it is handed in. Raises Refused."""
    locked = _open(form.notice, by=by)
    if form.dues.count() >= MOST_DUES:
        raise Refused(f"一张报表最多 {MOST_DUES} 次报送。", field="due_at")
    if form.dues.filter(due_at=due_at).exists():
        raise Refused("这张报表在这个时间已经有一次报送。", field="due_at")
    if due_at.year < FIRST_YEAR:
        raise Refused(f"截止时间写成了 {due_at.year} 年，年份请写四位，如 2026。", field="due_at")
    row = Due.objects.create(form=form, due_at=due_at, label=" ".join(label.split()))
    audit.record(
        locked, "增加报送日期", by=by, after={"报送": str(row), "截止时间": told_moment(due_at)}
    )
    return row


@transaction.atomic
def remove_due(row: Due, *, by: Actor) -> None:
    """Raises Refused once the notice is published."""
    locked = _open(row.form.notice, by=by)
    before = {"报送": str(row), "截止时间": told_moment(row.due_at)}
    audit.record(locked, "删去报送日期", by=by, before=before)
    row.delete()


def told_moment(moment: datetime) -> str:
    local = moment.astimezone(clock.TZ)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _asked(by: Actor) -> None:
    if not may_keep_notices(by):
        raise Refused("您没有权限起草和发布通知。请由会刊的信息编辑办理。")


def _open(notice: Notice, *, by: Actor) -> Notice:
    _asked(by)
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.state != NoticeState.DRAFT:
        raise Refused(f"通知{locked.get_state_display()}，不能再改。要更正请撤回后另发。")
    return locked
