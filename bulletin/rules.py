"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from association.accounts.models import User
from association.accounts.rules import Visitor, staff_with
from bulletin.models import Contributor, Notice, Return, Submission
from members.models import Member, Representative

Actor = User | None
"""Whoever writes; None is the system itself."""

may_sort = staff_with("bulletin.sort_submission")
may_keep_columns = staff_with("bulletin.keep_column")
may_edit = staff_with("bulletin.edit_article")
may_review_first = staff_with("bulletin.review_first")
may_review_second = staff_with("bulletin.review_second")
may_review_final = staff_with("bulletin.review_final")
may_proof = staff_with("bulletin.proof_article")
may_publish = staff_with("bulletin.publish_article")
may_keep_words = staff_with("bulletin.keep_wordrule")
may_keep_issues = staff_with("bulletin.keep_issue")
may_release = staff_with("bulletin.release_issue")
may_prepare_mailings = staff_with("bulletin.prepare_mailing")
may_send_mailings = staff_with("bulletin.send_mailing")
may_keep_notices = staff_with("bulletin.keep_notice")


def may_see_mailings(user: Visitor, obj: object = None) -> bool:
    return may_prepare_mailings(user) or may_send_mailings(user)


def reads_for_members(user: Visitor) -> bool:
    """Whoever acts for a member, and the secretariat."""
    if not (user and user.is_authenticated and user.is_active):
        return False
    if user.is_staff:
        return True
    return Representative.objects.filter(user=user, ended_at__isnull=True).exists()


def may_see_issues(user: Visitor) -> bool:
    return may_keep_issues(user) or may_release(user)


def may_read_articles(user: Visitor) -> bool:
    """Whoever has a step to take with one: all of them see all pieces, and what was said of them."""
    return any(
        may(user)
        for may in (
            may_edit, may_review_first, may_review_second, may_review_final, may_proof, may_publish
        )
    )  # fmt: skip


def writes_for(user: Visitor, submission: Submission) -> bool:
    """Acts for the member that it comes from: what a colleague began may be finished by another."""
    return submission.member_id is not None and acts_for(user, submission.member_id)


def acts_for(user: Visitor, member_id: int) -> bool:
    if not (user and user.is_authenticated):
        return False
    return Representative.objects.filter(
        user=user, member_id=member_id, ended_at__isnull=True
    ).exists()


def contributes(user: Visitor, submission: Submission) -> bool:
    """Writes it as an employee: what somebody else began stays theirs."""
    if not (user and user.is_authenticated) or submission.submitter_id != user.pk:
        return False
    mine = Contributor.objects.filter(user=user, ended_at=None)
    return mine.filter(member=submission.member).exists()


def may_report(user: Visitor, member: Member) -> bool:
    """Any of the member's users, and the desk in their place."""
    return may_keep_notices(user) or acts_for(user, member.pk)


def may_move_notice(user: Visitor, notice: Notice) -> bool:
    return may_keep_notices(user)


def may_write_return(user: Visitor, row: Return) -> bool:
    return may_report(user, row.member)
