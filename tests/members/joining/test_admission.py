from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow, StoredFile
from association.credentials import issuing, verification
from association.credentials.models import Credential
from members.dues import standards
from members.dues.tariff import plan
from members.joining import admission, leaving
from members.models import (
    Assessment,
    Certificate,
    Contact,
    Invitation,
    JoiningApplication,
    LedgerEntry,
    Member,
    PositionTerm,
    Resolution,
)
from members.register import membership, representatives
from members.relief import policies
from tests.factories import cast, dues, joining, members

pytestmark = pytest.mark.django_db


def test_a_carried_motion_makes_a_member_with_all_that_belongs_to_it(lin: User) -> None:
    application = joining.on_agenda(email="jian@example.com", position="councillor")
    joining.vote(application, number="晨决〔2020〕9号")

    member = admission.admit(application, by=lin)

    decision = Resolution.objects.get(number="晨决〔2020〕9号")
    assert member.state == "active"
    assert member.joined_on == decision.decided_on
    assert member.number.startswith(f"BJAL-{decision.decided_on.year}-")
    assert member.position_terms.get().resolution == decision
    assert member.organisation_types.get().organisation_type == "private"
    assert Certificate.objects.get(member=member).credential.facts["position"] == "理事单位"
    assert member.assessments.get().year == decision.decided_on.year
    assert member.contacts.get().mobile == application.mobile
    assert representatives.waiting(member).get().role == "admin"
    assert (application.state, application.member) == ("approved", member)
    assert application.resolution == decision
    assert member.number in OutboxRow.objects.get(rule="joining-approved").body


@pytest.mark.parametrize(
    ("rule", "joined_on", "amount"),
    [
        ("none", date(2021, 7, 1), "2000.00"),
        ("half", date(2021, 6, 30), "2000.00"),
        ("half", date(2021, 7, 1), "1000.00"),
        ("quarter", date(2021, 10, 1), "500.00"),
        ("month", date(2021, 8, 31), "833.33"),
        ("month", date(2021, 1, 1), "2000.00"),
        ("month", date(2024, 2, 29), "1833.33"),
        ("quarter", date(2024, 2, 29), "2000.00"),
        ("half", date(2024, 12, 31), "1000.00"),
        ("month", date(2024, 12, 31), "166.67"),
    ],
)
def test_the_first_year_costs_what_the_standard_s_rule_says(
    lin: User, rule: str, joined_on: date, amount: str
) -> None:
    _with_rule(rule)
    with clock.at(joined_on):
        member = admission.admit(joining.accepted(), resolution=joining.paper_resolution(), by=lin)

    assert member.assessments.get().amount == Decimal(amount)
    assert sum(entry.amount for entry in LedgerEntry.objects.filter(assessment__member=member)) == (
        Decimal(amount)
    )


def test_a_resolution_made_for_a_test_has_none_of_the_numbers_that_tests_write_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The running number goes on from test to test, and met the 101 above in one order of them."""
    _with_rule("none")
    monkeypatch.setattr(members, "_serial", count(101))

    assert joining.paper_resolution().number != "晨决〔2020〕101号"


def test_decided_on_the_last_day_of_a_year_and_carried_out_in_the_next(lin: User) -> None:
    """The day of the decision counts, by the clock of Beijing: one twelfth of the old year, and the
    new one whole."""
    _with_rule("month")
    with clock.at("2024-12-31T23:50"):
        application = joining.on_agenda()
        joining.vote(application)
    with clock.at("2025-01-01T00:10"):
        member = admission.admit(application, by=lin)
        old = member.assessments.get()
        [owed] = [owed for owed in plan(2025).owed if owed.member == member]

    assert (member.joined_on, member.number[:9]) == (date(2024, 12, 31), "BJAL-2024")
    assert (old.year, old.amount, old.due_on) == (2024, Decimal("166.67"), date(2025, 1, 31))
    assert owed.amount == Decimal("2000.00")


def _with_rule(rule: str) -> None:
    standard = dues.draft_standard(
        year_from=2021, proration=rule, resolution=members.resolution("晨决〔2020〕101号")
    )
    standard.lines.update(amount=Decimal("2000.00"))
    standards.publish(standard, by=cast.person("finance"))


def test_nobody_is_overdue_on_arrival(lin: User) -> None:
    with clock.at(date(2020, 12, 20)):
        member = admission.admit(joining.accepted(), resolution=joining.paper_resolution(), by=lin)

    assert member.assessments.get().due_on == date(2021, 1, 19)


def test_a_failure_in_the_last_step_leaves_nothing(lin: User) -> None:
    """The state is written last, after the letter: here the database won't have it."""
    application = joining.accepted()
    decision = joining.paper_resolution()
    before = _counts()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "alter table members_joiningapplication add constraint nobody_joins"
            " check (state <> 'approved')"
        )

    with pytest.raises(IntegrityError, match="nobody_joins"):
        admission.admit(application, resolution=decision, by=lin)

    assert _counts() == before
    application.refresh_from_db()
    assert (application.state, application.member, application.letter) == ("accepted", None, None)


def test_the_letter_tells_what_was_decided_and_what_is_owed(lin: User) -> None:
    with clock.at(date(2020, 6, 8)):
        application = joining.accepted(position="councillor", organisation_type="state")
        decision = joining.paper_resolution()
        member = admission.admit(application, resolution=decision, by=lin)

    letter = application.letter
    assert letter is not None
    certificate = Certificate.objects.get(member=member).credential
    assert letter.number.startswith("RHT-2020-")
    assert letter.subject == member.name
    assert letter.facts == {
        "member_number": member.number,
        "credit_code": member.credit_code,
        "position": "理事单位",
        "submitted_on": "2020年6月8日",
        "joined_on": "2020年6月8日",
        "body": decision.get_body_display(),
        "resolution": decision.number,
        "certificate": certificate.number,
        "year": 2020,
        "assessed": "5,000.00",
        "relieved": "",
        "balance": "5,000.00",
        "due_until": "2020年7月8日",
    }
    assert issuing.document(letter).media_type == "application/pdf"
    assert verification.by_token(letter.token).title == "入会通知书"


def test_the_letter_of_who_is_relieved_asks_for_nothing(lin: User) -> None:
    with clock.at(date(2020, 6, 8)):
        policies.activate(
            dues.draft_policy(),
            resolution=members.resolution("晨决〔2020〕88号"),
            by=cast.person("head"),
        )
        application = joining.accepted()
        admission.admit(application, resolution=joining.paper_resolution(), by=lin)

    assert application.letter is not None
    facts = application.letter.facts
    assert (facts["assessed"], facts["relieved"]) == ("2,000.00", "2,000.00")
    assert (facts["balance"], facts["due_until"]) == ("", "")


def _counts() -> dict[type, int]:
    kinds = (
        Member, Certificate, Credential, Assessment, LedgerEntry, Contact, Invitation, PositionTerm,
        Resolution, OutboxRow, StoredFile,
    )  # fmt: skip
    return {kind: kind._default_manager.count() for kind in kinds}


def test_the_number_that_a_failed_admission_had_is_given_to_the_next(lin: User) -> None:
    doomed = joining.accepted()
    with pytest.raises(RuntimeError), transaction.atomic():
        first = admission.admit(doomed, resolution=joining.paper_resolution(), by=lin).number
        raise RuntimeError

    doomed.refresh_from_db()
    again = admission.admit(doomed, resolution=joining.paper_resolution(), by=lin)

    assert again.number == first


def test_without_a_standard_for_the_year_nobody_is_admitted(lin: User) -> None:
    with clock.at(date(2019, 5, 1)):
        resolution = joining.paper_resolution(date(2019, 4, 1))
        application = joining.accepted()
        with pytest.raises(Refused, match="2019 年度没有可用的会费标准"):
            admission.admit(application, resolution=resolution, by=lin)
    assert not Member.objects.filter(credit_code=application.credit_code).exists()


def test_without_a_resolution_nobody_is_admitted(lin: User) -> None:
    with pytest.raises(Refused, match="须有决议"):
        admission.admit(joining.accepted(), by=lin)
    with pytest.raises(Refused, match="没有决议"):
        admission.admit(joining.on_agenda(), by=lin)


def test_a_paper_resolution_does_not_overrule_a_vote_that_is_open(lin: User) -> None:
    application = joining.on_agenda()
    with pytest.raises(Refused, match="没有决议"):
        admission.admit(application, resolution=joining.paper_resolution(), by=lin)


def test_the_supervisors_admit_nobody(lin: User) -> None:
    resolution = joining.paper_resolution(body="supervisors")
    with pytest.raises(Refused, match="监事会不能决定入会"):
        admission.admit(joining.accepted(), resolution=resolution, by=lin)


def test_the_database_knows_no_admission_without_resolution(lin: User) -> None:
    application = joining.accepted()
    with pytest.raises(IntegrityError), transaction.atomic():
        JoiningApplication.objects.filter(pk=application.pk).update(state="approved")


def test_who_may_not_admit_is_refused(chen: User, he: User) -> None:
    for person in (chen, he, None):
        with pytest.raises(Refused, match="没有权限"):
            admission.admit(joining.accepted(), resolution=joining.paper_resolution(), by=person)


def test_nobody_is_admitted_twice(lin: User) -> None:
    application = joining.accepted()
    admission.admit(application, resolution=joining.paper_resolution(), by=lin)

    with pytest.raises(Refused, match="已入会"):
        admission.admit(application, resolution=joining.paper_resolution(), by=lin)


def test_who_comes_back_keeps_number_and_history_and_begins_without_the_old_seat(
    lin: User, hengyuan: Member
) -> None:
    number = hengyuan.number
    dues.assessed(hengyuan, 2020)
    leaving.withdraw(hengyuan, by=cast.person("hengyuan_admin"))
    with clock.at(clock.now() + timedelta(days=400)):
        application = joining.accepted(
            name="北京恒远曜石新能源集团有限公司",
            credit_code=hengyuan.credit_code,
            organisation_type="state",
        )
        member = admission.admit(application, resolution=joining.paper_resolution(), by=lin)
        today = clock.today()

    assert member == hengyuan
    assert (member.number, member.state, member.joined_on) == (number, "active", today)
    assert member.name == "北京恒远曜石新能源集团有限公司"
    assert {row.year for row in member.assessments.all()} == {2020, today.year}
    assert Certificate.objects.get(member=member, in_force=True).credential.facts["position"] == (
        "会员单位"
    )


def test_who_comes_back_with_the_person_of_then_has_it_once(lin: User, antai: Member) -> None:
    person = members.contact(antai, "田禾", roles=["finance"])
    leaving.withdraw(antai, by=cast.person("antai_admin"))
    application = joining.accepted(
        credit_code=antai.credit_code, contact_name="田禾", mobile=person.mobile
    )
    admission.admit(application, resolution=joining.paper_resolution(), by=lin)
    assert antai.contacts.get(name="田禾").roles == ["finance", "main"]


def test_who_comes_back_was_a_member_in_the_years_before_it_left(
    lin: User, antai: Member, chen: User
) -> None:
    """The day of joining is the new one; a price of that time is still judged as a member's."""
    membership.move(antai, "withdraw", by=chen, reason="退会", on=date(2020, 3, 1))
    application = joining.accepted(credit_code=antai.credit_code, name=antai.name)
    resolution = joining.paper_resolution(date(2021, 5, 1))

    with clock.at(date(2021, 5, 10)):
        member = admission.admit(application, resolution=resolution, by=lin)

    assert member.joined_on == date(2021, 5, 1)
    days = {date(2019, 6, 1): "active", date(2020, 3, 1): "withdrawn", date(2021, 4, 30): "withdrawn",
            date(2021, 5, 1): "active"}  # fmt: skip
    assert {day: membership.state_on(member, day) for day in days} == days


def test_who_comes_back_in_the_same_year_is_not_charged_twice(lin: User, antai: Member) -> None:
    year = clock.today().year
    dues.assessed(antai, year)
    leaving.withdraw(antai, by=cast.person("antai_admin"))
    application = joining.accepted(name=antai.name, credit_code=antai.credit_code)

    admission.admit(application, resolution=joining.paper_resolution(), by=lin)

    assert antai.assessments.filter(year=year).count() == 1


def test_the_applicant_takes_the_invitation_by_its_own_link(lin: User) -> None:
    application = joining.accepted()
    with pytest.raises(Refused, match="还没有获得接纳"):
        admission.claim(application)
    member = admission.admit(application, resolution=joining.paper_resolution(), by=lin)

    _, token = admission.claim(application)
    representatives.accept(token, password="rather-long-2020")

    assert member.representatives.get().role == "admin"
    with pytest.raises(Refused, match="已有单位管理员"):
        admission.claim(application)


def test_admitted_by_whoever_left_since_the_office_is_asked(lin: User) -> None:
    application = joining.accepted()
    admission.admit(application, resolution=joining.paper_resolution(), by=lin)
    lin.groups.clear()

    with pytest.raises(Refused):
        admission.claim(JoiningApplication.objects.get(pk=application.pk))
