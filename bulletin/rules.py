"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from association.accounts.models import User
from association.accounts.rules import Visitor, staff_with
from bulletin.models import Submission
from members.models import Representative

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
    if not (user and user.is_authenticated) or submission.member_id is None:
        return False
    return Representative.objects.filter(
        user=user, member_id=submission.member_id, ended_at__isnull=True
    ).exists()
