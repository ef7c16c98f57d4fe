"""Teams, classes and people in them, written row by row: no door is asked."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from association.accounts.models import User
from association.base import clock, files
from members.models import Member
from tests.factories import accounts, people
from training.enums import (
    JUDGED,
    NEEDED_PURPOSES,
    ClassState,
    Direction,
    EnrolmentState,
    Level,
    PhotoState,
    ReservationState,
)
from training.models import (
    Attendance,
    Consent,
    Enrolment,
    Photo,
    Reservation,
    RuleSet,
    Team,
    TeamContact,
    Trainee,
    TrainingClass,
)
from training.people import consents

_serial = count(1)
NAMES = ("陶然", "顾北辰", "钱行知", "宋清和", "梁思齐", "韩其琛", "邵明川", "龚守一")


def team(name: str = "", *, member: Member | None = None, **fields: Any) -> Team:
    return Team.objects.create(name=name or f"第{next(_serial)}救援队", member=member, **fields)


def contact(of: Team, user: User | None = None) -> TeamContact:
    user = user or accounts.user(f"{of.name}联系人")
    return TeamContact.objects.create(team=of, user=user, since=clock.now())


def training_class(
    level: Level = Level.FOUR,
    direction: Direction | None = Direction.LAND,
    *,
    state: ClassState = ClassState.ENROLLING,
    **fields: Any,
) -> TrainingClass:
    """Open for enrolment today, held next month, free for members; 20 seats and 40 hours."""
    today = clock.today()
    serial = next(_serial)
    return TrainingClass.objects.create(
        **{
            "code": f"PXB-{today.year}-9{serial:03d}",
            "title": f"应急救援员第{serial}班",
            "state": state,
            "level": level,
            "direction": direction,
            "place": "教育培训部一号教室",
            "starts_on": today + timedelta(30),
            "ends_on": today + timedelta(35),
            "hours": 40,
            "seats": 20,
            "price": Decimal("1200.00"),
            "free_for_members": True,
            "enrol_from": today - timedelta(1),
            "enrol_until": today + timedelta(20),
            **fields,
        }
    )


def trainee(name: str = "", *, born: str = "19900101", **fields: Any) -> Trainee:
    serial = next(_serial)
    return Trainee.objects.create(
        **{
            "name": name or NAMES[serial % len(NAMES)],
            "id_number": people.resident_number(born),
            "mobile": people.mobile(),
            "registered_at": clock.now(),
            **fields,
        }
    )


def reservation(
    of: TrainingClass, by: Team, *, state: ReservationState = ReservationState.HELD
) -> Reservation:
    now = clock.now()
    return Reservation.objects.create(
        training_class=of,
        team=by,
        member=by.member,
        state=state,
        made_by=accounts.user("预留人"),
        made_at=now,
        held_at=now if state == ReservationState.HELD else None,
    )


def enrolment(
    of: TrainingClass,
    by: Team,
    person: Trainee | None = None,
    *,
    state: EnrolmentState = EnrolmentState.REGISTERED,
    **fields: Any,
) -> Enrolment:
    """A person on a seat of the team. Eight years of own work, so that level 4 is fine."""
    judged = (
        {
            "rule_set": RuleSet.objects.get(code="yjjyy-2019"),
            "branch": "4-2",
            "judged_by": accounts.user("审核人"),
            "judged_at": clock.now(),
        }
        if state in JUDGED
        else {}
    )
    answer = "请补交证明。" if state in (EnrolmentState.RETURNED, EnrolmentState.REJECTED) else ""
    began = date(clock.today().year - 8, 1, 1)
    return Enrolment.objects.create(
        **{
            "training_class": of,
            "trainee": person or trainee(),
            "team": by,
            "reservation": reservation(of, by),
            "state": state,
            "applied_on": clock.today(),
            "facts": {"work": [{"occupation": "own", "from": began.isoformat(), "to": None}]},
            "answer": answer,
            "registered_by": accounts.user("报名人"),
            "registered_at": clock.now(),
            **judged,
            **fields,
        }
    )


def whole(enrolment: Enrolment) -> Enrolment:
    """With an accepted photo, the consents that are needed, and all hours attended."""
    photo(enrolment.trainee)
    for purpose in NEEDED_PURPOSES:
        consent(enrolment.trainee, purpose)
    attended(enrolment, Decimal(enrolment.training_class.hours))
    return enrolment


def photo(of: Trainee, *, state: PhotoState = PhotoState.ACCEPTED, reason: str = "") -> Photo:
    kept = files.keep_bytes(_PIXEL, name="照片.png", media_type="image/png", by=None)
    return Photo.objects.create(
        trainee=of,
        original=kept,
        normalised=kept,
        state=state,
        reason=reason or ("背景不是白色" if state == PhotoState.REJECTED else ""),
        handed_in_at=clock.now(),
        judged_at=None if state == PhotoState.PENDING else clock.now(),
    )


def consent(of: Trainee, purpose: str) -> Consent:
    return Consent.objects.create(
        trainee=of,
        purpose=purpose,
        text_version=consents.VERSION,
        given_at=clock.now(),
        given_by="本人",
    )


def attended(of: Enrolment, hours: Decimal) -> None:
    """In days of eight hours from the first day of the class."""
    by = accounts.user("登记人")
    day, left = of.training_class.starts_on, hours
    while left > 0:
        Attendance.objects.create(
            enrolment=of,
            day=day,
            hours=min(left, Decimal(8)),
            entered_by=by,
            entered_at=clock.now(),
        )
        day, left = day + timedelta(1), left - 8


_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8ffff3f0005fe02fea735819e0000000049454e44ae426082"
)
