"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from typing import Any

from association.accounts.models import User
from training.enums import GONE
from training.models import Team, TeamContact, Trainee

Actor = User | None
"""Whoever writes; None is the system itself, or a person who came by their signed link."""

Visitor = Any
"""Whoever asks: a user of ours, Django's AnonymousUser, or None for the system itself."""


def _staff_with(permission: str) -> Any:
    def may(user: Visitor, obj: object = None) -> bool:
        return user is None or bool(user.is_staff and user.has_perm(permission))

    return may


may_view_training = _staff_with("training.view_trainingclass")
may_run_classes = _staff_with("training.run_trainingclass")
may_archive_class = _staff_with("training.archive_trainingclass")
may_keep_teams = _staff_with("training.change_team")
may_judge_enrolments = _staff_with("training.judge_enrolment")
may_decide_overrides = _staff_with("training.decide_override")
may_judge_photos = _staff_with("training.judge_photo")
may_view_numbers = _staff_with("training.view_trainee_numbers")
may_publish_results = _staff_with("training.publish_results")
may_submit_batches = _staff_with("training.submit_batch")
may_hand_out = _staff_with("training.hand_out_certificate")


def acts_for(user: Visitor, team: Team) -> bool:
    """Is a contact of this team now."""
    return (
        bool(user and user.is_authenticated)
        and TeamContact.objects.filter(team=team, user=user, ended_at__isnull=True).exists()
    )


def may_enrol(user: Visitor, team: Team) -> bool:
    """The team's own people, and 教育培训部 for those who ask it to."""
    return acts_for(user, team) or (user is not None and bool(may_run_classes(user)))


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


may_mend_people = _staff_with("training.run_trainingclass")
