"""Who owes is reminded once a level and deadline; who needn't pay, or has paid, never."""

import threading
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connections

from association.accounts.models import User
from association.base import clock, delivery
from association.base.models import OutboxRow
from association.base.reminding import since_when
from members.dues import extensions
from members.models import Assessment, Member, Reminder, ReminderRule
from members.register import membership
from members.reminders.turns import remind, take_back
from tests.factories import accounts, cast
from tests.factories import members as make
from tests.factories.dues import assessed
from tests.factories.ledger import paid, relieved
from tests.factories.reminders import rule

IN_TIME = "2020-05-31T09:00"  # 30 days before 2020-06-30


@pytest.fixture
def owing(antai: Member) -> Assessment:
    """安泰 owes 2,000.00 until 2020-06-30; 安然 acts for it, 田禾 looks after its money."""
    cast.person("antai_admin")
    make.contact(antai, "田禾", email="tian@antai.example", roles=["finance"])
    return assessed(antai)


def rows(**wanted: Any) -> list[tuple[str, str, str]]:
    """Channel, who, and what became of it."""
    found = OutboxRow.objects.filter(**wanted).order_by("channel", "pk")
    return [
        (row.channel, str(row.person or row.address or row.recipient_key), row.reason or row.state)
        for row in found
    ]


@pytest.mark.django_db
def test_thirty_days_before_the_end_everybody_concerned_is_told(owing: Assessment) -> None:
    rule(-30)
    with clock.at("2020-05-30T19:00"):
        assert remind() == 0
    with clock.at(IN_TIME):
        assert remind() == 1
        delivery.send_waiting()
    assert rows() == [("email", "tian@antai.example", "sent"), ("portal", "安然", "sent")]
    (letter,) = mail.outbox
    assert letter.subject == "2020 年度会费还有 30 天到期"
    assert letter.body == (
        "北京安泰晨岭建材有限公司：请于 2020年6月30日前缴纳 2,000.00 元"
        f"（HF-2020-{owing.member.number.removeprefix('BJAL-')}）。"
    )
    assert {row.about_id for row in OutboxRow.objects.all()} == {str(owing.member_id)}


@pytest.mark.django_db
def test_run_again_and_on_every_later_day_it_says_nothing_more(owing: Assessment) -> None:
    rule(-30)
    for moment in (IN_TIME, IN_TIME, "2020-06-01T10:00", "2020-06-29T10:00", "2020-08-01T10:00"):
        with clock.at(moment):
            remind()
            delivery.send_waiting()
    assert (len(mail.outbox), OutboxRow.objects.count(), Reminder.objects.count()) == (1, 2, 1)


@pytest.mark.django_db
def test_two_days_without_a_scheduler_are_made_up_for(owing: Assessment) -> None:
    rule(-30)
    with clock.at("2020-06-02T10:00"):
        assert remind() == 1
        delivery.send_waiting()
    assert mail.outbox[0].subject == "2020 年度会费还有 28 天到期"


@pytest.mark.django_db
def test_at_night_nobody_is_written_to(owing: Assessment) -> None:
    rule(-30)
    for moment in ("2020-05-31T00:10", "2020-05-31T07:59", "2020-05-31T20:00"):
        with clock.at(moment):
            assert remind() == 0
    with clock.at("2020-05-31T08:00"):
        assert remind() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "count"),
    [("2020-06-10T12:00", 1), ("2020-06-30T23:30", 1), ("2020-07-01T00:30", 0)],
)
def test_a_deadline_that_had_passed_when_the_rule_was_switched_on_is_let_rest(
    owing: Assessment, since: str, count: int
) -> None:
    rule(7, since=since)
    with clock.at("2020-07-20T10:00"):
        assert remind() == count


@pytest.mark.django_db
def test_a_rule_that_is_off_reminds_nobody(owing: Assessment) -> None:
    rule(-30, since=None)
    with clock.at(IN_TIME):
        assert remind() == 0
    assert not OutboxRow.objects.exists()


@pytest.mark.django_db
def test_who_has_paid_is_exempt_or_owes_nothing_is_never_reminded(
    owing: Assessment, hengyuan: Member, he: User
) -> None:
    paid(owing, "2000.00")
    nothing = assessed(make.member(), amount="0.00")
    exempt = make.member()
    assessed(exempt)
    rule(-30)
    with clock.at("2020-05-20T10:00"):
        relieved(he)
    with clock.at("2020-12-05T10:00"):  # for all of them the day is 31 December
        assert remind() == 0
    assert not OutboxRow.objects.exists()
    assert not Reminder.objects.filter(assessment=nothing).exists()


@pytest.mark.django_db
def test_who_has_paid_a_part_is_reminded_of_the_rest(owing: Assessment) -> None:
    paid(owing, "1500.00")
    rule(-30)
    with clock.at(IN_TIME):
        remind()
    assert "缴纳 500.00 元" in OutboxRow.objects.filter(channel="email").get().body


@pytest.mark.django_db
def test_an_extension_plans_anew_for_the_new_day(owing: Assessment, he: User) -> None:
    rule(-30)
    with clock.at(IN_TIME):
        remind()
    with clock.at("2020-06-15T10:00"):
        extensions.extend(year=2020, until=date(2020, 12, 31), reason="统一延期", by=he)
        assert remind() == 0
    with clock.at("2020-12-01T10:00"):
        assert remind() == 1
    assert set(Reminder.objects.values_list("due_on", flat=True)) == {
        date(2020, 6, 30),
        date(2020, 12, 31),
    }


@pytest.mark.django_db
def test_after_a_long_silence_one_message_is_enough_and_the_earlier_ones_are_accounted_for(
    owing: Assessment,
) -> None:
    month, week = rule(-30), rule(-7)
    with clock.at("2020-06-25T10:00"):
        assert remind() == 2
        delivery.send_waiting()
    assert len(mail.outbox) == 1
    assert rows(rule=week.code) == [
        ("email", "tian@antai.example", "sent"),
        ("portal", "安然", "sent"),
    ]
    assert rows(rule=month.code) == [
        ("email", "member", "由更近的一次提醒代替"),
        ("portal", "member", "由更近的一次提醒代替"),
    ]


@pytest.mark.django_db
def test_a_suspended_member_is_not_reminded_and_that_is_written_down(
    owing: Assessment, chen: User
) -> None:
    rule(-30)
    membership.move(owing.member, "suspend", by=chen, reason="改制")
    with clock.at(IN_TIME):
        assert remind() == 1
        delivery.send_waiting()
    reason = "会籍状态为“暂停”"
    assert rows() == [("email", "member", reason), ("portal", "member", reason)]
    assert mail.outbox == []


@pytest.mark.django_db
def test_what_still_waits_is_taken_back_when_it_is_paid_extended_or_suspended(
    owing: Assessment, he: User, chen: User
) -> None:
    rule(-30)
    later, gone = make.member(email="l@later.example"), make.member(email="g@gone.example")
    still = make.member(email="s@still.example")
    for member in (later, gone, still):
        assessed(member)
    with clock.at(IN_TIME):
        assert remind() == 4  # and nobody delivers
        paid(owing, "2000.00")
        extensions.extend(year=2020, until=date(2020, 9, 30), reason="困难", by=he, member=later)
        membership.move(gone, "suspend", by=chen, reason="改制")
        assert remind() == 0
        assert take_back() == 0  # done by the run
        delivery.send_waiting()
    assert [letter.to for letter in mail.outbox] == [["s@still.example"]]
    reasons = dict(OutboxRow.objects.exclude(address="").values_list("address", "reason"))
    assert reasons == {
        "tian@antai.example": "已缴清或免缴",
        "l@later.example": "缴费期限已延长",
        "g@gone.example": "会籍状态为“暂停”",
        "s@still.example": "",
    }


@pytest.mark.django_db
def test_what_the_evening_has_settled_is_not_sent_at_night(owing: Assessment) -> None:
    rule(-30)
    with clock.at("2020-06-01T19:30"):
        assert remind() == 1  # and the mail server is away
        paid(owing, "2000.00")
    with clock.at("2020-06-01T21:00"):
        assert remind() == 0
        delivery.send_waiting()
    assert mail.outbox == []


@pytest.mark.django_db
def test_whom_a_message_cannot_reach_is_listed_with_the_reason(antai: Member) -> None:
    rule(-30)
    assessed(antai)
    with clock.at(IN_TIME):
        assert remind() == 1
    assert rows() == [
        ("email", "member", "没有登记财务联系人，也没有单位邮箱"),
        ("portal", "member", "没有可登录的单位用户"),
    ]


@pytest.mark.django_db
def test_one_address_gets_one_mail_and_the_members_own_serves_if_there_is_no_other(
    antai: Member, hengyuan: Member
) -> None:
    rule(-30, channels=["email"], roles=["finance", "main"])
    for name, email, role in (
        ("甲", "One@antai.example", "finance"),
        ("乙", "one@antai.example", "main"),
        ("丙", "", "main"),
        ("丁", "safety@antai.example", "safety"),
    ):
        make.contact(antai, name, email=email, roles=[role])
    make.contact(hengyuan, "戊", email="", roles=["finance"])
    Member.objects.filter(pk=hengyuan.pk).update(email="office@hengyuan.example")
    for member in (antai, hengyuan):
        assessed(member)
    with clock.at(IN_TIME):
        remind()
    assert sorted((who, state) for _, who, state in rows() if "@" in who) == [
        ("One@antai.example", "waiting"),
        ("office@hengyuan.example", "waiting"),
    ]
    assert sorted(state for _, who, state in rows() if "@" not in who) == [
        "与另一位联系人同一邮箱",
        "联系人没有登记邮箱",
        "联系人没有登记邮箱",
    ]


@pytest.mark.django_db
def test_a_user_who_no_longer_acts_or_cannot_sign_in_gets_no_message(antai: Member) -> None:
    cast.person("antai_admin")
    cast.person("former")
    make.representative(antai, accounts.user("关门", is_active=False))
    assessed(antai)
    rule(-30, channels=["portal"])
    with clock.at(IN_TIME):
        remind()
    assert rows() == [("portal", "安然", "waiting")]


@pytest.mark.django_db
def test_a_rule_moved_to_another_day_or_switched_on_again_begins_anew() -> None:
    former = rule(-30)
    with clock.at("2020-06-10T10:00"):
        now = clock.now()
        same = ReminderRule.objects.get(pk=former.pk)
        same.body = "新的正文"
        assert since_when(same, former) == former.switched_on_at
        moved = ReminderRule.objects.get(pk=former.pk)
        moved.days = 7
        assert abs(since_when(moved, former) - now).total_seconds() < 1  # type: ignore[operator]
        off = ReminderRule.objects.get(pk=former.pk)
        off.active = False
        assert since_when(off, former) is None
        assert abs(since_when(former, off) - now).total_seconds() < 1  # type: ignore[operator]


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_four_runs_at_once_decide_everything_once() -> None:
    rule(-30)
    for number in range(12):
        assessed(make.member(email=f"m{number}@example.com"))
    start, decided = threading.Barrier(4, timeout=30), []

    def run() -> None:
        try:
            start.wait()
            decided.append(remind())
            delivery.send_waiting()
        finally:
            connections.close_all()

    with clock.at(IN_TIME):
        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sum(decided) == 12
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        f"m{number}@example.com" for number in range(12)
    )


@pytest.mark.django_db
def test_a_full_year_of_members_is_decided_chunk_by_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.reminders.turns.CHUNK", 2)
    rule(-30)
    for _ in range(5):
        assessed(make.member())
    with clock.at(IN_TIME):
        assert remind() == 5
