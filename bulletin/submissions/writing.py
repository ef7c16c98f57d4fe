"""An author's doors: begun, saved, handed in, taken back, withdrawn."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, numbering
from association.base.errors import Refused
from bulletin import body, telling
from bulletin.enums import SubmissionState
from bulletin.models import Call, Contributor, Submission
from bulletin.rules import Actor
from bulletin.submissions.states import OPEN, SIGNED, SUBMISSIONS, hands_in, label, writes
from members.models import Member, Representative

FIELDS = ("title", "subtitle", "unit", "authors", "kind", "wish", "contact")
NUMBERED = "TG"
_ELSEWHERE = (
    "别的页面（或同事）刚刚保存过这份稿件。您填写的内容还在本页上：请先复制下来，"
    "再刷新页面，看过现在的内容后重新填写。"
)


@transaction.atomic
def begin(member: Member, *, by: User, call: Call | None = None) -> Submission:
    """Opens a draft, signed with the member's name until somebody writes another. Raises Refused."""
    acts = Representative.objects.filter(member=member, user=by, ended_at__isnull=True)
    if not (acts.exists() or member.contributors.filter(user=by, ended_at=None).exists()):
        raise Refused("您不是这家会员单位的用户，不能为它投稿。")
    if call and not is_open(call):
        raise Refused(f"“{call}”现在不收稿。请看最新的征稿启事。")
    now = clock.now()
    submission = Submission.objects.create(
        member=member, submitter=by, call=call, unit=member.name, created_by=by, created_at=now,
        since=now,
    )  # fmt: skip
    audit.record(submission, "起草投稿", by=by)
    return submission


def is_open(call: Call) -> bool:
    """The last day belongs to it; one without an end goes on."""
    today = clock.today()
    return call.opens_on <= today and (call.closes_on is None or today <= call.closes_on)


@transaction.atomic
def keep(
    submission: Submission,
    *,
    by: Actor,
    saves: int,
    fields: Mapping[str, Any],
    typed: str | None = None,
) -> Submission:
    """Writes what was filled in, as far as it is; a draft needs nothing to be whole. ``typed`` is
    the whole text from a plain field, None to leave it. ``saves`` is how often it had been saved
    when the page was opened. Raises Refused: not open, not theirs, saved elsewhere since."""
    unknown = set(fields) - set(FIELDS)
    assert not unknown, unknown
    locked = opened(submission, by=by)
    if locked.saves != saves:
        raise Refused(_ELSEWHERE)
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, fields[name])
    labels = [label(name) for name in changed]
    if typed is not None and (text := _blocks(typed)) != locked.body:
        locked.body = text
        labels.append("正文")
    if lacking := lacking_once_handed_in(locked):
        raise Refused(f"退回修改的稿件须保留{lacking}，请填写后再保存。")
    locked.saves += 1
    locked.save()
    if labels:
        audit.record(locked, "填写投稿", by=by, after={"项目": "、".join(labels)})
    submission.refresh_from_db()
    return submission


def _blocks(typed: str) -> list[dict[str, Any]]:
    try:
        return body.to_json(body.from_json(body.to_json(body.from_typed(typed))))
    except body.Malformed as error:
        raise Refused(str(error), field="text") from error


def lacking_once_handed_in(locked: Submission) -> str:
    """What was there when it was handed in and may not go again: its editors know it by these."""
    if locked.state == SubmissionState.DRAFT or locked.by_mail:
        return "" if locked.title or locked.state == SubmissionState.DRAFT else "标题"
    return "、".join(label(name) for name in SIGNED if not getattr(locked, name))


def opened(submission: Submission, *, by: Actor) -> Submission:
    """Locked, for whoever may write in it now. Raises Refused."""
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if not writes(by, locked):
        raise Refused("您没有权限修改这份稿件。")
    if locked.state not in OPEN:
        raise Refused(
            f"稿件现在是“{locked.get_state_display()}”，不能再改。要改请先撤回，或联系会刊编辑。"
        )
    return locked


@transaction.atomic
def hand_in(submission: Submission, *, by: Actor, rights: bool) -> Submission:
    """Hands it in, with a number the first time; ``rights`` is what the author declares now.
    Raises Refused with all that lacks."""
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if not hands_in(by, locked):
        raise Refused("您没有权限投出这份稿件。请由本单位的用户办理。")
    if not rights and not locked.by_mail:
        raise Refused("投稿前请勾选权利声明。", field="rights")
    now = clock.now()
    offered = locked.state == SubmissionState.OFFERED
    locked.rights_declared_at = now if rights else locked.rights_declared_at
    locked.submitted_at = now
    locked.number = locked.number or next_number()
    locked.save(update_fields=["rights_declared_at", "submitted_at", "number"])
    _perform(locked, "hand_in", by=by, instance=submission)
    if offered:
        Contributor.objects.filter(
            member=submission.member, user=submission.submitter, confirmed_at=None
        ).update(confirmed_at=now)
        telling.confirmed(submission)
    return submission


@transaction.atomic
def offer(submission: Submission, *, by: User, rights: bool) -> Submission:
    """An employee's piece goes to the company's people, who hand it in. Raises Refused."""
    locked = opened(submission, by=by)
    if not rights:
        raise Refused("交给单位前请勾选权利声明。", field="rights")
    locked.rights_declared_at = clock.now()
    locked.save(update_fields=["rights_declared_at"])
    _perform(locked, "offer", by=by, instance=submission)
    telling.offered(submission)
    return submission


@transaction.atomic
def call_back(submission: Submission, *, by: User) -> Submission:
    """The employee writes on before the company has handed it in. Raises Refused."""
    return _perform(submission, "call_back", by=by, instance=submission)


@transaction.atomic
def give_back(submission: Submission, *, by: User, reason: str) -> Submission:
    """The company doesn't hand it in as it is: ``reason`` is what its author reads. Raises Refused."""
    _perform(submission, "give_back", by=by, instance=submission, reason=reason)
    telling.given_back(submission, reason=reason.strip())
    return submission


def next_number() -> str:
    """TG-2026-0001: by the year in which it comes, without a gap."""
    year = clock.today().year
    return f"{NUMBERED}-{year}-{numbering.take(NUMBERED, year)[0]:04d}"


@transaction.atomic
def take_back(submission: Submission, *, by: Actor) -> Submission:
    """To write on, as long as nobody has decided; the number stays its own. Raises Refused."""
    return _perform(submission, "take_back", by=by, instance=submission)


@transaction.atomic
def withdraw(submission: Submission, *, by: Actor, reason: str = "") -> Submission:
    """Takes it back for good, before it is decided. Raises Refused."""
    return _perform(submission, "withdraw", by=by, instance=submission, reason=reason)


def _perform(
    row: Submission, verb: str, *, by: Actor, instance: Submission, reason: str = ""
) -> Submission:
    SUBMISSIONS.perform(row, verb, by=by, reason=reason.strip())
    instance.refresh_from_db()
    return instance
