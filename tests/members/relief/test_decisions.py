"""Relief on application: no decision without quorum, nothing posted but what was voted on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.credentials import verification
from members import dealings
from members.dues import extensions
from members.enums import DuesLabel, EntryKind, MotionState, OpinionSide, Position, ReliefState
from members.governance import meetings, motions
from members.models import Assessment, Member
from members.payments import credits
from members.queries import with_position
from members.register import changes
from members.relief import applications, decisions, lists, opinions
from tests.factories import cast, dues
from tests.factories import governance as council
from tests.factories import members as make
from tests.factories import relief as ask
from tests.factories.ledger import relieved
from tests.factories.payments import confirmed, standing

pytestmark = pytest.mark.django_db

DECIDED = "2020-10-20T10:00"


@pytest.fixture
def heng() -> User:
    return cast.person("hengyuan_admin")


@pytest.fixture
def year(hengyuan: Member) -> Assessment:
    """恒远, state-owned, owes 30,000.00 for 2020."""
    return dues.assessed(hengyuan, amount="30000.00")


def test_half_of_30000_goes_through_as_the_standing_council_s_rule_says(
    year: Assessment, heng: User, he: User
) -> None:
    """S2: 29 of 45 refused; 30 and 31 open; of 31, 20 fail and 21 pass; then 部分缴纳, then 欠费."""
    extended = relieved(cast.person("finance"))  # the year's date moves to 2020-12-31 for everybody
    assert extended
    with clock.at(DECIDED):
        term = council.term(seats=45)
        first = ask.advised(year, by=heng)
        meeting = council.on_site(term)
        seats = list(term.seats.all())
        verdict = meetings.record_attendance(meeting, present=seats[:29], by=cast.person("general"))
        assert not verdict.quorate
        with pytest.raises(Refused, match="3 × 29 = 87 < 2 × 45 = 90"):
            meetings.open(meeting, by=cast.person("general"))
        for present in (30, 31):
            assert meetings.record_attendance(
                meeting, present=seats[:present], by=cast.person("general")
            ).quorate
        meetings.open(meeting, by=cast.person("general"))
        ask.placed(first, meeting)
        assert not motions.count(
            first.motion, in_favour=20, against=11, abstained=0, by=cast.person("general")
        ).carried
        assert ask.voted(first, 21, 10)
        decisions.settle(first, by=he)
    assert (first.state, first.asked, first.granted) == (
        ReliefState.APPROVED,
        Decimal("15000.00"),
        Decimal("15000.00"),
    )
    entry = first.entry
    assert (entry.kind, entry.amount) == (EntryKind.RELIEF, Decimal("-15000.00"))
    assert entry.resolution == first.motion.resolution
    assert entry.resolution.in_favour == 21
    assert dealings.saved_in(year.member, 2020) == Decimal("15000.00")
    with clock.at("2020-11-05T10:00"):
        confirmed(year.member, "10000.00", paid_on=date(2020, 11, 5))
        row = with_position(Assessment.objects.filter(pk=year.pk)).get()
        assert (row.label, row.balance, row.due_until) == (
            DuesLabel.PARTLY,
            Decimal("5000.00"),
            date(2020, 12, 31),
        )
    with clock.at("2021-01-01T00:00"):
        arrears = with_position(Assessment.objects.all()).filter(label=DuesLabel.OVERDUE)
        assert [(one.pk, one.balance) for one in arrears] == [(year.pk, Decimal("5000.00"))]


def test_what_fails_is_refused_with_a_letter_and_nothing_is_posted(
    year: Assessment, heng: User, he: User
) -> None:
    row = ask.advised(year, by=heng)
    ask.placed(row, council.attended(council.term(seats=45), 31))
    assert ask.voted(row, 20, 11) is None
    decisions.settle(row, by=he)
    assert (row.state, row.granted, row.entry) == (ReliefState.REJECTED, None, None)
    assert [entry.kind for entry in year.entries.all()] == [EntryKind.ASSESS]
    assert row.reply.facts["resolution"] == "未通过"
    again = ask.drafted(year, by=heng)
    assert again.pk != row.pk, "with new grounds one may ask again"


def test_less_than_was_asked_for_is_part_approved_and_moves_the_date(
    year: Assessment, heng: User, he: User
) -> None:
    until = clock.today() + timedelta(days=400)
    row = ask.advised(year, by=heng)
    meeting = council.attended(council.term(seats=45), 31)
    ask.placed(row, meeting, amount="9000.00", until=until)
    ask.voted(row, 31, 0)
    decisions.settle(row, by=he)
    assert (row.state, row.granted) == (ReliefState.PART_APPROVED, Decimal("9000.00"))
    assert extensions.due_on(2020, member=year.member) == until
    assert year.member.extensions.get().resolution == row.motion.resolution
    assert standing(year, until) == (DuesLabel.EXTENDED, Decimal("21000.00"))


def test_the_letter_says_what_was_decided_and_stands_in_the_public_register(
    year: Assessment, heng: User, he: User
) -> None:
    row = ask.advised(year, by=heng)
    ask.placed(row, council.attended(council.term(seats=45), 31), amount="9000.00")
    ask.voted(row, 31, 0)
    decisions.settle(row, by=he)
    facts = row.reply.facts
    assert (facts["granted"], facts["granted_in_words"]) == ("9,000.00", "玖仟元整")
    assert (facts["balance"], facts["asked"]) == ("21,000.00", "50%，即 15,000.00 元")
    assert row.reply.number.startswith("JMF-")
    found = verification.by_token(row.reply.token)
    assert found.state == "valid"


def test_paid_before_the_relief_is_credit_for_two_people_to_pay_back(
    year: Assessment, heng: User, he: User, chen: User
) -> None:
    """S3 by application: nothing posted is touched, and the ledger ends at nothing."""
    confirmed(year.member, "30000.00", paid_on=date(2020, 2, 10))
    row = ask.advised(year, by=heng, percent=Decimal(100))
    ask.placed(row, council.attended(council.term(seats=45), 31))
    ask.voted(row, 31, 0)
    decisions.settle(row, by=he)
    assert standing(year) == (DuesLabel.OVERPAID, Decimal("-30000.00"))
    assert row.reply.facts["overpaid"] == "30,000.00"
    refund = credits.request_refund(
        year, amount=Decimal("30000.00"), payee=year.member.name, reason="减免后退还", by=he
    )
    with pytest.raises(Refused, match="另一位"):
        credits.confirm_refund(refund, by=he, paid_on=clock.today())
    credits.confirm_refund(refund, by=chen, paid_on=clock.today())
    assert standing(year)[1] == 0


def test_a_type_that_changed_after_the_reference_date_isn_t_exempt_and_may_apply(he: User) -> None:
    """S6: state-owned until 2020-07-31, private from 08-01; the policy looks at 2020-06-01."""
    company = make.member(organisation_type="state", joined_on=date(2016, 5, 1))
    make.typed(company, "private", since=date(2020, 8, 1))
    year = dues.assessed(company)
    relieved(he)
    assert standing(year)[1] == Decimal("2000.00")
    user = make.representative(company).user
    with clock.at("2020-09-01"):
        assert applications.obstacle(year) is None
        assert ask.submitted(year, by=user).state == ReliefState.SUBMITTED


def test_who_is_exempt_by_policy_has_nothing_to_apply_for(antai: Member, he: User) -> None:
    year = dues.assessed(antai)
    relieved(he)
    with pytest.raises(Refused, match="已全额减免"):
        ask.drafted(year, by=cast.person("antai_admin"))


def test_the_applicant_s_delegates_leave_both_counts(
    year: Assessment, heng: User, he: User
) -> None:
    """One sent by the company, and who handed it in, though no longer of the company."""
    term = council.term(seats=43)
    sent = council.seat(term, member=year.member)
    own = council.seat(term, heng)
    row = ask.advised(year, by=heng)
    year.member.representatives.update(ended_at=clock.now())
    ask.placed(row, council.attended(term, 31, seats=[sent, own]))
    reasons = {seat.seat: seat.reason for seat in row.motion.recusals.select_related("seat")}
    assert set(reasons) == {sent, own}
    assert reasons[own] == decisions.APPLICANT
    verdict = motions.judgement(row.motion)
    assert (verdict.seats, verdict.present) == (43, 29)
    assert verdict.quorate, "3 × 29 = 87 ≥ 2 × 43 = 86"


def test_nothing_is_decided_while_the_vote_is_open_or_was_taken_off(
    year: Assessment, heng: User, he: User, lin: User
) -> None:
    row = ask.advised(year, by=heng)
    ask.placed(row, council.attended(council.term(seats=45), 31))
    with pytest.raises(Refused, match="还没有对这份申请作出决定"):
        decisions.settle(row, by=he)
    motions.withdraw(row.motion, reason="金额须再议", by=lin)
    row.refresh_from_db()
    with pytest.raises(Refused, match="重新列入议程"):
        decisions.settle(row, by=he)
    other = council.attended(council.term(), 31)
    ask.placed(row, other, amount="10000.00")
    assert (row.state, row.motion.meeting, row.proposed) == (
        ReliefState.ON_AGENDA,
        other,
        Decimal("10000.00"),
    )


def test_who_placed_it_doesn_t_settle_it(year: Assessment, heng: User, he: User, lin: User) -> None:
    row = ask.advised(year, by=heng)
    ask.placed(row, council.attended(council.term(seats=45), 31))
    ask.voted(row, 31, 0)
    lin.groups.add(*he.groups.all())
    deputy = User.objects.get(pk=lin.pk)
    with pytest.raises(Refused, match="另一位"):
        decisions.settle(row, by=deputy)
    with pytest.raises(Refused, match="没有权限"):
        decisions.settle(row, by=cast.person("general"))


def test_the_two_opinions_are_of_two_people_whoever_stands_in_for_whom(
    year: Assessment, heng: User, he: User, lin: User
) -> None:
    row = ask.accepted(year, by=heng)
    lin.groups.add(*he.groups.all())
    both = User.objects.get(pk=lin.pk)
    said = {"recommends": Decimal("15000.00"), "text": "同意。"}
    opinions.give(row, side=OpinionSide.SECRETARIAT, by=both, **said)
    assert opinions.open_to(row, both) == []
    with pytest.raises(Refused, match="两位不同的同事"):
        opinions.give(row, side=OpinionSide.FINANCE, by=both, **said)
    with pytest.raises(Refused, match="还缺财务意见"):
        ask.placed(row, council.attended(council.term(seats=45), 31))


def test_relief_that_came_in_between_leaves_no_room_for_what_was_carried(
    antai: Member, he: User, lin: User
) -> None:
    year = dues.assessed(antai)
    row = ask.advised(year, by=cast.person("antai_admin"))
    ask.placed(row, council.attended(council.term(seats=45), 31))
    ask.voted(row, 31, 0)
    relieved(he)
    with pytest.raises(Refused, match=r"只剩 0\.00 元"):
        decisions.settle(row, by=he)
    assert standing(year)[1] == 0
    assert (list(lists.to_place()), list(lists.to_settle())) == ([row], [])
    applications.withdraw(row, by=cast.person("antai_admin"))
    assert row.state == ReliefState.WITHDRAWN


def test_a_company_renamed_in_between_is_addressed_by_its_name_of_today(
    year: Assessment, heng: User, he: User, lin: User
) -> None:
    before = year.member.name
    row = ask.advised(year, by=heng)
    changes.approve(
        changes.request(
            year.member,
            changes={"name": "北京恒远曜石能源股份有限公司"},
            by=heng,
            evidence=ask.papers.licence(),
        ),
        by=lin,
    )
    ask.placed(row, council.attended(council.term(seats=45), 31))
    ask.voted(row, 31, 0)
    decisions.settle(row, by=he)
    assert row.reply.subject == "北京恒远曜石能源股份有限公司"
    assert (row.submitted_as, row.reply.facts["former_name"]) == (before, before)


def test_only_the_standing_council_decides_and_no_more_than_was_asked(
    year: Assessment, heng: User
) -> None:
    row = ask.advised(year, by=heng)
    other = council.attended(council.term("supervisors", seats=5), 5)
    with pytest.raises(Refused, match="常务理事会审议"):
        ask.placed(row, other)
    meeting = council.attended(council.term(seats=45), 31)
    with pytest.raises(Refused, match=r"不超过 15,000\.00 元"):
        ask.placed(row, meeting, amount="15000.01")
    with pytest.raises(Refused, match="须晚于这一天"):
        ask.placed(row, meeting, until=date(2020, 6, 30))
    assert not meeting.motions.exists(), "a refusal leaves nothing on the agenda"


def test_every_step_stands_on_the_member_s_record(year: Assessment, heng: User, he: User) -> None:
    row = ask.advised(year, by=heng)
    ask.placed(row, council.attended(council.term(seats=45), 31))
    ask.voted(row, 31, 0)
    decisions.settle(row, by=he)
    told = [entry.action for entry in audit.timeline(year.member)]
    assert told[::-1] == [
        "起草减免申请",
        "提交减免申请",
        "受理减免申请",
        "出具秘书处意见",
        "出具财务意见",
        "列入议程",
        "减免 2020 年度会费 15,000.00 元",
        "批准减免",
        "签发会费减免复函",
    ]
    assert row.motion.state == MotionState.CARRIED
    assert year.member.position_terms.get().position == Position.STANDING_COUNCILLOR
