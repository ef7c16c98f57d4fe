from datetime import date
from decimal import Decimal

import pytest

from association.accounts.models import User
from members import dues, relief
from members.dues import extensions, reasons
from members.dues.statements import Year, statement
from members.enums import EffectKind, EntryKind, OrganisationType, PolicyMode
from members.models import LedgerEntry, Member, ReliefPolicy
from tests.factories.ledger import assessed, paid, relieved
from tests.factories.members import member, resolution, seated

pytestmark = pytest.mark.django_db

IN_JUNE = date(2020, 6, 15)


def of_2020(member: Member, *, today: date = IN_JUNE) -> Year:
    year = statement(member, today=today).of(2020)
    assert year is not None
    return year


def test_an_exempt_member_reads_why_it_pays_nothing(antai: Member, he: User) -> None:
    assessed(antai, 2020, by=he)
    relieved(he)
    year = of_2020(antai)
    assert reasons.why(year) == (
        "截至 2020年6月1日，贵单位登记为民营企业，本年度会费全额减免，无须申请，不发缴费通知单。"
    )
    assert reasons.situation(year) == "本年度无须缴费"


def test_who_pays_reads_by_what_and_why_others_do_not(hengyuan: Member, he: User) -> None:
    assessed(hengyuan, 2020, by=he)
    relieved(he)
    year = of_2020(hengyuan)
    assert reasons.why(year) == (
        "按 2020 版会费标准，常务理事单位每年 10,000.00 元。"
        "本年度的减免（2020-SZSJ-1）适用于民营企业、社会组织；"
        "截至 2020年6月1日，贵单位登记为国有企业，不在其内。"
    )
    assert reasons.extended(year.extensions[0]) == ("随减免政策 2020-SZSJ-1，未减免的会员一并延期")


def test_a_member_of_unknown_type_is_told_where_to_have_it_recorded(he: User) -> None:
    unknown = member(organisation_type=None)
    assessed(unknown, 2020, by=he)
    relieved(he)
    assert reasons.why(of_2020(unknown)).endswith(
        "贵单位的单位类型尚未登记，请在“单位资料”申请登记。"
    )


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2020, 6, 29), "2020年6月30日（周二），含当日；还剩 1 天"),
        (date(2020, 6, 30), "2020年6月30日（周二），含当日；今天到期"),
        (date(2020, 7, 1), "期限 2020年6月30日（周二），已逾期 1 天"),
    ],
)
def test_the_last_day_still_counts(hengyuan: Member, he: User, today: date, sentence: str) -> None:
    assessed(hengyuan, 2020, by=he)
    assert reasons.situation(of_2020(hengyuan, today=today)) == sentence


def test_a_paid_and_an_overpaid_year_say_what_follows(hengyuan: Member, he: User) -> None:
    assessment = assessed(hengyuan, 2020, by=he)
    paid(assessment, "10000.00")
    assert reasons.situation(of_2020(hengyuan)) == "本年度已缴清"
    paid(assessment, "500.00")
    assert reasons.situation(of_2020(hengyuan)) == "多缴部分的退还或结转，请与财务管理中心联系"


def test_half_relief_says_how_much_and_what_is_left(hengyuan: Member, he: User) -> None:
    policy = ReliefPolicy.objects.create(
        code="2020-B",
        title="常务理事单位减半",
        year=2020,
        reference_date=date(2020, 6, 1),
        tiers=["standing_councillor"],
        effect=EffectKind.PERCENT,
        value=50,
        mode=PolicyMode.AUTOMATIC,
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 12, 31),
        basis="会议决定",
    )
    assessed(hengyuan, 2020, by=he)
    relief.activate(policy, resolution=resolution(), by=he)
    assert reasons.why(of_2020(hengyuan)) == (
        "贵单位属于减免政策（2020-B）的适用范围，本年度会费减收 50%，计 5,000.00 元，无须申请。"
        "其余 5,000.00 元请按期缴纳。"
    )


def test_a_policy_of_other_tiers_only_says_that_one_is_not_meant(antai: Member, he: User) -> None:
    policy = ReliefPolicy.objects.create(
        code="2020-C",
        title="会长单位减免",
        year=2020,
        reference_date=date(2020, 6, 1),
        organisation_types=[OrganisationType.PRIVATE],
        tiers=["president"],
        effect=EffectKind.EXEMPT,
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 12, 31),
        basis="会议决定",
    )
    assessed(antai, 2020, by=he)
    relief.activate(policy, resolution=resolution(), by=he)
    assert reasons.why(of_2020(antai)).endswith(
        "本年度的减免（2020-C）适用于民营企业，会长单位，贵单位不在其内。"
    )


def test_a_seat_won_during_the_year_does_not_change_the_reason(antai: Member, he: User) -> None:
    seated(antai, "councillor", start=date(2020, 3, 1))
    assessed(antai, 2020, by=he)
    assert reasons.why(of_2020(antai)) == "按 2020 版会费标准，会员单位每年 2,000.00 元。"


def test_numbers_nobody_has_compared_are_not_printed_as_a_basis(hengyuan: Member, he: User) -> None:
    dues.assess(2020, by=he)
    relieved(he, number="京安联〔2020〕3号", verified=False)
    assert reasons.basis(of_2020(hengyuan)) == (
        "2020 版会费标准（决议待核实）；延期至 2020年12月31日（决议待核实）"
    )


def test_relief_that_was_asked_for_has_no_policy_in_its_basis(antai: Member, he: User) -> None:
    year = assessed(antai, 2020, by=he)
    LedgerEntry.objects.create(
        assessment=year, kind=EntryKind.RELIEF, amount=Decimal("-500.00"),
        posted_on=date(2020, 6, 20), memo="减免", resolution=resolution(number="常决〔2020〕9号"),
    )  # fmt: skip
    assert reasons.basis(of_2020(antai)).endswith("；依申请减免（常决〔2020〕9号）")


def test_a_basis_names_every_decision_behind_amount_and_date(hengyuan: Member, he: User) -> None:
    dues.assess(2020, by=he)
    relieved(he, number="京安联〔2020〕3号")
    extensions.extend(year=2020, member=hengyuan, until=date(2021, 3, 31), reason="经营困难", by=he)
    assert reasons.basis(of_2020(hengyuan)) == (
        "2020 版会费标准（决议待核实）；延期至 2020年12月31日（京安联〔2020〕3号）；延期至 2021年3月31日"
    )
