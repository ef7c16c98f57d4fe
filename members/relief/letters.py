"""复函: what the association answers an applicant, numbered, signed, and to be checked by anybody."""

from decimal import Decimal
from typing import Any

from association.accounts.models import User
from association.base import clock
from association.base.money import grouped, in_words
from association.credentials import issuing
from association.credentials.kinds import Kind
from association.credentials.models import Credential
from members.enums import RELIEF_GRANTED
from members.models import DuesPosition, Motion, ReliefApplication
from members.relief.applications import asked_in_words

ZERO = Decimal("0.00")
KIND = Kind(
    code="relief_reply",
    prefix="JMF",
    title="会费减免复函",
    labels=(("year", "年度"), ("outcome", "结果"), ("resolution", "决议文号")),
)
TEMPLATE = "members/pdf/relief_reply.html"


def issue(application: ReliefApplication, *, by: User) -> Credential:
    """In the transaction of the door that has decided, which has checked who may."""
    return issuing.issue(
        kind=KIND,
        facts=_facts(application),
        template=TEMPLATE,
        subject=application.member.name,
        by=by,
        valid_from=clock.today(),
        about=application.member,
    )


def _facts(application: ReliefApplication) -> dict[str, Any]:
    """As they are on the day; the name is today's, with the one it applied under if that differs."""
    member, year, motion = application.member, application.assessment, application.motion
    assert motion is not None, "the database wants it"
    assert application.submitted_at is not None, "the database wants it"
    position = DuesPosition.objects.get(assessment=year)
    granted = application.granted
    former = application.submitted_as if application.submitted_as != member.name else ""
    return {
        "year": year.year,
        "outcome": application.get_state_display(),
        "granted": grouped(granted) if granted else "",
        "granted_in_words": in_words(granted) if granted else "",
        "in_full": application.state in RELIEF_GRANTED and granted == application.asked,
        "member_number": member.number,
        "former_name": former,
        "submitted_on": f"{application.submitted_at.astimezone(clock.TZ):%Y年%-m月%-d日}",
        "asked": asked_in_words(application),
        "assessed": grouped(year.amount),
        "paid": grouped(position.paid) if position.paid else "",
        "balance": grouped(max(position.balance, ZERO)),
        "overpaid": grouped(-position.balance) if position.balance < 0 else "",
        "due_until": f"{position.due_until:%Y年%-m月%-d日}" if position.balance > 0 else "",
        **_decision(motion),
    }


def _decision(motion: Motion) -> dict[str, str]:
    meeting, resolution = motion.meeting, motion.resolution
    assert motion.decided_at is not None, "a motion that was decided knows when"
    day = resolution.decided_on if resolution else motion.decided_at.astimezone(clock.TZ).date()
    return {
        "body": meeting.term.body.get_kind_display(),
        "meeting": meeting.title,
        "resolution": resolution.number if resolution else "未通过",
        "decided_on": f"{day:%Y年%-m月%-d日}",
    }
