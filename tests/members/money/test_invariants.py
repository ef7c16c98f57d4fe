"""Each check sees what it is for: broken by somebody who owns the database, its triggers asleep."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from association.base import clock, heartbeats, sealing
from association.base.models import AuditEntry, AuditSeal, NumberCounter, OutboxRow
from members.enums import Position, RefundState
from members.models import (
    Allocation,
    Assessment,
    Examination,
    LedgerEntry,
    Member,
    Payment,
    PositionTerm,
    Refund,
    ReliefApplication,
)
from members.money import examining
from members.money.invariants import CHECKS
from members.payments import credits, deciding
from members.register import certificates
from members.relief import decisions
from members.tasks import check_invariants
from tests.architecture.objects_money import message
from tests.conftest import ClientFor
from tests.factories import cast, dues, governance, orders, payments, relief
from tests.factories import members as make

pytestmark = pytest.mark.django_db
D = Decimal


@contextmanager
def somebody_with_the_keys() -> Iterator[Callable[[str], None]]:
    """Runs SQL with triggers asleep, once those that were put off have had their turn."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        yield lambda sql: cursor.execute(sql)
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("set constraints all deferred")


def told() -> dict[str, list[str]]:
    """By check, its sentences."""
    return {one["check"]: one["sentences"] for one in examining.findings()}


@pytest.fixture
def year(antai: Member) -> Assessment:
    """A year with a payment in two parts, credit carried to the next year, and a refund."""
    first, second = dues.assessed(antai), dues.assessed(antai, 2021)
    payments.confirmed(antai, "5500.00", parts=[(first, D("5500.00"))])
    credits.carry(first, target=second, amount=D("1500.00"), by=cast.person("finance"))
    refund = credits.request_refund(
        first, amount=D("1000.00"), payee=antai.name, reason="多缴", by=cast.person("finance")
    )
    credits.confirm_refund(refund, paid_on=clock.today(), by=cast.person("head"))
    return first


def test_books_kept_through_the_doors_hold(year: Assessment) -> None:
    certificates.issue(year.member, by=None)
    assert told() == {}


def test_a_ledger_that_lost_a_line_is_seen(year: Assessment) -> None:
    with somebody_with_the_keys() as run:
        run(f"delete from members_ledgerentry where assessment_id = {year.pk} and kind = 'assess'")
    [sentence] = told()["balance"]
    assert "2020 年度：核定 2,000.00 元，明细核定 0.00 元" in sentence


def test_a_ledger_whose_amount_was_edited_is_seen(year: Assessment) -> None:
    with somebody_with_the_keys() as run:
        run(
            "update members_ledgerentry set amount = amount + 1"
            f" where assessment_id = {year.pk} and kind = 'assess'"
        )
    assert "明细核定 2,001.00 元" in told()["balance"][0]


def test_a_counter_entry_of_another_amount_is_seen(year: Assessment) -> None:
    payment = payments.confirmed(year.member, "10.00", parts=[(year, D("10.00"))])
    deciding.reverse(payment, reason="银行退票", by=cast.person("head"))
    with somebody_with_the_keys() as run:
        run("update members_ledgerentry set amount = 9 where reverses_id is not null")
    assert len(told()["counter-entry"]) == 1


def test_a_year_assessed_twice_is_seen(year: Assessment) -> None:
    with somebody_with_the_keys() as run:
        run("alter table members_assessment drop constraint one_assessment_a_year")
    dues.assessed(year.member)
    assert told()["assessed-once"] == [f"{year.member.number} 2020 年度会费核定了 2 次。"]


def test_a_payment_that_is_not_laid_whole_is_seen(year: Assessment) -> None:
    with somebody_with_the_keys() as run:
        run("update members_allocation set amount = 5000")
    number = Payment.objects.get().number
    found = told()
    assert found["allocations"] == [f"缴款 {number} 为 5,500.00 元，分配合计 5,000.00 元。"]
    assert found["postings-by-year"] == [
        f"缴款 {number} 入账到 2020 年度的 5,500.00 元与分配不符。"
    ]


def test_a_confirmed_payment_without_its_posting_is_seen(year: Assessment) -> None:
    with somebody_with_the_keys() as run:
        run("delete from members_ledgerentry where kind = 'pay'")
    number = Payment.objects.get().number
    assert told()["postings"] == [f"缴款 {number}（已确认）为 5,500.00 元，入账 0.00 元。"]


def test_a_posting_of_a_payment_that_nobody_confirmed_is_seen(year: Assessment) -> None:
    waiting = payments.entered(year.member, "20.00", parts=[(year, D("20.00"))])
    LedgerEntry.objects.create(
        assessment=year,
        kind="pay",
        amount=D("-20.00"),
        posted_on=clock.today(),
        memo="未经确认",
        payment=waiting,
    )
    assert told()["postings"] == [f"缴款 {waiting.number}（待确认）为 20.00 元，入账 20.00 元。"]


def test_credit_that_came_in_otherwise_than_it_went_out_is_seen(year: Assessment) -> None:
    with somebody_with_the_keys() as run:
        run("update members_ledgerentry set amount = -1400 where amount = -1500")
    assert len(told()["credits"]) == 1


def test_a_refund_that_is_not_in_the_ledger_is_seen(year: Assessment) -> None:
    assert Refund.objects.get().state == RefundState.CONFIRMED
    with somebody_with_the_keys() as run:
        run("update members_refund set amount = 900")
    assert len(told()["refunds"]) == 1


@pytest.mark.parametrize(
    ("table", "constraint", "change"),
    [
        ("payment", "payment_confirmed_by_another", "confirmed_by_id = entered_by_id"),
        ("refund", "refund_confirmed_by_another", "confirmed_by_id = requested_by_id"),
    ],
)
def test_money_confirmed_by_who_entered_it_is_seen(
    year: Assessment, table: str, constraint: str, change: str
) -> None:
    with somebody_with_the_keys() as run:
        run(f"alter table members_{table} drop constraint {constraint}")
        run(f"update members_{table} set {change}")
    [sentence] = told()["four-eyes"]
    assert sentence.endswith("是同一人。")


def test_relief_settled_by_who_put_it_on_the_agenda_is_seen(antai: Member) -> None:
    row = relief.advised(dues.assessed(antai), by=cast.person("antai_admin"))
    relief.placed(row, governance.attended(governance.term(seats=9), 9))
    relief.voted(row, 9, 0)
    decisions.settle(row, by=cast.person("finance"))
    assert told() == {}
    with somebody_with_the_keys() as run:
        for rule in ReliefApplication._meta.constraints:
            run(f"alter table members_reliefapplication drop constraint if exists {rule.name}")
        run("update members_reliefapplication set decided_by_id = placed_by_id")
    assert len(told()["four-eyes"]) == 1


def test_a_reminder_that_waits_for_a_settled_year_is_seen(antai: Member) -> None:
    row = message("antai")
    OutboxRow.objects.filter(pk=row.pk).update(state=OutboxRow.State.WAITING, sent_at=None)
    year = antai.assessments.get()
    payments.confirmed(antai, parts=[(year, D("2000.00"))])
    assert "settled-not-reminded" not in told()  # the next hourly run takes it back
    with clock.at(clock.today() + timedelta(days=1)):
        assert told()["settled-not-reminded"] == [
            f"{antai.number} 2020 年度已免缴或缴清，还有提醒待发。"
        ]


def test_a_message_without_its_turn_is_seen(antai: Member) -> None:
    message("antai")
    assert "应发 0 条，记录 1 条" in told()["reminders"][0]


def test_an_edited_audit_is_seen(year: Assessment) -> None:
    entry = AuditEntry.objects.earliest("pk")
    previous = sealing.GENESIS
    AuditSeal.objects.create(sequence=1, entry=entry, digest=sealing.digest(entry, previous))
    assert told() == {}
    with somebody_with_the_keys() as run:
        run(f"update base_auditentry set reason = '改' where id = {entry.pk}")
    assert told()["audit-chain"][0].startswith("操作记录链断在第 1 环")


def test_seats_that_overlap_are_seen(antai: Member) -> None:
    make.seated(antai, Position.COUNCILLOR, start=date(2020, 1, 1), end=date(2020, 6, 30))
    make.seated(antai, Position.STANDING_COUNCILLOR, start=date(2020, 7, 1))
    assert "seats" not in told()
    with somebody_with_the_keys() as run:
        run("alter table members_positionterm drop constraint position_terms_do_not_overlap")
    PositionTerm.objects.filter(end=None).update(start=date(2020, 6, 30))
    assert told()["seats"] == [f"{antai.number} 自 2020-06-30 起的常务理事单位任期与另一任期重叠。"]


def test_a_payments_number_that_is_gone_is_seen(year: Assessment) -> None:
    NumberCounter.objects.filter(kind="payment").update(last=2)
    year_ = clock.today().year
    assert told()["numbers"] == [f"编号 JK-{year_}-0002 已经给出，但没有记录。"]


def test_a_number_out_of_order_is_seen(antai: Member) -> None:
    orders.requested(antai, orders.service("PG", "8000"))
    with somebody_with_the_keys() as run:
        run("update members_serviceorder set number = replace(number, '0001', '0009')")
    year_ = clock.today().year
    assert told()["numbers"] == [
        f"编号 FW-{year_}-0001 已经给出，但没有记录。",
        f"编号 FW-{year_}-0009 不是顺序给出的。",
    ]


def test_a_member_that_is_gone_is_seen(antai: Member) -> None:
    NumberCounter.objects.create(kind="member", year=1999, last=1)
    assert told()["numbers"] == ["会员编号 1999-0001 已经给出，但没有会员。"]


def test_a_certificate_that_is_gone_is_seen(antai: Member) -> None:
    certificates.issue(antai, by=None)
    NumberCounter.objects.filter(kind__startswith="credential-").update(last=2)
    assert told()["numbers"][0].endswith("给出 2 个编号，签发 1 份。")


def test_a_certificate_that_nobody_could_replace_is_seen_the_day_after(antai: Member) -> None:
    today = clock.today()
    given = certificates.issue(antai, by=None)
    make.seated(antai, Position.COUNCILLOR, start=today + timedelta(days=1))
    with clock.at(today + timedelta(days=1)):
        assert "certificates" not in told()
    with clock.at(today + timedelta(days=2)):
        assert told()["certificates"] == [
            f"{antai.number} 的会员证书 {given.credential.number} 与登记不符，没有自动换发。"
            "请在登记页点“换发”；不成的，请系统管理员查看 worker 的日志。"
        ]
        certificates.catch_up()
        assert "certificates" not in told()


def test_a_check_keeps_a_handful_of_sentences_and_counts_the_rest(year: Assessment) -> None:
    NumberCounter.objects.filter(kind="payment").update(last=31)
    row = examining.examine()
    assert (len(row.findings[0]["sentences"]), row.findings[0]["more"]) == (20, 10)
    assert examining.count(row) == 30
    assert examining.sentences(row)[-1] == "编号不缺号：另有 10 处。"


def test_the_command_prints_one_document(year: Assessment) -> None:
    out = io.StringIO()
    call_command("check_invariants", "--json", stdout=out)
    document = json.loads(out.getvalue())
    assert set(document) == {"at", "checks", "broken"}
    assert (document["checks"], document["broken"]) == (len(CHECKS), [])


def test_the_command_says_what_is_broken_and_fails(year: Assessment) -> None:
    NumberCounter.objects.filter(kind="payment").update(last=2)
    out = io.StringIO()
    with pytest.raises(CommandError, match="编号不缺号：编号 JK-"):
        call_command("check_invariants", "--json", stdout=out)
    assert json.loads(out.getvalue())["broken"][0]["check"] == "numbers"


def test_every_night_leaves_a_row_and_a_sign_of_life(year: Assessment) -> None:
    assert check_invariants() is True
    NumberCounter.objects.filter(kind="payment").update(last=2)
    assert check_invariants() is False
    assert [row.holds for row in Examination.objects.all()] == [False, True]
    assert heartbeats.age(examining.HEARTBEAT) is not None
    assert Allocation.objects.count() == 1  # it reads and changes nothing


def test_the_desk_is_told_what_was_found(year: Assessment, client_for: ClientFor) -> None:
    NumberCounter.objects.filter(kind="payment").update(last=2)
    examining.examine()
    client = client_for("supervisor")
    [queue] = [one for one in client.get("/admin/").context["queues"] if one.word == "账目不一致"]
    page = client.get(queue.url).content.decode()
    assert (queue.count, queue.s) == (1, "stop")
    assert f"编号 JK-{clock.today().year}-0002 已经给出，但没有记录。" in page
    assert "1 处不一致" in page


def test_an_examination_is_named_after_the_hour_in_beijing() -> None:
    row = Examination(at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert str(row) == "账目核对 2026-03-02 07:30"
