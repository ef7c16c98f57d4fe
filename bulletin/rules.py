"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from association.accounts.models import User
from association.accounts.rules import Visitor, staff_with
from bulletin.models import Notice, Return, Submission
from members.models import Member, Representative

Actor = User | None
"""Whoever writes; None is the system itself."""

may_sort = staff_with("bulletin.sort_submission")
may_keep_columns = staff_with("bulletin.keep_column")
may_keep_notices = staff_with("bulletin.keep_notice")


def writes_for(user: Visitor, submission: Submission) -> bool:
    """Acts for the member that it comes from: what a colleague began may be finished by another."""
    return submission.member_id is not None and acts_for(user, submission.member_id)


def acts_for(user: Visitor, member_id: int) -> bool:
    if not (user and user.is_authenticated):
        return False
    return Representative.objects.filter(
        user=user, member_id=member_id, ended_at__isnull=True
    ).exists()


def may_report(user: Visitor, member: Member) -> bool:
    """Any of the member's users, and the desk in their place."""
    return may_keep_notices(user) or acts_for(user, member.pk)


def may_move_notice(user: Visitor, notice: Notice) -> bool:
    return may_keep_notices(user)


def may_write_return(user: Visitor, row: Return) -> bool:
    return may_report(user, row.member)
