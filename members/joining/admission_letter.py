"""入会通知书: what the new member is told on paper, numbered, signed, and to be checked by anybody.

It says what was true on the day; leaving later takes nothing of it back. What is in force today is
the certificate's to say.
"""

from datetime import date, datetime
from typing import Any

from association.accounts.models import User
from association.base import clock
from association.base.money import grouped
from association.credentials import issuing
from association.credentials.kinds import Kind
from association.credentials.models import Credential
from members.enums import Position
from members.models import (
    Assessment,
    Certificate,
    DuesPosition,
    JoiningApplication,
    Member,
    Resolution,
)

KIND = Kind(
    code="admission",
    prefix="RHT",
    title="入会通知书",
    labels=(
        ("member_number", "会员编号"),
        ("position", "会员职务"),
        ("joined_on", "入会日期"),
        ("resolution", "决议文号"),
    ),
)
TEMPLATE = "members/pdf/admission.html"


def issue(
    application: JoiningApplication,
    member: Member,
    *,
    decision: Resolution,
    certificate: Certificate,
    dues: Assessment,
    by: User,
) -> Credential:
    """In the transaction of the admission, which has checked who may, and after its dues are
    posted."""
    return issuing.issue(
        kind=KIND,
        facts=_facts(application, member, decision, certificate, dues),
        template=TEMPLATE,
        subject=member.name,
        by=by,
        valid_from=clock.today(),
        about=member,
    )


def _facts(
    application: JoiningApplication,
    member: Member,
    decision: Resolution,
    certificate: Certificate,
    dues: Assessment,
) -> dict[str, Any]:
    assert application.submitted_at is not None, "the database wants it"
    owed = DuesPosition.objects.get(assessment=dues)
    return {
        "member_number": member.number,
        "credit_code": member.credit_code,
        "position": Position(application.position).label,
        "submitted_on": _day(application.submitted_at),
        "joined_on": _day(decision.decided_on),
        "body": decision.get_body_display(),
        "resolution": decision.number,
        "certificate": certificate.credential.number,
        "year": dues.year,
        "assessed": grouped(dues.amount),
        "relieved": grouped(owed.relieved) if owed.relieved else "",
        "balance": grouped(owed.balance) if owed.balance > 0 else "",
        "due_until": _day(owed.due_until) if owed.balance > 0 else "",
    }


def _day(moment: date) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone(clock.TZ)
    return f"{moment:%Y年%-m月%-d日}"
