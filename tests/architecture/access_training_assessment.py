"""鉴定 in the access table: desk, team, company."""

from tests.architecture.allowed import TRAINING
from tests.architecture.doors import HIDDEN, SIGN_IN, Desk, Door, Portal, Stock
from tests.architecture.objects import Named
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from tests.factories.cast import ANONYMOUS, MEMBER_USERS
from training.assessment import corrections, marks, panel, publishing
from training.enums import ExamPart, Level
from training.models import (
    Correction,
    PanelMember,
    PanelRule,
    PassMark,
    Place,
    ResitRule,
    Result,
    Sitting,
    TrainingClass,
)

OFFICE = ("training",)


class TeamPage(Door):
    """For a team's own contacts: nobody else is told that there is such a page."""

    def turned_away(self, role: str) -> str:
        return SIGN_IN if role == ANONYMOUS else HIDDEN


def _class() -> TrainingClass:
    return TrainingClass.objects.filter(state="examining", level=4).first() or exam.examined_class()


def _sitting() -> Sitting:
    """Somebody of 晨岭 on a seat, nothing entered."""
    of = _class()
    found = of.sittings.filter(part=ExamPart.THEORY).first()
    if found is None:
        exam.ready(of, cast.team("chenling"))
        found = exam.seated(of)
    return found


def _place() -> Place:
    return _sitting().places.get()


def _differing() -> Place:
    place = _place()
    if not place.entries.exists():
        marks.enter(place.sitting, {place.pk: exam.mark("60")}, by=exam.second())
        marks.enter(place.sitting, {place.pk: exam.mark("61")}, by=exam.third())
    return place


def _review() -> Sitting:
    found = Sitting.objects.filter(part=ExamPart.REVIEW).first()
    return found or exam.sitting(exam.examined_class(Level.ONE, None), ExamPart.REVIEW, minutes=30)


def _examiner() -> PanelMember:
    found = PanelMember.objects.first()
    return found or panel.add(
        _review(), name="简行舟", employer="研究所", by=cast.person("training")
    )


def _result() -> Result:
    found = Result.objects.filter(replaced_by__isnull=True).last()
    if found is None:
        of = exam.examined_class(Level.FIVE, None)
        (person,) = exam.ready(of, cast.team("chenling"))
        exam.both_parts(of, {person: ("59", "60")})
        publishing.publish(of, by=cast.person("training"))
        found = Result.objects.get(enrolment=person)
    return found


def _correction() -> Correction:
    found = Correction.objects.first()
    return found or corrections.ask(
        _result(), part="theory", told=exam.mark("60"), reason="漏登", by=exam.second()
    )


def _foreign_slip() -> Named:
    """Somebody of the other team, asked for below one's own."""
    of = make.enrolment(_class(), cast.team("yunlu"))
    return {"team": cast.team("chenling").pk, "enrolment": of.pk}


def _own_slip() -> Named:
    return {"team": cast.team("chenling").pk, "enrolment": _place().enrolment_id}


ASSESSMENT: list[Door] = [
    Desk("admin:training_class_assessment", TRAINING, at=lambda: {"pk": _class().pk}),
    Desk("admin:training_sitting_add", OFFICE, at=lambda: {"pk": _class().pk}),
    Desk("admin:training_publish", OFFICE, 302, at=lambda: {"pk": _class().pk}, sends={}),
    Desk("admin:training_sitting", TRAINING, at=lambda: {"pk": _sitting().pk}),
    Desk("admin:training_sitting_edit", OFFICE, at=lambda: {"pk": _sitting().pk}),
    Desk("admin:training_sitting_seat", OFFICE, 302, at=lambda: {"pk": _sitting().pk}, sends={}),
    Desk("admin:training_sitting_slips", TRAINING, at=lambda: {"pk": _sitting().pk}),
    Desk("admin:training_sitting_lock", OFFICE, 302, at=lambda: {"pk": _sitting().pk}, sends={}),
    Desk("admin:training_sitting_entry", OFFICE, at=lambda: {"pk": _sitting().pk}),
    Desk("admin:training_sitting_sheet", OFFICE, at=lambda: {"pk": _sitting().pk}),
    Desk("admin:training_sitting_upload", OFFICE, at=lambda: {"pk": _sitting().pk}),
    Desk("admin:training_place_move", OFFICE, at=lambda: {"pk": _place().pk}),
    Desk("admin:training_place_slip", TRAINING, at=lambda: {"pk": _place().pk}),
    Desk("admin:training_place_settle", TRAINING, at=lambda: {"pk": _differing().pk}),
    Desk("admin:training_panel", TRAINING, at=lambda: {"pk": _review().pk}),
    Desk("admin:training_panel_add", OFFICE, at=lambda: {"pk": _review().pk}),
    Desk("admin:training_panel_declare", OFFICE, at=lambda: {"pk": _examiner().pk}),
    # Nobody is recused from anybody before the whole panel has declared.
    Desk("admin:training_panel_recuse", OFFICE, 302, at=lambda: {"pk": _examiner().pk}),
    Desk(
        "admin:training_resit",
        OFFICE,
        302,
        at=lambda: {"pk": _result().enrolment_id},
        sends={},
    ),
    Desk("admin:training_result_correct", OFFICE, at=lambda: {"pk": _result().pk}),
    Desk("admin:training_correction", OFFICE, at=lambda: {"pk": _correction().pk}),
    TeamPage(
        "training:team_results", ("team_contact",), at=lambda: {"team": cast.team("chenling").pk}
    ),
    TeamPage("training:team_slip", ("team_contact",), at=_own_slip, foreign=_foreign_slip),
    Portal("training:company_people", MEMBER_USERS),
]

ASSESSMENT_STOCK: list[Stock] = [
    Stock(f"training.{model.__name__}", make=model.objects.first, view=TRAINING, add=OFFICE, change=OFFICE)
    for model in (PassMark, ResitRule, PanelRule)
]  # fmt: skip
