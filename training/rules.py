"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from association.accounts.models import User
from association.accounts.rules import Visitor, staff_with
from training.enums import GONE
from training.models import Team, TeamContact, Trainee

Actor = User | None
"""Whoever writes; None is the system itself, or a person who came by their signed link."""


may_view_training = staff_with("training.view_trainingclass")
may_run_classes = staff_with("training.run_trainingclass")
may_archive_class = staff_with("training.archive_trainingclass")
may_keep_teams = staff_with("training.change_team")
may_judge_enrolments = staff_with("training.judge_enrolment")
may_decide_overrides = staff_with("training.decide_override")
may_judge_photos = staff_with("training.judge_photo")
may_view_numbers = staff_with("training.view_trainee_numbers")
may_publish_results = staff_with("training.publish_results")
may_submit_batches = staff_with("training.submit_batch")
may_hand_out = staff_with("training.hand_out_certificate")
may_issue_certificates = staff_with("training.issue_certificate")


def acts_for(user: Visitor, team: Team) -> bool:
    """Is a contact of this team now."""
    return (
        bool(user and user.is_authenticated)
        and TeamContact.objects.filter(team=team, user=user, ended_at__isnull=True).exists()
    )


def may_enrol(user: Visitor, team: Team) -> bool:
    """The team's own people, and 教育培训部 for those who ask it to."""
    return acts_for(user, team) or (user is not None and bool(may_run_classes(user)))


may_enter_marks = staff_with("training.enter_mark")
may_settle_marks = staff_with("training.settle_mark")


def may_look_after_contacts(user: Visitor, team: Team) -> bool:
    """Who invites the people that act for a team: its contacts, and 教育培训部."""
    return acts_for(user, team) or (user is not None and bool(may_keep_teams(user)))


may_view_settlements = staff_with("training.view_settlementline")
may_settle = staff_with("training.settle_settlementline")


def may_enter_people(user: Visitor) -> bool:
    """Whoever enrols people at all: 教育培训部, and the contacts of teams."""
    return bool(may_run_classes(user)) or (
        bool(user and user.is_authenticated)
        and TeamContact.objects.filter(user=user, ended_at__isnull=True).exists()
    )


def may_care_for(user: Visitor, trainee: Trainee) -> bool:
    """Hands in what a person owes: the person by the signed link, 教育培训部, or a contact of a
    team that the person is enrolled by."""
    return bool(may_run_classes(user)) or (
        bool(user and user.is_authenticated)
        and TeamContact.objects.filter(
            user=user,
            ended_at__isnull=True,
            team__enrolments__in=trainee.enrolments.exclude(state__in=GONE),
        ).exists()
    )


may_mend_people = staff_with("training.run_trainingclass")
