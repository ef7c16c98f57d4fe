"""The editor's doors: a lease, saving as one writes, versions, pictures, and back to the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from bulletin import body
from bulletin.articles import pictures, versions
from bulletin.articles.states import ARTICLES, BEFORE_READERS, label
from bulletin.body import Body, Picture
from bulletin.enums import Stage
from bulletin.models import Article, ArticlePicture, ArticleVersion, Column
from bulletin.rules import Actor, may_edit

LEASE = timedelta(minutes=10)
FIELDS = (*versions.PRINTED, "column", "member", "tags", "visibility", "cover")
"""What an editor fills in beside the text."""
_FORBIDDEN = "您没有权限编辑稿件。请由会刊的信息编辑办理。"


class Elsewhere(Refused):
    """Another page, or a colleague, has saved since: what stands is shown beside what was typed."""

    plain = False

    def __init__(self, stands: Article) -> None:
        super().__init__(
            "别的页面（或同事）刚刚保存过这篇稿件。您写的内容还在本页上，请对照后再保存。"
        )
        self.stands = stands


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may write now. ``holder`` is whoever has the piece open, this person included."""

    holder: User
    until: datetime
    ours: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as it came from a page, and what of it couldn't be kept, in sentences."""

    blocks: Body
    lost: tuple[str, ...] = ()


def typed(written: str, *, html: bool) -> Typed:
    """From the editor, or from a plain field. Raises Refused for what is no body."""
    blocks, lost = body.from_html(written) if html else (body.from_typed(written), ())
    try:
        return Typed(body.from_json(body.to_json(blocks)), lost)
    except body.Malformed as error:
        raise Refused(str(error), field="text") from error


@transaction.atomic
def open_for(article: Article, *, by: User) -> Lease:
    """Takes the piece in hand for ten minutes, or says who has it. Raises Refused."""
    locked = _opened(article, by=by)
    if _taken(locked, by):
        assert locked.leased_by
        assert locked.leased_until
        return Lease(locked.leased_by, locked.leased_until, ours=False)
    if locked.leased_by_id != by.pk or not _runs(locked):
        audit.record(locked, "开始编辑", by=by)
    return _lease(locked, by)


@transaction.atomic
def take_over(article: Article, *, by: User, reason: str) -> Lease:
    """From a colleague, with a reason; what they had written is kept as a version. Raises Refused."""
    locked = _opened(article, by=by)
    if not reason.strip():
        raise Refused("请写明接手的理由。", field="reason")
    holder = locked.leased_by
    if holder and holder.pk != by.pk:
        versions.freeze(locked, by=holder, note=f"{by}接手前保存")
        audit.record(
            locked, "接手编辑", by=by, before={"编辑人": str(holder)}, after={"编辑人": str(by)},
            reason=reason.strip(),
        )  # fmt: skip
    return _lease(locked, by)


@transaction.atomic
def keep(
    article: Article, *, by: User, saves: int, fields: Mapping[str, Any], blocks: Body | None = None
) -> Article:
    """Writes what stands on the page, as often as it likes; no version yet. ``blocks`` None leaves
    the text. ``saves`` is how often it had been saved when the page was opened. Raises Refused: a
    colleague writes, no title, a foreign picture; Elsewhere."""
    locked = _opened(article, by=by)
    if _taken(locked, by):
        raise Refused(f"{locked.leased_by}正在编辑这篇稿件。您写的还在本页上；要接手请先写明理由。")
    if locked.saves != saves:
        raise Elsewhere(locked)
    write(locked, fields, blocks)
    locked.saves += 1
    locked.save()
    _lease(locked, by)
    article.refresh_from_db()
    return article


def write(locked: Article, fields: Mapping[str, Any], blocks: Body | None) -> None:
    """Into the working copy, unsaved; the caller holds the lock. Raises Refused."""
    unknown = set(fields) - set(FIELDS)
    assert not unknown, unknown
    for name, value in fields.items():
        setattr(locked, name, value)
    if not locked.title.strip():
        raise Refused("主标题不能空着。", field="title")
    try:
        locked.clean_fields(
            exclude=[each.name for each in Article._meta.fields if each.name not in fields]
        )
    except ValidationError as error:
        name, said = next(iter(error.message_dict.items()))
        raise Refused(f"{label(name)}：{said[0]}", field=name) from error
    if blocks is not None:
        locked.body = body.to_json(blocks)
    own = {each.key: each.pk for each in locked.pictures.all()}
    strange = [
        each
        for each in body.from_json(locked.body)
        if isinstance(each, Picture) and each.key not in own
    ]
    if strange:
        raise Refused("正文里有一幅不属于本稿的图片，请先上传到本稿再放进正文。", field="text")
    if locked.cover_id and locked.cover_id not in own.values():
        raise Refused("封面图须是本稿的图片。", field="cover")


@transaction.atomic
def let_go(article: Article, *, by: User) -> None:
    """Whoever goes back to the desk no longer writes; a colleague's lease stays theirs. Raises
    Refused."""
    locked = locked_for(article, by=by)
    if locked.leased_by_id == by.pk:
        locked.leased_by = locked.leased_until = None
        locked.save(update_fields=["leased_by", "leased_until"])
    article.refresh_from_db()


@transaction.atomic
def save_version(article: Article, *, by: User, note: str = "") -> ArticleVersion:
    """The working copy as a version; the last one again if nothing changed. Raises Refused."""
    locked = _opened(article, by=by)
    version = versions.freeze(locked, by=by, note=note.strip())
    audit.record(locked, "保存版本", by=by, after={"版本": version.number}, reason=note.strip())
    return version


@transaction.atomic
def restore(version: ArticleVersion, *, by: User) -> ArticleVersion:
    """What an older version says becomes the working copy, as a new version; what stood is kept as
    one before. Raises Refused."""
    locked = _opened(version.article, by=by)
    if _taken(locked, by):
        raise Refused(f"{locked.leased_by}正在编辑这篇稿件，请先接手再恢复。")
    versions.freeze(locked, by=by, note="恢复前保存")
    versions.put_back(locked, version)
    locked.saves += 1
    locked.save()
    made = versions.freeze(locked, by=by, note=f"恢复第 {version.number} 版")
    audit.record(locked, "恢复版本", by=by, after={"版本": version.number})
    return made


@transaction.atomic
def add_picture(article: Article, *, upload: "File[bytes]", by: User) -> ArticlePicture:
    """Beside the text: where it stands, and what is said below it, is written there. Raises Refused."""
    locked = _opened(article, by=by)
    kept = files.keep(upload, by=by, accept=files.PICTURES)
    row = pictures.add(locked, kept)
    audit.record(locked, "上传图片", by=by, after={"文件": kept.name})
    return row


@transaction.atomic
def drop_picture(picture: ArticlePicture, *, by: User) -> None:
    """One that stands nowhere: not in the text, not in a version. Raises Refused."""
    locked = _opened(picture.article, by=by)
    if locked.cover_id == picture.pk or _shows(locked.body, picture.key):
        raise Refused("这幅图片还在正文里或是封面图，请先从正文里去掉。")
    if any(_shows(told, picture.key) for told in locked.versions.values_list("body", flat=True)):
        raise Refused("以前的版本里有这幅图片，不能删除；不放进正文就不会刊出。")
    audit.record(locked, "删除图片", by=by, after={"文件": picture.file.name})
    picture.renditions.all().delete()
    kept = picture.file
    picture.delete()
    files.erase(kept)


@transaction.atomic
def arrange(
    article: Article, *, by: Actor, column: Column, editor: User, due_on: date | None
) -> Article:
    """Who answers for it, until when, in which column: no matter of its text. Raises Refused."""
    locked = locked_for(article, by=by)
    if locked.stage not in BEFORE_READERS:
        raise Refused(f"稿件现在是“{locked.get_stage_display()}”，不再安排。")
    if not may_edit(editor):
        raise Refused(f"{editor}没有编辑稿件的权限，不能作责任编辑。", field="editor")
    told = {"栏目": column.name, "责任编辑": str(editor), "期限": str(due_on or "")}
    was = {
        "栏目": locked.column.name, "责任编辑": str(locked.editor), "期限": str(locked.due_on or "")
    }  # fmt: skip
    if told != was:
        locked.column, locked.editor, locked.due_on = column, editor, due_on
        locked.save(update_fields=["column", "editor", "due_on"])
        changed = {name for name in told if told[name] != was[name]}
        audit.record(
            locked, "安排", by=by, before={name: was[name] for name in changed},
            after={name: told[name] for name in changed},
        )  # fmt: skip
    article.refresh_from_db()
    return article


@transaction.atomic
def reopen(article: Article, *, by: Actor, reason: str) -> Article:
    """Back to its editor to be written in: what was let through begins again. Raises Refused."""
    ARTICLES.perform(article, "reopen", by=by, reason=reason.strip())
    article.refresh_from_db()
    return article


@transaction.atomic
def drop(article: Article, *, by: Actor, reason: str) -> Article:
    """It won't appear. Raises Refused."""
    ARTICLES.perform(article, "drop", by=by, reason=reason.strip())
    article.refresh_from_db()
    return article


def locked_for(article: Article, *, by: Actor) -> Article:
    """Locked, for an editor. Raises Refused."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if not may_edit(by):
        raise Refused(_FORBIDDEN)
    return locked


def _opened(article: Article, *, by: Actor) -> Article:
    locked = locked_for(article, by=by)
    if locked.stage != Stage.EDITING:
        raise Refused(
            f"稿件现在是“{locked.get_stage_display()}”，正文不能直接改。"
            "个别错字请用“校对改动”，大的改动请先收回编辑。"
        )
    return locked


def _runs(locked: Article) -> bool:
    return locked.leased_until is not None and locked.leased_until > clock.now()


def _taken(locked: Article, by: User) -> bool:
    return _runs(locked) and locked.leased_by_id not in (None, by.pk)


def colleague(article: Article, user: Actor) -> User | None:
    """Who else has it open just now: nobody is told about themselves."""
    held = _runs(article) and (user is None or article.leased_by_id != user.pk)
    return article.leased_by if held else None


def _lease(locked: Article, by: User) -> Lease:
    locked.leased_by, locked.leased_until = by, clock.now() + LEASE
    locked.save(update_fields=["leased_by", "leased_until"])
    return Lease(by, locked.leased_until, ours=True)


def _shows(told: list[dict[str, Any]], key: str) -> bool:
    return any(each.get("key") == key for each in told)
