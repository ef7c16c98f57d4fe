"""The life of a submission: who may take which step, and what stands in its way."""

from collections.abc import Mapping
from typing import Any

from association.base import clock
from association.base.transitions import Table, Transition
from bulletin.enums import FileKind, ImportState, SubmissionState
from bulletin.models import Submission, WordImport
from bulletin.rules import Actor, contributes, may_sort, writes_for

S = SubmissionState
OPEN = (S.DRAFT, S.RETURNED)
"""What its author may still write in."""
SIGNED = ("title", "unit", "authors", "kind")


def hands_in(user: Actor, submission: Submission) -> bool:
    """Its member's people; of what came by mail, the desk in their place."""
    if submission.by_mail:
        return user is None or may_sort(user)
    return writes_for(user, submission)


def writes(user: Actor, submission: Submission) -> bool:
    """Whoever may hand it in, and the employee who began it."""
    return hands_in(user, submission) or contributes(user, submission)


def _takes_back(user: Actor, submission: Submission) -> bool:
    """Not what came by mail: its company can't write in it, and the desk doesn't see a draft."""
    return not submission.by_mail and writes_for(user, submission)


def _offers(user: Actor, submission: Submission) -> bool:
    """Whoever acts for the company needs nobody's word."""
    return contributes(user, submission) and not writes_for(user, submission)


def _withdraws(user: Actor, submission: Submission) -> bool:
    """An employee, until the company has handed it in."""
    own = submission.state in (S.DRAFT, S.OFFERED) and contributes(user, submission)
    return own or hands_in(user, submission)


def _sorts(user: Actor, submission: Submission) -> bool:
    return user is None or may_sort(user)


def _since(_: Actor) -> Mapping[str, Any]:
    return {"since": clock.now()}


def lacking(submission: Submission) -> dict[str, str]:
    """What it needs before it is handed in, by field and in words; nothing as long as a Word file
    is being read, which may bring it."""
    if _being_read(submission):
        return {}
    needed = ("title",) if submission.by_mail else SIGNED
    found = {name: label(name) for name in needed if not getattr(submission, name)}
    if not submission.body:
        found["text"] = "正文（上传 Word 文件，或直接填写）"
    return found


def _incomplete(submission: Submission) -> str | None:
    if _being_read(submission):
        return "Word 文件还在读取，通常不到一分钟。请稍候再投稿。"
    if found := lacking(submission):
        return f"还缺：{'、'.join(found.values())}。请补上再投稿，草稿已经保存。"
    return None


def _unoffered(submission: Submission) -> str | None:
    """One that was handed in before goes back to the editors by whoever handed it in."""
    if submission.number:
        return "这份稿件已由单位投过，改好后请单位的用户重新投稿。"
    return _incomplete(submission)


def _being_read(submission: Submission) -> bool:
    return WordImport.objects.filter(
        source__submission=submission, state=ImportState.WAITING
    ).exists()


def _unprintable(submission: Submission) -> str | None:
    """What came by mail came as it was: before it is accepted it has to be whose it is."""
    if not submission.body:
        return "没有正文，不能采用。请先请作者重新提供。"
    if not submission.source and not submission.unit:
        return "采用前须写明署名单位；转载的写明来源。请先补充。"
    uncaptioned = submission.files.filter(kind=FileKind.PICTURE, caption="").count()
    if uncaptioned and not submission.by_mail:
        return f"还有 {uncaptioned} 幅图片没有图说，请退回作者补充。"
    return None


def label(name: str) -> str:
    shown: Any = Submission._meta.get_field(name)
    return str(shown.verbose_name)


SUBMISSIONS = Table(
    transitions=(
        Transition(
            "offer", "交给单位", OPEN, S.OFFERED, may=_offers, guard=_unoffered, sets=_since,
        ),
        Transition("call_back", "收回修改", (S.OFFERED,), S.DRAFT, may=_offers, sets=_since),
        Transition(
            "give_back", "退给作者", (S.OFFERED,), S.DRAFT, may=writes_for, sets=_since,
            reason_needed=True,
        ),
        Transition(
            "hand_in", "投稿", (*OPEN, S.OFFERED), S.SUBMITTED, may=hands_in, guard=_incomplete,
            sets=_since,
        ),
        Transition("take_back", "撤回修改", (S.SUBMITTED,), S.DRAFT, may=_takes_back, sets=_since),
        Transition(
            "send_back", "退回修改", (S.SUBMITTED,), S.RETURNED, may=_sorts, sets=_since,
            reason_needed=True,
        ),
        Transition(
            "accept", "采用", (S.SUBMITTED,), S.ACCEPTED, may=_sorts, guard=_unprintable,
            sets=_since,
        ),
        Transition(
            "decline", "不采用", (S.SUBMITTED,), S.DECLINED, may=_sorts, sets=_since,
            reason_needed=True, stops=True,
        ),
        Transition(
            "withdraw", "撤稿", (S.DRAFT, S.OFFERED, S.SUBMITTED, S.RETURNED), S.WITHDRAWN, may=_withdraws,
            sets=_since, stops=True,
        ),
    ),
    states=SubmissionState,
)  # fmt: skip
