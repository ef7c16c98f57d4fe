from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from members.dues import extensions
from members.enums import EntryKind
from members.governance import motions
from members.joining import lapses
from members.models import Assessment, LapseProposal, LedgerEntry, Member, Resolution
from tests.factories import cast, dues, governance, joining

pytestmark = pytest.mark.django_db


def _names() -> dict[str, list[int]]:
    return {one.member.number: one.years for one in lapses.candidates()}


def _pay(row: Assessment, amount: str) -> None:
    LedgerEntry.objects.create(
        assessment=row,
        kind=EntryKind.PAY,
        amount=-Decimal(amount),
        posted_on=clock.today(),
        memo="缴款",
    )


def _unpaid(member: Member, *years: int) -> list[Assessment]:
    return [dues.assessed(member, year) for year in years]


def test_two_overdue_years_in_a_row_make_a_candidate(antai: Member, guanghe: Member) -> None:
    _unpaid(antai, 2020, 2021)
    _unpaid(guanghe, 2021)
    with clock.at(date(2021, 7, 1)):
        [found] = lapses.candidates()

    assert (found.member, found.years, found.owed) == (antai, [2020, 2021], Decimal("4000.00"))


def test_the_last_day_to_pay_is_still_in_time(antai: Member) -> None:
    _unpaid(antai, 2020, 2021)
    with clock.at(date(2021, 6, 30)):
        assert _names() == {}


def test_one_year_is_enough_where_the_charter_says_so(antai: Member, settings: Any) -> None:
    settings.LAPSE_AFTER_YEARS = 1
    _unpaid(antai, 2021)
    with clock.at(date(2021, 7, 1)):
        assert _names() == {antai.number: [2021]}


@pytest.mark.parametrize("amount", ["2000.00", "0.01"])
def test_a_payment_breaks_the_row_also_a_small_one(antai: Member, amount: str) -> None:
    _, second = _unpaid(antai, 2020, 2021)
    _pay(second, amount)
    with clock.at(date(2021, 7, 1)):
        assert _names() == {}


def test_so_does_one_for_a_year_that_is_not_due_yet(antai: Member) -> None:
    *_, third = _unpaid(antai, 2020, 2021, 2022)
    _pay(third, "2000.00")
    with clock.at(date(2022, 3, 1)):
        assert _names() == {}


def test_a_year_between_that_was_never_assessed_breaks_it_too(antai: Member) -> None:
    _unpaid(antai, 2019, 2021)
    with clock.at(date(2021, 7, 1)):
        assert _names() == {}


def test_an_extended_year_is_not_overdue(antai: Member, he: User) -> None:
    _unpaid(antai, 2020, 2021)
    with clock.at(date(2021, 6, 1)):
        extensions.extend(year=2021, member=antai, until=date(2021, 12, 31), reason="困难", by=he)
    with clock.at(date(2021, 7, 1)):
        assert _names() == {}


def test_a_proposal_alone_ends_nothing(antai: Member, lin: User) -> None:
    _unpaid(antai, 2020, 2021)
    [proposal] = lapses.propose([antai], joining.council(), by=lin)

    with pytest.raises(Refused, match="没有决议"):
        lapses.carry_out(proposal, by=lin)

    antai.refresh_from_db()
    assert antai.state == "active"
    assert _names() == {}
    assert proposal.motion.member == antai


def test_the_company_s_own_delegate_is_recused(antai: Member, lin: User) -> None:
    _unpaid(antai, 2020, 2021)
    meeting = joining.council()
    own = governance.seat(meeting.term, member=antai)

    [proposal] = lapses.propose([antai], meeting, by=lin)

    assert proposal.motion.recusals.get().seat == own


def test_a_carried_motion_ends_the_membership_with_its_resolution(antai: Member, lin: User) -> None:
    proposal = _decided(antai, lin, in_favour=6)

    lapses.carry_out(proposal, by=lin)

    antai.refresh_from_db()
    assert antai.state == "lapsed"
    assert proposal.state == "carried_out"
    assert Resolution.objects.get(number="晨决〔2022〕2号").motion.member == antai


def test_who_paid_after_the_vote_stays_a_member(antai: Member, lin: User) -> None:
    proposal = _decided(antai, lin, in_favour=6)
    for row in antai.assessments.all():
        _pay(row, "2000.00")

    with pytest.raises(Refused, match="已缴清"):
        lapses.carry_out(proposal, by=lin)
    lapses.drop(proposal, by=lin, reason="已缴清")

    antai.refresh_from_db()
    assert (antai.state, proposal.state) == ("active", "dropped")


def test_a_motion_that_fails_leaves_the_member_and_may_be_put_again(
    antai: Member, lin: User
) -> None:
    proposal = _decided(antai, lin, in_favour=1)
    lapses.drop(proposal, by=lin, reason="常务理事会未通过")

    assert antai.number in _names()
    assert LapseProposal.objects.filter(state="proposed").count() == 0


def test_nobody_is_proposed_who_is_no_candidate(antai: Member, guanghe: Member, lin: User) -> None:
    _unpaid(antai, 2020, 2021)
    with pytest.raises(Refused, match=guanghe.name):
        lapses.propose([antai, guanghe], joining.council(), by=lin)
    assert not LapseProposal.objects.exists()


def test_finance_proposes_nobody(antai: Member, he: User) -> None:
    _unpaid(antai, 2020, 2021)
    with pytest.raises(Refused, match="没有权限"):
        lapses.propose([antai], joining.council(), by=he)


def _decided(member: Member, by: User, *, in_favour: int) -> LapseProposal:
    _unpaid(member, 2020, 2021)
    [proposal] = lapses.propose([member], joining.council(), by=by)
    motions.count(proposal.motion, in_favour=in_favour, against=6 - in_favour, abstained=0, by=by)
    motions.decide(proposal.motion, number="晨决〔2022〕2号", by=cast.person("head"))
    proposal.refresh_from_db()
    return proposal
