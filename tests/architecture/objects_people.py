"""What the addresses about people in training are about. Found before it is made: the sweep asks
twice in one database."""

from django.core.files.uploadedfile import SimpleUploadedFile

from association.base import sheets
from tests.architecture.objects import Named, key
from tests.factories import cast, people, pictures
from tests.factories import papers as files
from tests.factories import training as make
from training.enrolment import overrides, sheet, uploads
from training.enrolment import papers as evidence
from training.enums import EnrolmentState
from training.models import Enrolment, Evidence, Override, Photo, RosterUpload, TrainingClass
from training.people import links, photos

CODE = "PXB-2026-8001"


def _class() -> TrainingClass:
    found = TrainingClass.objects.filter(code=CODE).first()
    return found or make.training_class(code=CODE)


def enrolment() -> Enrolment:
    """Somebody of 晨岭 who waits to be judged, and a seat more."""
    team, of = cast.team("chenling"), _class()
    rows = Enrolment.objects.filter(training_class=of, team=team, state=EnrolmentState.REGISTERED)
    found = rows.first()
    if found is None:
        make.reservation(of, team)
        found = make.enrolment(of, team)
    return found


def training_class() -> Named:
    return key(enrolment().training_class)


def of_team(**more: int) -> Named:
    """晨岭's; 云麓's contact finds nothing."""
    return {"team": enrolment().team_id, **more}


def link() -> Named:
    return {"token": links.token(enrolment().trainee)}


def own() -> Named:
    return {**link(), "pk": enrolment().pk}


def foreign_enrolment() -> Named:
    """A class of somebody else's, below one's own link."""
    other = Enrolment.objects.filter(team=cast.team("yunlu")).first()
    other = other or make.enrolment(_class(), cast.team("yunlu"))
    return {**link(), "pk": other.pk}


def paper() -> Evidence:
    row = enrolment()
    found = row.evidence.first()
    return found or evidence.keep(row, fact="work", upload=files.licence(), by=None)


def own_paper() -> Named:
    return {**link(), "pk": paper().pk}


def photo() -> Photo:
    row = enrolment().trainee
    return row.photos.first() or photos.hand_in(row, pictures.upload(), by=None)


def picture_link() -> Named:
    """Of somebody whose photo can still be cropped."""
    photo()
    return link()


def picture() -> Named:
    photo()
    return {**link(), "which": "normalised"}


def override() -> Override:
    found = Override.objects.filter(granted=None).first()
    if found:
        return found
    row = make.enrolment(_class(), cast.team("chenling"), facts={})
    return overrides.ask(row, by=cast.person("training"), reason="部队转业")


def roster(rows: list[list[str]] | None = None) -> RosterUpload:
    found = RosterUpload.objects.filter(entered_at=None).first()
    if found:
        return found
    row = enrolment()
    content = sheets.write(
        [names[0] for names in sheet.HEADERS.values()],
        rows
        or [
            ["陶然", "", people.resident_number("19930304"), people.mobile(), ""],
            ["张3", "", "1", "2", ""],
        ],
    )
    book = SimpleUploadedFile("花名册.xlsx", content)
    return uploads.hand_in(row.training_class, row.team, book, by=cast.person("training"))
