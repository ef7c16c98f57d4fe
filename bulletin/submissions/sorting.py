"""The desk's doors: what came by mail is entered; everything is sent back, accepted or declined."""

from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from bulletin import telling, word
from bulletin.enums import FileKind
from bulletin.models import Column, Submission
from bulletin.rules import Actor, may_sort
from bulletin.submissions import importing
from bulletin.submissions.attaching import attach, begin_reading
from bulletin.submissions.states import SUBMISSIONS, S
from bulletin.submissions.writing import next_number
from members.models import Member

_FORBIDDEN = "您没有权限分拣来稿。请由会刊的信息编辑办理。"


@transaction.atomic
def enter_mailed(
    *,
    upload: "File[bytes]",
    by: Actor,
    title: str = "",
    unit: str = "",
    authors: str = "",
    contact: str = "",
    wish: Column | None = None,
    subtitle: str = "",
    source: str = "",
    found: word.Read | None = None,
) -> Submission:
    """Enters what came by mail with its original, as handed in today. ``found`` is what the file
    says, if it was read already; else a job reads it. Without a title it is called as its file,
    until the text tells a better one. Raises Refused."""
    if by is not None and not may_sort(by):
        raise Refused(_FORBIDDEN)
    kept = files.keep(upload, by=by, accept=files.TEXTS)
    now = clock.now()
    row = Submission.objects.create(
        by_mail=True, state=S.SUBMITTED, number=next_number(), submitted_at=now, since=now,
        created_at=now, created_by=by, title=(title or PurePath(kept.name).stem)[:80],
        subtitle=subtitle, unit=unit, authors=authors, contact=contact, wish=wish, source=source,
        member=Member.objects.filter(name=unit).first() if unit else None,
    )  # fmt: skip
    attached = attach(row, kept, kind=FileKind.WORD, by=by)
    audit.record(row, "登记邮件来稿", by=by, after={"文件": kept.name})
    if found is None:
        begin_reading(attached, by=by)
    else:
        importing.fill(attached, found)
        row.refresh_from_db()
    return row


@transaction.atomic
def send_back(submission: Submission, *, by: Actor, reason: str) -> Submission:
    """To be mended: ``reason`` is what the author reads. Raises Refused."""
    return _decide(submission, "send_back", by=by, reason=reason)


@transaction.atomic
def accept(submission: Submission, *, by: Actor) -> Submission:
    """It will become an article. Raises Refused while it isn't printable."""
    return _decide(submission, "accept", by=by)


@transaction.atomic
def decline(submission: Submission, *, by: Actor, reason: str) -> Submission:
    """Says no, with the reason that the author reads. Raises Refused."""
    return _decide(submission, "decline", by=by, reason=reason)


@transaction.atomic
def move(submission: Submission, *, column: Column, by: Actor) -> Submission:
    """Into another column than was wished for. Raises Refused."""
    if by is not None and not may_sort(by):
        raise Refused(_FORBIDDEN)
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.state not in (S.SUBMITTED, S.ACCEPTED):
        raise Refused(f"稿件现在是“{locked.get_state_display()}”，不能转栏目。请刷新页面。")
    before, locked.wish = locked.wish, column
    locked.save(update_fields=["wish"])
    audit.record(
        locked, "转栏目", by=by, before={"栏目": str(before or "")}, after={"栏目": column.name}
    )
    submission.refresh_from_db()
    return submission


@transaction.atomic
def sign(submission: Submission, *, unit: str, authors: str, source: str, by: Actor) -> Submission:
    """Whose it is, where what came by mail doesn't say. Raises Refused."""
    if by is not None and not may_sort(by):
        raise Refused(_FORBIDDEN)
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if not locked.by_mail or locked.state != S.SUBMITTED:
        raise Refused("只有待分拣的邮件来稿由编辑补署名；会员投稿请退回作者补充。")
    locked.unit, locked.authors, locked.source = unit.strip(), authors.strip(), source.strip()
    locked.member = Member.objects.filter(name=locked.unit).first() if locked.unit else None
    locked.save(update_fields=["unit", "authors", "source", "member"])
    audit.record(
        locked, "补充署名", by=by,
        after={"署名单位": locked.unit, "作者": locked.authors, "转载来源": locked.source},
    )  # fmt: skip
    submission.refresh_from_db()
    return submission


def _decide(submission: Submission, verb: str, *, by: Actor, reason: str = "") -> Submission:
    SUBMISSIONS.perform(submission, verb, by=by, reason=reason.strip())
    submission.refresh_from_db()
    telling.decided(submission, reason=reason.strip())
    return submission
