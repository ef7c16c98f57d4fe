from datetime import date
from decimal import Decimal

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members import dues as dues_package
from members.dues.tariff import plan
from members.joining import leaving
from members.models import Certificate, Member
from members.register import certificates, membership
from tests.factories import cast, dues

pytestmark = pytest.mark.django_db


def test_arrears_do_not_stand_in_the_way_and_are_told(antai: Member) -> None:
    dues.assessed(antai, 2020)
    dues.assessed(antai, 2021, "3000.00")

    leaving.withdraw(antai, by=cast.person("antai_admin"))

    antai.refresh_from_db()
    assert antai.state == "withdrawn"
    assert leaving.owed(antai) == Decimal("5000.00")
    entry = audit.timeline(antai).get(action="办理退会")
    assert entry.reason == leaving.REASON
    assert entry.after["尚欠会费"] == "2020 年度 2,000.00 元、2021 年度 3,000.00 元"


def test_a_suspended_member_may_go_as_well(antai: Member, chen: User) -> None:
    membership.move(antai, "suspend", by=chen, reason="改制")

    leaving.withdraw(antai, by=cast.person("antai_admin"), reason="业务调整")

    antai.refresh_from_db()
    assert antai.state == "withdrawn"


def test_certificate_and_seat_end_on_the_day(hengyuan: Member, lin: User) -> None:
    certificates.issue(hengyuan, by=lin)

    leaving.withdraw(hengyuan, by=cast.person("hengyuan_admin"))

    assert not Certificate.objects.filter(member=hengyuan, in_force=True).exists()
    assert hengyuan.position_terms.get().end == clock.today()


def test_no_further_year_is_assessed(antai: Member) -> None:
    leaving.withdraw(antai, by=cast.person("antai_admin"))

    assert antai not in [owed.member for owed in plan(2027).owed]
    with clock.at(date(2027, 1, 5)):
        dues_package.assess(2027, by=cast.person("finance"))
    assert not antai.assessments.exists()


@pytest.mark.parametrize("role", ["antai_agent", "guanghe_admin", "former", "social"])
def test_only_its_own_administrator_takes_a_company_out(antai: Member, role: str) -> None:
    with pytest.raises(Refused, match="单位管理员"):
        leaving.withdraw(antai, by=cast.person(role))


def test_who_has_left_does_not_leave_again(antai: Member) -> None:
    leaving.withdraw(antai, by=cast.person("antai_admin"))
    with pytest.raises(Refused, match="已退会"):
        leaving.withdraw(antai, by=cast.person("antai_admin"))
