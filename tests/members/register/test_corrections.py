from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members import register
from members.enums import OrganisationType, Position
from members.models import Member, OrganisationTypeRecord, PositionTerm
from members.register import certificates, corrections
from tests.factories.members import seated

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)


@pytest.fixture
def kind(antai: Member) -> OrganisationTypeRecord:
    return antai.organisation_types.get()


@pytest.fixture
def term(antai: Member) -> PositionTerm:
    return seated(antai, Position.COUNCILLOR, start=FIRST)


def mended_type(row: OrganisationTypeRecord, by: User, **changes: Any) -> OrganisationTypeRecord:
    facts = {"organisation_type": row.organisation_type, "since": row.since, "source": row.source}
    return corrections.correct_type(row, by=by, **{**facts, "reason": "录入时选错", **changes})


def mended_seat(row: PositionTerm, by: User, **changes: Any) -> PositionTerm:
    facts = {
        "position": row.position,
        "term_name": row.term,
        "start": row.start,
        "end": row.end,
        "resolution": row.resolution,
    }
    return corrections.correct_seat(row, by=by, **{**facts, "reason": "届次写错", **changes})


def test_a_type_chosen_wrongly_is_put_right_where_it_stands(
    lin: User, antai: Member, kind: OrganisationTypeRecord
) -> None:
    since = kind.since
    mended_type(kind, lin, organisation_type=OrganisationType.STATE)

    assert register.type_on(antai, since) == OrganisationType.STATE
    told = audit.timeline(antai)[0]
    assert (told.action, told.reason) == ("更正单位类型", "录入时选错")
    assert told.before == {"单位类型": "民营企业"}
    assert told.after == {"单位类型": "国有企业"}


def test_a_seat_chosen_wrongly_is_put_right_and_the_certificate_follows(
    lin: User, antai: Member, term: PositionTerm
) -> None:
    certificates.issue(antai, by=lin)
    mended_seat(term, lin, position=Position.STANDING_COUNCILLOR)

    current = certificates.in_force(antai)
    assert current is not None
    assert current.credential.facts["position"] == "常务理事单位"
    assert antai.position_terms.get().position == Position.STANDING_COUNCILLOR


def test_a_corrected_term_may_not_overlap_another(
    lin: User, antai: Member, term: PositionTerm
) -> None:
    PositionTerm.objects.filter(pk=term.pk).update(end=date(2020, 6, 30))
    later = seated(antai, Position.STANDING_COUNCILLOR, start=date(2020, 7, 1))
    with pytest.raises(Refused, match="同一时期只能有一个职务"):
        mended_seat(later, lin, start=date(2020, 6, 1))
    assert antai.position_terms.get(pk=later.pk).start == date(2020, 7, 1)


def test_a_seat_given_up_has_its_last_day_and_leaves_an_ordinary_member(
    lin: User, antai: Member, term: PositionTerm
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    corrections.end_seat(term, on=yesterday, reason="本单位申请辞去", by=lin)
    assert antai.position_terms.get().end == yesterday
    assert Member.objects.as_of(clock.today()).get(pk=antai.pk).position == Position.MEMBER
    assert audit.timeline(antai)[0].after == {"任期至": yesterday.isoformat()}


@pytest.mark.parametrize(
    ("end", "on", "sentence"),
    [
        (None, date(2019, 12, 31), "早于任期开始"),
        (date(2020, 6, 30), date(2020, 6, 30), "提前结束须早于这一天"),
    ],
)
def test_a_seat_ends_after_it_began_and_before_it_would_have(
    lin: User, term: PositionTerm, end: date | None, on: date, sentence: str
) -> None:
    PositionTerm.objects.filter(pk=term.pk).update(end=end)
    with pytest.raises(Refused, match=sentence) as refusal:
        corrections.end_seat(term, on=on, reason="辞去", by=lin)
    assert refusal.value.field == "on"


def test_what_was_recorded_of_the_wrong_company_is_taken_away_and_told(
    lin: User, antai: Member, term: PositionTerm, kind: OrganisationTypeRecord
) -> None:
    corrections.remove(term, reason="登记到了别家", by=lin)
    corrections.remove(kind, reason="登记到了别家", by=lin)

    assert not antai.position_terms.exists()
    assert register.type_on(antai, clock.today()) is None
    told = [entry.action for entry in audit.timeline(antai)[:2]]
    assert told == ["删去单位类型登记", "删去职务登记"]
    assert audit.timeline(antai)[1].before["职务"] == "理事单位"


Act = Callable[[PositionTerm, OrganisationTypeRecord, User, str], object]
ACTS: list[Act] = [
    lambda term, kind, by, why: mended_type(
        kind, by, organisation_type=OrganisationType.STATE, reason=why
    ),
    lambda term, kind, by, why: mended_seat(
        term, by, position=Position.STANDING_COUNCILLOR, reason=why
    ),
    lambda term, kind, by, why: corrections.end_seat(term, on=FIRST, reason=why, by=by),
    lambda term, kind, by, why: corrections.remove(term, reason=why, by=by),
    lambda term, kind, by, why: corrections.remove(kind, reason=why, by=by),
]


@pytest.mark.parametrize("act", ACTS)
def test_every_correction_says_why_and_is_the_keepers_alone(
    lin: User, he: User, term: PositionTerm, kind: OrganisationTypeRecord, act: Act
) -> None:
    with pytest.raises(Refused, match="请写明理由") as refusal:
        act(term, kind, lin, "  ")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="没有权限更正"):
        act(term, kind, he, "录入时选错")
    act(term, kind, lin, "录入时选错")


def test_nothing_changed_is_no_correction(lin: User, kind: OrganisationTypeRecord) -> None:
    with pytest.raises(Refused, match="没有改动任何一项"):
        mended_type(kind, lin)


def test_a_type_is_not_put_on_a_day_to_come(lin: User, kind: OrganisationTypeRecord) -> None:
    with pytest.raises(Refused, match="还没有到") as refusal:
        mended_type(kind, lin, since=clock.today() + timedelta(days=1))
    assert refusal.value.field == "since"


def test_what_somebody_took_away_meanwhile_is_told(lin: User, term: PositionTerm) -> None:
    corrections.remove(term, reason="登记到了别家", by=lin)
    with pytest.raises(Refused, match="已被别人删去"):
        mended_seat(term, lin, position=Position.STANDING_COUNCILLOR)
