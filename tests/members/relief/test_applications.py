"""What a member writes, hands in, mends and takes back."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from members.enums import MeetingState, MotionState, OpinionSide, ReliefState
from members.governance import meetings
from members.models import Assessment, Member, ReliefApplication
from members.relief import applications, opinions
from members.reminders.turns import ASKS_RELIEF, remind
from tests.factories import cast, dues, papers
from tests.factories import governance as council
from tests.factories import members as make
from tests.factories import relief as ask
from tests.factories.reminders import rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(antai: Member) -> User:
    return cast.person("antai_admin")


@pytest.fixture
def year(antai: Member) -> Assessment:
    return dues.assessed(antai)


def test_a_draft_may_be_empty_and_keeps_its_letter(year: Assessment, an: User) -> None:
    row = applications.write(year, by=an, letter=papers.licence("申请函.pdf"))
    again = applications.write(year, by=an, text="停工", amount=Decimal("800.00"))
    assert (again.pk, again.letter) == (row.pk, row.letter)
    assert (again.text, again.amount) == ("停工", Decimal("800.00"))


@pytest.mark.parametrize(
    ("lacks", "field", "sentence"),
    [
        ({"percent": None}, "percent", "减免比例或减免金额"),
        ({"text": " "}, "text", "申请理由"),
        ({"letter": None}, "letter", "盖公章的申请函"),
    ],
)
def test_what_is_handed_in_is_whole(
    year: Assessment, an: User, lacks: dict[str, Any], field: str, sentence: str
) -> None:
    row = ask.drafted(year, by=an, **lacks)
    with pytest.raises(Refused, match=sentence) as refusal:
        applications.submit(row, by=an)
    assert refusal.value.field == field
    row.refresh_from_db()
    assert (row.state, row.submissions) == (ReliefState.DRAFT, 0)


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"percent": Decimal(50), "amount": Decimal(1)}, "amount"),
        ({"percent": Decimal("100.01")}, "percent"),
        ({"percent": Decimal(0)}, "percent"),
        ({"amount": Decimal("2000.01")}, "amount"),
    ],
)
def test_numbers_that_can_t_be_are_refused_at_their_field(
    year: Assessment, an: User, numbers: dict[str, Decimal], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        applications.write(year, by=an, **numbers)
    assert refusal.value.field == field


def test_nobody_else_writes_hands_in_or_takes_back(year: Assessment, an: User, lin: User) -> None:
    row = ask.drafted(year, by=an)
    stranger = cast.person("guanghe_admin")
    for door in (applications.submit, applications.withdraw):
        for other in (stranger, lin):
            with pytest.raises(Refused):
                door(row, by=other)
    with pytest.raises(Refused):
        ask.drafted(year, by=stranger)


def test_a_suspended_member_is_told_that_it_can_t_apply(year: Assessment, an: User) -> None:
    Member.objects.update(state="suspended")
    year.member.refresh_from_db()
    with pytest.raises(Refused, match="暂停"):
        ask.drafted(year, by=an)


def test_sent_back_it_is_mended_and_needs_new_opinions(
    year: Assessment, an: User, lin: User, he: User
) -> None:
    row = ask.accepted(year, by=an)
    opinions.give(row, side=OpinionSide.FINANCE, recommends=Decimal(0), text="材料不足。", by=he)
    with pytest.raises(Refused):
        applications.send_back(row, reason=" ", by=lin)
    applications.send_back(row, reason="申请函未盖公章", by=lin)
    assert (row.state, row.answer) == (ReliefState.RETURNED, "申请函未盖公章")
    ask.submitted(year, by=an)
    row.refresh_from_db()
    assert (row.state, row.answer, row.submissions) == (ReliefState.SUBMITTED, "", 2)
    assert opinions.given(row) == {}
    assert row.opinions.count() == 1, "what was said of the first stays on record"


def test_what_was_handed_in_isn_t_changed_any_more(year: Assessment, an: User) -> None:
    row = ask.submitted(year, by=an)
    with pytest.raises(Refused, match="不能再改"):
        ask.drafted(year, by=an, text="另一个理由")
    row.refresh_from_db()
    assert row.text == "疫情期间停工三个月。"


def test_taken_back_before_the_vote_begins_it_leaves_the_agenda(year: Assessment, an: User) -> None:
    row = ask.advised(year, by=an)
    meeting = council.remote(council.term(seats=45))
    ask.placed(row, meeting)
    applications.withdraw(row, by=an)
    assert (row.state, row.motion.state) == (ReliefState.WITHDRAWN, MotionState.WITHDRAWN)


def test_once_the_vote_has_begun_it_can_t_be_taken_back(year: Assessment, an: User) -> None:
    row = ask.advised(year, by=an)
    meeting = council.remote(council.term(seats=45))
    ask.placed(row, meeting)
    meetings.open(meeting, by=cast.person("general"))
    assert meeting.state == MeetingState.OPEN
    with pytest.raises(Refused, match="已经提交表决"):
        applications.withdraw(row, by=an)


def test_an_opinion_is_kept_by_the_database(year: Assessment, an: User) -> None:
    ask.advised(year, by=an)
    with (
        pytest.raises(IntegrityError, match="只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update members_reliefopinion set recommends = 0")


def test_one_year_has_one_application_at_a_time(year: Assessment, an: User) -> None:
    row = ask.submitted(year, by=an)
    with pytest.raises(IntegrityError, match="one_relief_application_a_year"), transaction.atomic():
        ReliefApplication.objects.create(member=row.member, assessment=year, written_at=clock.now())


def test_nobody_is_reminded_while_the_application_waits_and_again_afterwards(
    year: Assessment, an: User
) -> None:
    """What waits to be sent is taken back; once it is withdrawn the next turn comes as ever."""
    make.contact(year.member, "田禾", email="tian@antai.example", roles=["finance"])
    rule(-30)
    later = rule(-5)
    with clock.at("2020-05-31T09:00"):
        assert remind() == 1
        row = ask.submitted(year, by=an)
        remind()
    assert {one.reason for one in OutboxRow.objects.all()} == {ASKS_RELIEF}
    with clock.at("2020-06-26T09:00"):
        assert remind() == 0
        applications.withdraw(row, by=an)
        assert remind() == 1
    assert OutboxRow.objects.filter(rule=later.code, state="waiting").count() == 2


def test_a_draft_stops_no_reminder(year: Assessment, an: User) -> None:
    rule(-30)
    ask.drafted(year, by=an)
    with clock.at("2020-05-31T09:00"):
        assert remind() == 1
