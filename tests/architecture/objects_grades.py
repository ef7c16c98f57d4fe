"""What the addresses about notices and grades are about. Found before it is made."""

from association.base import clock, files
from association.base.models import StoredFile
from members.models import Member
from standardization.enums import CaseState, ClockKind
from standardization.grades import certificates
from standardization.models import (
    AnnualSelfReview,
    Case,
    Clock,
    GradePolicy,
    GradeRecord,
    Objection,
    PublicNotice,
)
from tests.architecture.objects import Named, key
from tests.factories import cast, people, pictures
from tests.factories import standardization as make


def _file() -> StoredFile:
    content = pictures.jpeg(40, 30, "white")
    return files.keep_bytes(content, name="a.jpg", media_type="image/jpeg", by=None)


def _case(member: Member, state: str) -> Case:
    found = Case.objects.filter(member=member, state=state).first()
    return found or make.case(member, by=cast.person("safety"), state=state)


def _notice() -> PublicNotice:
    case = _case(cast.company("antai"), CaseState.PUBLICITY)
    Clock.objects.get_or_create(
        case=case,
        kind=ClockKind.PUBLICITY,
        defaults={
            "started_on": clock.today(),
            "working_days": 7,
            "due_on": clock.today(),
        },
    )
    found, _ = PublicNotice.objects.get_or_create(
        case=case, round=1, defaults={"grade": "二级", "opened_on": clock.today()}
    )
    return found


def notice() -> Named:
    return key(_notice())


def objection() -> Named:
    row = Objection.objects.filter(notice=_notice()).first()
    if row is None:
        row = Objection.objects.create(
            notice=_notice(),
            name="路仁",
            mobile=people.mobile(),
            text="储罐没有整改",
            file=_file(),
            received_at=clock.now(),
        )
    return key(row)


def _grade(company: str = "antai") -> GradeRecord:
    member = cast.company(company)
    found = GradeRecord.objects.filter(member=member).first()
    if found is None:
        case = _case(member, CaseState.ANNOUNCED)
        today = clock.today()
        found = GradeRecord.objects.create(
            number=f"AL-DJ-2026-{member.pk:05d}",
            member=member,
            case=case,
            version=case.standards.get().version,
            grade="二级",
            start=today,
            end=today.replace(year=today.year + 3, day=1),
            announcement="京应急公告 2026 年第 3 号",
            announced_by=cast.person("bureau"),
            announced_at=clock.now(),
        )
    return found


def grade() -> Named:
    return key(_grade())


def _certified(company: str = "antai") -> GradeRecord:
    row = _grade(company)
    if row.certificate_id is None:
        GradePolicy.objects.update(certificate=True)
        certificates.issue(row, by=cast.person("safety"))
    return row


def certified() -> Named:
    return key(_certified())


def foreign_certified() -> Named:
    return key(_certified("guanghe"))


def year() -> Named:
    return {**key(_grade()), "year": 1}


def foreign_year() -> Named:
    return {**key(_grade("guanghe")), "year": 1}


def _review(company: str = "antai") -> AnnualSelfReview:
    record = _grade(company)
    found = record.self_reviews.first()
    if found is None:
        found = record.self_reviews.create(
            year=1, score=88, file=_file(), by=cast.person("safety"), at=clock.now()
        )
    return found


def review() -> Named:
    return key(_review())


def foreign_review() -> Named:
    return key(_review("guanghe"))


def panel() -> Named:
    return key(_case(cast.company("antai"), CaseState.PANEL))


def foreign_panel() -> Named:
    return key(_case(cast.company("guanghe"), CaseState.PANEL))
