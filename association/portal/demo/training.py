"""The demo's rescuers: a class whose people are being issued their certificates, and one that is
open for enrolment, with people who still lack something."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from association.accounts.models import User
from association.base import clock, fictitious
from association.portal.demo.cast import PASSWORD, TEAM_CONTACT
from members.models import Member
from training.assessment import marks, publishing, seating, sittings
from training.batches import composing, recording
from training.certificates import giving
from training.classes import attendance, keeping, running, seats
from training.enrolment import facts, judging, roster
from training.enums import NEEDED_PURPOSES, Direction, ExamPart, Level, Outcome
from training.models import Enrolment, IssuingBody, Team, TrainingClass
from training.people import consents, photos
from training.teams import contacts
from training.teams import keeping as teams

OWN, FREE = "禾川云麓应急救援队", "京郊青禾山地救援队"
HOURS = 24


@dataclass(frozen=True, slots=True)
class Graduate:
    name: str
    theory: str
    skill: str


GRADUATES = (
    Graduate("陶然之", "88.00", "92.50"),
    Graduate("顾北辰", "76.50", "81.00"),
    Graduate("钱行知", "91.00", "87.00"),
    Graduate("宋清和", "69.00", "74.50"),
    Graduate("梁思齐", "83.50", "90.00"),
    Graduate("䶮小川", "58.00", "79.00"),
)
NEWCOMERS = ("邵明川", "龚守一", "韩其琛", "苏砚青")


def tell(owner: Member, *, training: User, colleague: User) -> None:
    """After the members are there. What it shows could have been clicked."""
    team, contact = _team(owner, by=training)
    other = teams.enter(name=FREE, address="怀柔区渤海镇", by=training)
    seats_of_others = _issuing(team, contact, training=training, colleague=colleague)
    _enrolling(team, other, contact, training=training)
    giving.issue(seats_of_others[0].training_class, seats_of_others, by=training)


def _team(owner: Member, *, by: User) -> tuple[Team, User]:
    team = teams.enter(name=OWN, member=owner, address="丰台区王佐镇", by=by)
    _, token = contacts.invite(team, name=TEAM_CONTACT.name, mobile=TEAM_CONTACT.mobile, by=by)
    return team, contacts.accept(token, password=PASSWORD).user


def _issuing(team: Team, contact: User, *, training: User, colleague: User) -> list[Enrolment]:
    """Six were examined, five passed; three are with the issuing body, two of them have numbers."""
    begins = clock.today() - timedelta(40)
    of = _drafted("四级陆地搜救第一班", begins, by=training)
    with clock.at(begins - timedelta(20)):
        running.advance(of, "open", by=training)
        seats.reserve(of, team=team, count=len(GRADUATES), by=contact)
        rows = [
            _enrolled(of, team, graduate.name, serial, by=contact)
            for serial, graduate in enumerate(GRADUATES, start=1)
        ]
        for row in rows:
            _complete(row, by=training)
            judging.accept(row, by=training)
    _trained(of, rows, by=training)
    _examined(of, rows, first=training, second=colleague)
    passed = list(of.enrolments.filter(state="passed").order_by("pk"))
    _submitted(of, passed[:3], by=training)
    return passed


def _drafted(title: str, begins: date, *, by: User, **more: Any) -> TrainingClass:
    return keeping.draft(
        facts={
            "title": title,
            "level": Level.FOUR,
            "direction": Direction.LAND,
            "place": "教育培训部一号教室",
            "starts_on": begins,
            "ends_on": begins + timedelta(2),
            "hours": HOURS,
            "seats": 20,
            "price": Decimal("1200.00"),
            "free_for_members": True,
            "enrol_from": begins - timedelta(20),
            "enrol_until": begins - timedelta(5),
            **more,
        },
        by=by,
    )


def _enrolled(of: TrainingClass, team: Team, name: str, serial: int, *, by: User) -> Enrolment:
    return roster.enrol(
        of,
        team,
        name=name,
        id_type="resident",
        id_number=fictitious.resident_number(serial, born=f"{1980 + serial % 15}0612"),
        mobile=fictitious.mobile(20260100 + serial),
        by=by,
    )


def _complete(row: Enrolment, *, by: User) -> None:
    began = date(clock.today().year - 8, 3, 1)
    work = [{"occupation": "own", "from": began.isoformat(), "to": None}]
    told = {"work": work, "apprenticeship": None, "certificates": None, "diplomas": None}
    facts.state(row, told, by=None)
    for purpose in NEEDED_PURPOSES:
        consents.give(row.trainee, purpose=purpose, by=None)
    photo = photos.hand_in(row.trainee, portrait(row.pk), by=None)
    photos.judge(photo, accepted=True, by=by)


def portrait(seed: int) -> "ContentFile[bytes]":
    """A drawn face that the check of photos takes; nobody's."""
    coats = ("#2b4c7e", "#4a6b3a", "#7a3b3b", "#3b4a5a")
    picture = Image.new("RGB", (590, 826), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((90, 560, 500, 1100), fill=coats[seed % len(coats)])
    pen.rectangle((255, 480, 335, 620), fill="#e3b98f")
    pen.ellipse((185, 190, 405, 520), fill="#eac39b")
    pen.pieslice((175, 160, 415, 470), 180, 360, fill="#2a2320")
    pen.ellipse((240, 335, 262, 352), fill="#2a2320")
    pen.ellipse((328, 335, 350, 352), fill="#2a2320")
    pen.arc((260, 400, 330, 450), 20, 160, fill="#8a4a3a", width=5)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return ContentFile(out.getvalue(), "一寸照.jpg")


def _trained(of: TrainingClass, rows: list[Enrolment], *, by: User) -> None:
    with clock.at(of.starts_on):
        running.advance(of, "start", by=by)
    for day in attendance.days(of):
        with clock.at(day):
            attendance.enter(of, day=day, hours={row.pk: Decimal(8) for row in rows}, by=by)


def _examined(of: TrainingClass, rows: list[Enrolment], *, first: User, second: User) -> None:
    with clock.at(of.ends_on + timedelta(1)):
        running.advance(of, "examine", by=first)
    for part, offset in ((ExamPart.THEORY, 3), (ExamPart.SKILL, 4)):
        day = of.ends_on + timedelta(offset)
        with clock.at(day - timedelta(1)):
            sitting = sittings.arrange(
                of,
                part=part,
                at=datetime.combine(day, time(9), clock.TZ),
                minutes=90,
                room="一号教学楼 203",
                seats=20,
                invigilators=f"{first.name}、{second.name}",
                by=first,
            )
            seating.seat_all(sitting, by=first)
        with clock.at(day + timedelta(1)):
            told = _told(sitting.places.all(), part)
            marks.enter(sitting, told, by=first)
            marks.enter(sitting, told, by=second)
            marks.lock(sitting, by=second)
    with clock.at(of.ends_on + timedelta(8)):
        publishing.publish(of, by=first)
        running.advance(of, "issue", by=first)


def _told(places: Any, part: ExamPart) -> dict[int, marks.Written]:
    known = {graduate.name: graduate for graduate in GRADUATES}
    found = {}
    for place in places.select_related("enrolment__trainee"):
        graduate = known[place.enrolment.trainee.name]
        mark = graduate.theory if part == ExamPart.THEORY else graduate.skill
        found[place.pk] = marks.Written(Outcome.MARKED, Decimal(mark))
    return found


def _submitted(of: TrainingClass, rows: list[Enrolment], *, by: User) -> None:
    body = IssuingBody.objects.filter(active=True).order_by("pk")[0]
    with clock.at(of.ends_on + timedelta(12)):
        batch = composing.submit(composing.compose(of, rows, body=body, by=by), by=by)
    answered = of.ends_on + timedelta(25)
    with clock.at(answered):
        for serial, line in enumerate(batch.lines.order_by("position")[:2], start=1):
            number = fictitious.qualification_number(serial, level=of.level, year=answered.year)
            recording.approve(line, text=number, issued_on=answered, by=by)


def _enrolling(team: Team, other: Team, contact: User, *, training: User) -> None:
    """Open for enrolment: one lacks the photo, one waits to be judged, one was sent back."""
    begins = clock.today() + timedelta(25)
    of = _drafted(
        "四级陆地搜救第二班",
        begins,
        by=training,
        enrol_from=clock.today() - timedelta(5),
        enrol_until=clock.today() + timedelta(15),
    )
    running.advance(of, "open", by=training)
    seats.reserve(of, team=team, count=5, by=contact)
    seats.reserve(of, team=other, count=2, by=training)
    rows = [
        _enrolled(of, team, name, serial, by=contact)
        for serial, name in enumerate(NEWCOMERS, start=41)
    ]
    _complete(rows[0], by=training)
    judging.accept(rows[0], by=training)
    _complete(rows[1], by=training)
    short = {"work": [{"occupation": "own", "from": f"{clock.today().year - 3}-05-01", "to": None}]}
    facts.state(rows[2], short, by=None)
    judging.return_(rows[2], by=training, reason="累计年限不足，请补交职业资格证书或毕业证书。")
    photos.hand_in(rows[3].trainee, portrait(3), by=None)
