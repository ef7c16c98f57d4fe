"""会员证书 keep in step with the register, and end with the membership."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.credentials import verification
from association.credentials.enums import CredentialState
from association.credentials.models import Credential
from members import register
from members.enums import MemberState, Position
from members.models import Certificate, Member
from members.register import certificates, membership, own_data
from tests.factories import cast
from tests.factories.members import member as plain_member

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def state(certificate: Certificate) -> CredentialState:
    return verification.by_token(certificate.credential.token).state


def current(member: Member) -> Certificate:
    found = certificates.in_force(member)
    assert found is not None
    return found


def test_an_active_member_gets_one_that_says_what_the_register_says(
    lin: User, hengyuan: Member
) -> None:
    with clock.at(TODAY):
        given = certificates.issue(hengyuan, by=lin)
    credential = given.credential
    assert credential.subject == hengyuan.name
    assert credential.facts == {
        "member_number": hengyuan.number,
        "credit_code": hengyuan.credit_code,
        "position": "常务理事单位",
    }
    assert (credential.valid_from, credential.valid_to) == (TODAY, date(2029, 3, 1))
    assert audit.timeline(hengyuan)[0].action == "签发会员证书"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 1, 1), date(2028, 12, 31)),
        (date(2026, 3, 2), date(2029, 3, 1)),
        (date(2028, 2, 29), date(2031, 2, 28)),
    ],
)
def test_it_ends_the_day_before_its_anniversary(start: date, end: date) -> None:
    assert certificates.usual_end(start) == end


def test_only_whoever_may_issue_can(he: User, chen: User, antai: Member) -> None:
    for person in (he, chen, cast.person("antai_admin")):
        with pytest.raises(Refused, match="没有权限"):
            certificates.issue(antai, by=person)


@pytest.mark.parametrize("state", [MemberState.APPLICANT, MemberState.SUSPENDED])
def test_only_a_member_of_the_register_gets_one(lin: User, state: MemberState) -> None:
    with pytest.raises(Refused, match="只能给在册会员"):
        certificates.issue(plain_member(state=state), by=lin)


def test_a_last_day_in_the_past_is_refused(lin: User, antai: Member) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refused, match="不能早于今天") as refusal:
        certificates.issue(antai, by=lin, valid_to=yesterday)
    assert refusal.value.field == "valid_to"


def test_another_one_replaces_the_one_in_force(lin: User, antai: Member) -> None:
    first = certificates.issue(antai, by=lin)
    second = certificates.issue(antai, by=lin, reason="遗失补发")
    assert state(first) == CredentialState.REPLACED
    assert current(antai) == second
    assert [row.pk for row in certificates.all_of(antai)] == [second.pk, first.pk]


def test_the_database_allows_one_in_force(lin: User, antai: Member, guanghe: Member) -> None:
    certificates.issue(antai, by=lin)
    other = certificates.issue(guanghe, by=lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=other.pk).update(member=antai)


def test_a_new_name_brings_a_new_certificate_with_the_same_last_day(
    lin: User, antai: Member
) -> None:
    with clock.at(TODAY):
        first = certificates.issue(antai, by=lin)
    with clock.at(TODAY + timedelta(days=100)):
        register.amend(
            antai, by=lin, version=antai.version, changes={"name": "北京安泰新材料有限公司"}
        )
        second = current(antai)
        assert state(first) == CredentialState.REPLACED
        assert state(second) == CredentialState.VALID
    assert second.credential.subject == "北京安泰新材料有限公司"
    assert second.credential.valid_to == first.credential.valid_to


def test_a_new_seat_brings_a_new_certificate(lin: User, antai: Member) -> None:
    first = certificates.issue(antai, by=lin)
    register.seat(antai, Position.COUNCILLOR, start=clock.today(), by=lin)
    assert state(first) == CredentialState.REPLACED
    assert current(antai).credential.facts["position"] == "理事单位"


def test_what_it_does_not_say_changes_nothing(lin: User, antai: Member) -> None:
    first = certificates.issue(antai, by=lin)
    agent = cast.person("antai_admin")
    own_data.amend(antai, by=agent, version=antai.version, changes={"email": "new@example.com"})
    antai.refresh_from_db()
    register.amend(antai, by=lin, version=antai.version, changes={"note": "搬到新址"})
    assert current(antai) == first


def test_a_member_without_one_gets_none_by_a_change(lin: User, antai: Member) -> None:
    register.amend(antai, by=lin, version=antai.version, changes={"name": "北京安泰新材料有限公司"})
    assert certificates.in_force(antai) is None


def test_an_expired_one_is_left_as_it_was(lin: User, antai: Member) -> None:
    with clock.at(TODAY):
        first = certificates.issue(antai, by=lin)
    with clock.at(date(2030, 1, 1)):
        register.seat(antai, Position.COUNCILLOR, start=clock.today(), by=lin)
        assert current(antai) == first
        assert state(first) == CredentialState.EXPIRED


@pytest.mark.parametrize(
    ("verb", "reason"),
    [
        ("withdraw", "会籍终止（已退会）"),
        ("expel", "会籍终止（已除名）"),
        ("lapse", "会籍终止（自动终止）"),
    ],
)
def test_it_ends_with_the_membership_and_the_public_is_not_told_why(
    lin: User, antai: Member, verb: str, reason: str
) -> None:
    given = certificates.issue(antai, by=lin)
    membership.move(antai, verb, by=lin, reason="欠费三年，负责人失联")
    verdict = verification.by_token(given.credential.token)
    assert (verdict.state, verdict.reason) == (CredentialState.REVOKED, reason)
    assert certificates.in_force(antai) is None


def test_whoever_comes_back_gets_a_new_number(lin: User, antai: Member) -> None:
    first = certificates.issue(antai, by=lin)
    membership.move(antai, "withdraw", by=lin, reason="来函退会")
    membership.move(antai, "rejoin", by=lin, reason="重新申请")
    antai.refresh_from_db()
    second = certificates.issue(antai, by=lin)
    assert second.credential.replaces is None
    assert second.credential.number > first.credential.number
    assert state(first) == CredentialState.REVOKED


def test_a_suspension_leaves_it_alone(lin: User, antai: Member) -> None:
    given = certificates.issue(antai, by=lin)
    membership.move(antai, "suspend", by=lin, reason="单位改制")
    assert state(given) == CredentialState.VALID
    assert current(antai) == given


def test_it_can_be_taken_back_by_hand_with_a_reason(lin: User, he: User, antai: Member) -> None:
    given = certificates.issue(antai, by=lin)
    with pytest.raises(Refused, match="没有权限"):
        certificates.revoke(antai, by=he, reason="签错")
    certificates.revoke(antai, by=lin, reason="签发有误")
    assert state(given) == CredentialState.REVOKED
    with pytest.raises(Refused, match="没有现行的会员证书"):
        certificates.revoke(antai, by=lin, reason="签发有误")


def test_what_the_calendar_changes_is_caught_up_with(lin: User, antai: Member) -> None:
    with clock.at(TODAY):
        first = certificates.issue(antai, by=lin)
        register.seat(antai, Position.COUNCILLOR, start=TODAY + timedelta(days=30), by=lin)
        assert current(antai) == first
        assert certificates.catch_up() == 0
    with clock.at(TODAY + timedelta(days=30)):
        assert certificates.catch_up() == 1
        assert current(antai).credential.facts["position"] == "理事单位"
        assert certificates.catch_up() == 0


@pytest.fixture
def two_behind(lin: User, antai: Member, guanghe: Member) -> Iterator[tuple[Member, Member]]:
    """What both certificates say is true until today, and not any more."""
    with clock.at(TODAY - timedelta(days=30)):
        for member in (antai, guanghe):
            certificates.issue(member, by=lin)
            register.seat(member, Position.COUNCILLOR, start=TODAY, by=lin)
    with clock.at(TODAY):
        yield antai, guanghe


def printed_from(certificate: Certificate, template: str) -> None:
    """As somebody who owns the database can say: else what was issued is frozen."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        Credential.objects.filter(pk=certificate.credential_id).update(template=template)
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("set constraints all deferred")


def test_one_that_cannot_be_replaced_holds_no_other_up_and_stands_in_the_log(
    two_behind: tuple[Member, Member], caplog: pytest.LogCaptureFixture
) -> None:
    stuck, other = two_behind
    printed_from(current(stuck), "members/no_such_template.html")

    assert certificates.catch_up() == 1

    assert current(other).credential.facts["position"] == "理事单位"
    assert current(stuck).credential.facts["position"] == "会员单位"
    (record,) = [one for one in caplog.records if one.name == certificates.__name__]
    assert record.getMessage() == f"The certificate of {stuck.number} can't be replaced"
    assert record.levelname == "ERROR"
    assert record.exc_info, "why stands below it"

    printed_from(current(stuck), certificates.TEMPLATE)
    assert certificates.catch_up() == 1
    assert current(stuck).credential.facts["position"] == "理事单位"


@pytest.mark.parametrize("code", ["23514", "P0001"], ids=["by a check", "by a trigger"])
def test_what_the_database_refuses_of_one_holds_no_other_up_either(
    two_behind: tuple[Member, Member], code: str
) -> None:
    stuck, other = two_behind
    refusing(code, f"new.member_id = {stuck.pk}")

    assert certificates.catch_up() == 1
    assert current(other).credential.facts["position"] == "理事单位"


def test_a_database_that_goes_away_ends_the_turn(two_behind: tuple[Member, Member]) -> None:
    refusing("57P01", "true")  # what it says when somebody shuts it down
    with pytest.raises(OperationalError):
        certificates.catch_up()


def refusing(code: str, when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "create function pg_temp.refuse() returns trigger language plpgsql as"
            f" $$ begin raise exception 'no' using errcode = '{code}'; end $$"
        )
        cursor.execute(
            "create trigger refuse before insert on members_certificate"
            f" for each row when ({when}) execute function pg_temp.refuse()"
        )
        cursor.execute("set constraints all deferred")


def test_one_that_stays_behind_for_a_day_is_told(two_behind: tuple[Member, Member]) -> None:
    stuck, _ = two_behind
    printed_from(current(stuck), "members/no_such_template.html")
    assert certificates.left_behind() == []  # the hourly turn may still come
    certificates.catch_up()
    with clock.at(TODAY + timedelta(days=1)):
        assert certificates.left_behind() == [current(stuck)]


def test_many_are_followed_in_two_queries_where_nothing_changed(
    lin: User, antai: Member, guanghe: Member, django_assert_max_num_queries: object
) -> None:
    for member in (antai, guanghe):
        certificates.issue(member, by=lin)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert certificates.follow_all([antai, guanghe], by=lin, reason="名册导入") == 0


def test_the_numbers_of_members_go_on_where_they_stood(lin: User) -> None:
    with transaction.atomic():
        first, second = register.next_numbers(2026, 2)
        (third,) = register.next_numbers(2026, 1)
    serials = [int(number.rsplit("-", 1)[1]) for number in (first, second, third)]
    assert serials == [serials[0], serials[0] + 1, serials[0] + 2]
