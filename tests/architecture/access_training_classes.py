"""Classes, seats and teams in the access table (``access.py`` says how to read and extend it)."""

from tests.architecture.allowed import EVERYBODY, TRAINING
from tests.architecture.doors import Delegates, Desk, Door, Public
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import cast, people
from tests.factories import training as make
from tests.factories.cast import TEAM_CONTACTS
from training.enums import ReservationState
from training.models import Reservation, TeamInvitation, TrainingClass
from training.teams import contacts

RUNS = ("training",)
CONTACT = ("team_contact",)


class Team(Delegates):
    """A page of one team, for its contacts: nobody else is told that there is such a team."""


def _class() -> TrainingClass:
    return TrainingClass.objects.first() or make.training_class()


def _of_class() -> Named:
    return key(_class())


def _seat(team: str = "chenling") -> Reservation:
    of = cast.team(team)
    held = of.reservations.filter(state=ReservationState.HELD, enrolment=None)
    return held.first() or make.reservation(_class(), of)


def _invitation(team: str = "chenling") -> TeamInvitation:
    of = cast.team(team)
    return (
        contacts.waiting(of).first()
        or contacts.invite(of, name="阮青", mobile=people.mobile(), by=cast.person("training"))[0]
    )


def _token() -> str:
    of, by = cast.team("chenling"), cast.person("training")
    return contacts.invite(of, name="阮青", mobile=people.mobile(), by=by)[1]


def _teacher() -> Named:
    of = _class()
    row = of.teachers.first() or of.teachers.create(name="桑榆", topic="绳索技术", hours=8)
    return {"pk": of.pk, "teacher_pk": row.pk}


def _team() -> Named:
    return key(cast.team("chenling"))


def _portal() -> Named:
    cast.person("team_contact")
    return {"team": cast.team("chenling").pk}


def _contact() -> Named:
    cast.person("team_contact")
    return {**_portal(), "pk": contacts.acting_for(cast.team("chenling")).earliest("pk").pk}


def _foreign(row: object) -> Named:
    return {**_portal(), "pk": row.pk}


DESK: list[Door] = [
    Desk("admin:training_classes", TRAINING),
    Desk("admin:training_class_add", RUNS),
    Desk("admin:training_class", TRAINING, at=_of_class),
    Desk("admin:training_class_edit", RUNS, at=_of_class),
    Desk("admin:training_class_cancel", RUNS, at=_of_class),
    Desk(
        "admin:training_class_step", RUNS, 302,
        at=lambda: {**_of_class(), "verb": "collect"}, sends={},
    ),
    Desk("admin:training_class_reserve", RUNS, 422, at=_of_class, sends={}),
    Desk(
        "admin:training_reservation_give_up", RUNS, 302,
        at=lambda: {"pk": _seat().training_class_id, "reservation_pk": _seat().pk},
        foreign=lambda: {"pk": ABSENT, "reservation_pk": _seat().pk}, sends={},
    ),
    Desk("admin:training_teacher_add", RUNS, 422, at=_of_class, sends={}),
    Desk(
        "admin:training_teacher_remove", RUNS, 302, at=_teacher,
        foreign=lambda: {**_teacher(), "pk": ABSENT}, sends={},
    ),
    Desk("admin:training_class_board", TRAINING, at=_of_class),
    Desk("admin:training_class_attendance", TRAINING, at=_of_class),
    Desk("admin:training_class_sheet", TRAINING, at=_of_class),
    Desk("admin:training_teams", TRAINING),
    Desk("admin:training_team_add", RUNS),
    Desk("admin:training_team", TRAINING, at=_team),
    Desk("admin:training_team_edit", RUNS, at=_team),
    Desk("admin:training_team_retire", RUNS, at=_team),
    Desk("admin:training_team_resume", RUNS, 302, at=_team, sends={}),
    Desk(
        "admin:training_team_invitation_revoke", RUNS, 302,
        at=lambda: {**_team(), "invitation_pk": _invitation().pk},
        foreign=lambda: {**_team(), "invitation_pk": _invitation("yunlu").pk}, sends={},
    ),
    Desk(
        "admin:training_team_contact_end", RUNS,
        at=lambda: {**_team(), "contact_pk": _contact()["pk"]},
        foreign=lambda: {
            **key(cast.team("yunlu")), "contact_pk": _contact()["pk"],
        },
    ),
]  # fmt: skip

PORTAL: list[Door] = [
    Team("training:teams", TEAM_CONTACTS, 302),
    Team("training:team_home", CONTACT, at=_portal),
    Team(
        "training:team_reserve", CONTACT, 422,
        at=lambda: {**_portal(), **_of_class()}, sends={},
    ),
    Team(
        "training:team_give_up", CONTACT, 302,
        at=lambda: _foreign(_seat()), foreign=lambda: _foreign(_seat("yunlu")), sends={},
    ),
    Team("training:team_contacts", CONTACT, at=_portal),
    Team(
        "training:team_contact_end", CONTACT, at=_contact,
        foreign=lambda: _foreign(make.contact(cast.team("yunlu"))),
    ),
    Team(
        "training:team_invitation_revoke", CONTACT, 302,
        at=lambda: _foreign(_invitation()), foreign=lambda: _foreign(_invitation("yunlu")),
        sends={},
    ),
]  # fmt: skip

PUBLIC: list[Door] = [
    Public("training:classes", EVERYBODY),
    Public("training:team_welcome", EVERYBODY, at=lambda: {"token": _token()}),
]

TRAINING_CLASSES: list[Door] = [*DESK, *PORTAL, *PUBLIC]
