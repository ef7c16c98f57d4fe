"""How an article begins: out of a submission that was accepted, or at the desk."""

import dataclasses

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from bulletin import body
from bulletin.articles import pictures, versions
from bulletin.body import Block, Picture
from bulletin.enums import FileKind, Origin, SubmissionState
from bulletin.models import Article, Column, Submission
from bulletin.rules import Actor, may_edit
from members.models import Member

_FORBIDDEN = "您没有权限编辑稿件。请由会刊的信息编辑办理。"


@transaction.atomic
def begin(
    *, column: Column, title: str, by: Actor, origin: Origin = Origin.ORIGINAL,
    editor: User | None = None,
) -> Article:  # fmt: skip
    """An empty piece of the association's own. ``editor`` answers for it: else whoever begins it.
    Raises Refused: nobody to answer for it, no right to."""
    row = _made(column=column, title=title, origin=origin, editor=_editor(by, editor), by=by)
    audit.record(row, "新建稿件", by=by, after={"栏目": column.name, "主标题": title})
    return row


@transaction.atomic
def adopt(
    submission: Submission, *, by: Actor, column: Column | None = None, editor: User | None = None
) -> Article:
    """What was accepted becomes an article, with its pictures and its first version: the text as it
    came. Raises Refused: not accepted, no column, adopted before."""
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.state != SubmissionState.ACCEPTED:
        raise Refused(f"来稿现在是“{locked.get_state_display()}”，采用之后才能转为稿件。")
    if Article.objects.filter(submission=locked).exists():
        raise Refused("这篇来稿已经转为稿件了。")
    under = column or locked.wish
    if under is None:
        raise Refused("请选择栏目。", field="column")
    row = _made(
        column=under, title=locked.title, origin=_origin(locked), editor=_editor(by, editor),
        by=by, submission=locked, subtitle=locked.subtitle, unit=locked.unit,
        authors=locked.authors, member=locked.member, source_name=locked.source,
    )  # fmt: skip
    _copy_text(row, locked)
    versions.freeze(row, by=by, note="来稿原文")
    audit.record(row, "由来稿转为稿件", by=by, after={"来稿": locked.number, "栏目": under.name})
    return row


def _origin(submission: Submission) -> Origin:
    if submission.source:
        return Origin.REPRINT
    return Origin.MEMBER if submission.member_id or not submission.by_mail else Origin.ORIGINAL


def _editor(by: Actor, editor: User | None) -> User:
    if by is not None and not may_edit(by):
        raise Refused(_FORBIDDEN)
    found = editor or by
    if found is None:
        raise Refused("请指定责任编辑。", field="editor")
    return found


def _made(
    *, column: Column, title: str, origin: Origin, editor: User, by: Actor,
    submission: Submission | None = None, subtitle: str = "", unit: str = "", authors: str = "",
    member: Member | None = None, source_name: str = "",
) -> Article:  # fmt: skip
    now = clock.now()
    return Article.objects.create(
        column=column, title=title, origin=origin, editor=editor, submission=submission,
        subtitle=subtitle, unit=unit, authors=authors, member=member, source_name=source_name,
        created_by=by, created_at=now, since=now,
    )  # fmt: skip


def _copy_text(row: Article, submission: Submission) -> None:
    """Pictures that stand in the text stay where they are; the others come behind it. What is said
    below one is what its author wrote there."""
    copies = {
        each.key: (pictures.copy(row, each), each)
        for each in submission.files.filter(kind=FileKind.PICTURE).select_related("file")
    }
    blocks: list[Block] = []
    for block in body.from_json(submission.body):
        if not isinstance(block, Picture):
            blocks.append(block)
        elif block.key in copies:
            copied, _ = copies.pop(block.key)
            blocks.append(dataclasses.replace(block, key=copied.key))
    for copied, each in copies.values():
        blocks.append(Picture(copied.key, each.caption, each.credit))
    row.body = body.to_json(blocks)
    row.save(update_fields=["body"])
