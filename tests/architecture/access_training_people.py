"""People in training: the desk, the team's pages and a person's own (``access.py`` says how)."""

from collections.abc import Mapping
from typing import Any

from tests.architecture import objects_people as made
from tests.architecture.allowed import EVERYBODY, TRAINING
from tests.architecture.doors import HIDDEN, SIGN_IN, Desk, Door, Public
from tests.architecture.objects import key
from tests.factories import cast
from training.models import PhotoProfile, TrainingReminderRule

OFFICE = ("training",)


class Team(Door):
    """A page of a team: whoever isn't its contact finds nothing."""

    def turned_away(self, role: str) -> str:
        return SIGN_IN if role == cast.ANONYMOUS else HIDDEN


CONTACT = ("team_contact",)


def _enrolment() -> Mapping[str, Any]:
    return key(made.enrolment())


def _roster() -> Mapping[str, Any]:
    return key(made.roster())


def _picture() -> Mapping[str, Any]:
    return {**key(made.photo()), "which": "original"}


DESK: list[Door] = [
    Desk("admin:training_class_people", TRAINING, at=made.training_class),
    Desk("admin:training_enrolments", TRAINING),
    Desk("admin:training_enrolment", TRAINING, at=_enrolment),
    Desk("admin:training_enrolment_facts", OFFICE, at=_enrolment),
    Desk("admin:training_enrolment_consent", OFFICE, at=_enrolment),
    Desk("admin:training_trainee_numbers", OFFICE, at=_enrolment),
    Desk("admin:training_trainee_amend", OFFICE, at=_enrolment),
    Desk("admin:training_trainee_link", OFFICE, 302, at=_enrolment, sends={}),
    Desk("admin:training_paper", TRAINING, at=lambda: key(made.paper())),
    Desk("admin:training_photos", TRAINING),
    Desk("admin:training_photo", TRAINING, at=_picture),
    Desk(
        "admin:training_photo_judge", OFFICE, 422,
        at=lambda: key(made.photo()), sends={"reject": "1"},
    ),
    Desk("admin:training_overrides", TRAINING),
    Desk(
        "admin:training_override", TRAINING, 422,
        at=lambda: key(made.override()), sends={"refuse": "1"},
    ),
    Desk("admin:training_roster", OFFICE, at=made.training_class),
    Desk("admin:training_roster_template", OFFICE),
    Desk("admin:training_roster_upload", OFFICE, at=_roster),
    Desk("admin:training_roster_notes", OFFICE, at=_roster),
]  # fmt: skip

PORTAL: list[Door] = [
    Team("training:team_people", CONTACT, at=made.of_team),
    Team(
        "training:team_person_link", CONTACT, 302,
        at=lambda: made.of_team(pk=made.enrolment().pk), sends={},
    ),
    Team(
        "training:team_person_add", CONTACT,
        at=lambda: made.of_team(pk=made.enrolment().training_class_id),
    ),
    Team(
        "training:team_roster", CONTACT,
        at=lambda: made.of_team(pk=made.enrolment().training_class_id),
    ),
    Team("training:team_roster_template", CONTACT, at=made.of_team),
    Team("training:team_roster_upload", CONTACT, at=lambda: made.of_team(pk=made.roster().pk)),
    Team("training:team_roster_notes", CONTACT, at=lambda: made.of_team(pk=made.roster().pk)),
]  # fmt: skip

# Whoever holds the link acts, signed in or not.
PUBLIC: list[Door] = [
    Public("training:me", EVERYBODY, at=made.link),
    Public("training:me_contact", EVERYBODY, at=made.link),
    Public("training:me_consent", EVERYBODY, 302, at=made.link, sends={"give": "training"}),
    Public("training:me_photo", EVERYBODY, at=made.link),
    Public("training:me_picture", EVERYBODY, at=made.picture),
    Public("training:me_crop", EVERYBODY, 422, at=made.picture_link, sends={}),
    Public("training:me_paper", EVERYBODY, at=made.own_paper),
    Public("training:me_paper_remove", EVERYBODY, 302, at=made.own_paper, sends={}),
    Public("training:me_facts", EVERYBODY, at=made.own, foreign=made.foreign_enrolment),
    Public("training:me_paper_add", EVERYBODY, at=made.own, foreign=made.foreign_enrolment),
    Public("training:me_slip", EVERYBODY, 404, at=made.own),  # nothing is arranged yet
    Public("training:me_certificate", EVERYBODY, 404, at=made.own),  # nor given
    Public("training:me_hand_in", EVERYBODY, 302, at=made.own, sends={}),
    Public("training:me_withdraw", EVERYBODY, 302, at=made.own, sends={}),
]


def reminder_rule() -> TrainingReminderRule:
    return TrainingReminderRule.objects.get(code="person-7")


def photo_profile() -> PhotoProfile:
    return PhotoProfile.objects.get(active=True)
