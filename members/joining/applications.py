"""入会申请: drafted by whoever holds the link, handed in, looked through, sent back or accepted.

The applicant has no account. It acts by its link, a door that asks for the application alone and
writes with ``by=None``; no step of the applicant's is open to staff, and none of theirs to it.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from members import register
from members.enums import MotionState
from members.governance import motions
from members.joining import letters, steps
from members.joining.states import (
    APPLICANT,
    LINK_LIFE,
    OPEN,
    STAMPABLE,
    UNDER_WAY,
    S,
    label,
    lock,
    step,
)
from members.models import JoiningApplication
from members.rules import Actor, may_handle_joining, may_view_contact_mobile

FIELDS = (
    "name", "credit_code", "organisation_type", "district", "position", "legal_person",
    "introduction", "contact_name", "mobile", "email",
)  # fmt: skip
_UNKNOWN = (
    "没有找到这份入会申请：链接可能没有复制完整，或已超过 90 天。请打开保存的完整链接；"
    "链接丢失的，请联系社会工作部重发，或重新填写一份。"
)


@transaction.atomic
def begin(*, contact_name: str, mobile: str, email: str = "") -> tuple[JoiningApplication, str]:
    """Opens a draft and answers the token of its link: 256 random bits, kept as a hash alone.

    Raises Refused. Who asks too often is the screen's to turn away.
    """
    application = JoiningApplication(contact_name=contact_name.strip(), mobile=mobile, email=email)
    token = _fresh_link(application)
    application.opened_at = clock.now()
    register.save(application)
    audit.record(application, "起草入会申请", by=None, after=APPLICANT)
    return application, token


def look_up(token: str) -> JoiningApplication:
    """The application that this link opens. Raises Refused: the same for every link that doesn't."""
    found = (
        JoiningApplication.objects.select_related("licence", "stamped", "member", "resolution")
        .filter(token_hash=_hash(token), link_until__gt=clock.now())
        .first()
    )
    if found is None:
        raise Refused(_UNKNOWN)
    return found


@transaction.atomic
def fill(
    application: JoiningApplication,
    *,
    fields: Mapping[str, Any],
    licence: "File[bytes] | None" = None,
    stamped: "File[bytes] | None" = None,
) -> JoiningApplication:
    """Writes what the applicant typed, as far as it is; a draft needs nothing to be whole.

    Raises Refused once it was handed in, and for a file that is none of ours to take.
    """
    unknown = set(fields) - set(FIELDS)
    assert not unknown, unknown
    locked = lock(application)
    if locked.state not in OPEN:
        raise Refused(f"申请现在是“{locked.get_state_display()}”，不能再改。请刷新页面。")
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, fields[name])
    labels = [label(name) for name in changed]
    for name, upload in (("licence", licence), ("stamped", stamped)):
        if upload is not None:
            setattr(locked, name, files.keep(upload, by=None, field=name))
            labels.append(label(name))
    _touch(locked)
    register.save(locked)
    if labels:
        audit.record(locked, "填写入会申请", by=None, after=APPLICANT | {"项目": labels})
    application.refresh_from_db()
    return application


@transaction.atomic
def add_stamped(application: JoiningApplication, *, stamped: "File[bytes]") -> JoiningApplication:
    """The stamped form, promised when it was handed in without. One that stands isn't exchanged:
    somebody may have looked at it already. Raises Refused."""
    locked = lock(application)
    if not lacks_stamped(locked):
        raise Refused(
            "盖章的申请表已经交了，要换的，请联系社会工作部退回补正。"
            if locked.stamped_id
            else f"申请现在是“{locked.get_state_display()}”，不能再补盖章的申请表。请刷新页面。",
            field="stamped",
        )
    locked.stamped = files.keep(stamped, by=None, field="stamped")
    _touch(locked)
    register.save(locked)
    audit.record(
        locked, "补交盖章的申请表", by=None, after=APPLICANT | {"项目": [locked.stamped.name]}
    )
    application.refresh_from_db()
    return application


def lacks_stamped(application: JoiningApplication) -> bool:
    """It may still be added."""
    return application.state in STAMPABLE and application.stamped_id is None


@transaction.atomic
def submit(application: JoiningApplication) -> JoiningApplication:
    """Hands it in; what it was sent back for stays to be compared. Refused with all that lacks."""
    locked = lock(application)
    locked.submitted_at = clock.now()
    _touch(locked)
    try:
        with transaction.atomic():
            return step(locked, "submit", by=None, instance=application)
    except IntegrityError as error:
        if "one_joining_under_way" not in str(error):
            raise
        raise Refused(UNDER_WAY) from error


@transaction.atomic
def accept(application: JoiningApplication, *, by: Actor) -> JoiningApplication:
    """The papers are complete; a body may now be asked. The last step of the chain is finished by
    it, where that is one's own. Raises Refused while more is left to be done."""
    locked = lock(application)
    if locked.state == S.SUBMITTED and by is not None and may_handle_joining(by):
        steps.finish_last(locked, by=by)
    return step(locked, "accept", by=by, instance=application)


@transaction.atomic
def send_back(application: JoiningApplication, *, by: Actor, answer: str) -> JoiningApplication:
    """To be mended: ``answer`` says what, and is what the applicant reads. Raises Refused."""
    return _answered(application, "return", by=by, answer=answer)


@transaction.atomic
def refuse(application: JoiningApplication, *, by: Actor, answer: str) -> JoiningApplication:
    """Says no, with the reason that the applicant reads. Refused while a body decides or said yes."""
    return _answered(application, "refuse", by=by, answer=answer, over=True)


@transaction.atomic
def withdraw(application: JoiningApplication) -> JoiningApplication:
    """The applicant takes it back, at any time before it is decided; so is its motion."""
    locked = lock(application)
    locked.decided_at = clock.now()
    motion = locked.motion
    done = step(locked, "withdraw", by=None, instance=application)
    if motion and motion.state == MotionState.OPEN:
        motions.withdraw(motion, reason="申请单位撤回了入会申请", by=None)
    return done


@transaction.atomic
def again(application: JoiningApplication) -> tuple[JoiningApplication, str]:
    """A new draft with what stood in one that was refused or withdrawn. Raises Refused."""
    if application.state not in (S.REFUSED, S.WITHDRAWN):
        raise Refused("只有未接纳或已撤回的申请可以重新申请。")
    copied = {name: getattr(application, name) for name in (*FIELDS, "licence", "stamped")}
    draft = JoiningApplication(**copied, earlier=application, opened_at=clock.now())
    token = _fresh_link(draft)
    register.save(draft)
    audit.record(draft, "重新起草入会申请", by=None, after=APPLICANT)
    return draft, token


@transaction.atomic
def new_link(application: JoiningApplication, *, by: Actor) -> str:
    """Another link for who has lost it; the one before is dead. Answers its token. Raises Refused."""
    if by is None or not may_handle_joining(by):
        raise Refused("您没有权限重发入会申请的链接。请由社会工作部办理。")
    locked = lock(application)
    token = _fresh_link(locked)
    locked.save(update_fields=["token_hash", "link_until", "touched_at"])
    audit.record(locked, "重发入会申请链接", by=by)
    return token


@transaction.atomic
def reveal(application: JoiningApplication, *, by: Actor, reason: str) -> str:
    """The whole number of the contact, for whoever may ask and says why. Raises Refused."""
    if by is None or not may_view_contact_mobile(by):
        raise Refused("您没有权限查看完整手机号。请由社会工作部、财务管理中心或秘书长办理。")
    if not reason.strip():
        raise Refused("查看完整手机号须写明理由，如“通知补交材料”。", field="reason")
    audit.record(application, "查看完整手机号", by=by, reason=reason.strip())
    return str(application.mobile)


def _answered(
    application: JoiningApplication, verb: str, *, by: Actor, answer: str, over: bool = False
) -> JoiningApplication:
    locked = lock(application)
    locked.answer = answer.strip()
    if over:
        locked.decided_at, locked.decided_by = clock.now(), by
    done = step(locked, verb, by=by, instance=application, reason=answer)
    letters.tell(done)
    return done


def _touch(application: JoiningApplication) -> None:
    application.touched_at = clock.now()
    application.link_until = application.touched_at + LINK_LIFE


def _fresh_link(application: JoiningApplication) -> str:
    token = secrets.token_urlsafe(32)
    application.token_hash = _hash(token)
    _touch(application)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
