"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from association.accounts.models import User
from association.accounts.rules import Visitor, staff_with
from bulletin.models import Contributor, Submission
from members.models import Representative

Actor = User | None
"""Whoever writes; None is the system itself."""

may_sort = staff_with("bulletin.sort_submission")
may_keep_columns = staff_with("bulletin.keep_column")
may_edit = staff_with("bulletin.edit_article")
may_proof = staff_with("bulletin.proof_article")
may_publish = staff_with("bulletin.publish_article")
may_keep_words = staff_with("bulletin.keep_wordrule")
may_keep_issues = staff_with("bulletin.keep_issue")
may_release = staff_with("bulletin.release_issue")
may_prepare_mailings = staff_with("bulletin.prepare_mailing")
may_send_mailings = staff_with("bulletin.send_mailing")


def may_see_mailings(user: Visitor, obj: object = None) -> bool:
    return may_prepare_mailings(user) or may_send_mailings(user)


def writes_for(user: Visitor, submission: Submission) -> bool:
    """Acts for the member that it comes from: what a colleague began may be finished by another."""
    if not (user and user.is_authenticated) or submission.member_id is None:
        return False
    return Representative.objects.filter(
        user=user, member_id=submission.member_id, ended_at__isnull=True
    ).exists()


def contributes(user: Visitor, submission: Submission) -> bool:
    """Writes it as an employee: what somebody else began stays theirs."""
    if not (user and user.is_authenticated) or submission.submitter_id != user.pk:
        return False
    mine = Contributor.objects.filter(user=user, ended_at=None)
    return mine.filter(member=submission.member).exists()
