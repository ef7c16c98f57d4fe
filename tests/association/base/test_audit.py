from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import audit, clock, context
from association.base.models import AuditEntry
from members.models import Member
from tests.factories import members


def test_an_entry_says_who_when_what_and_why(lin: User, antai: Member) -> None:
    with clock.at("2020-06-08T10:00"):
        entry = audit.record(
            antai,
            "修改资料",
            by=lin,
            before={"单位名称": "旧"},
            after={"单位名称": "新"},
            reason="更名",
        )
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name) == (lin, "林思远")
    assert entry.at.astimezone(clock.TZ).isoformat().startswith("2020-06-08T10:00")
    assert (entry.object_type, entry.object_id) == ("members.member", str(antai.pk))
    assert entry.object_label == antai.name
    assert (entry.before, entry.after) == ({"单位名称": "旧"}, {"单位名称": "新"})
    assert (entry.action, entry.reason) == ("修改资料", "更名")


def test_an_action_that_names_something_long_is_cut(antai: Member) -> None:
    entry = audit.record(antai, f"填写{'表' * 80}", by=None)
    entry.refresh_from_db()
    assert entry.action == f"填写{'表' * 57}…"


def test_the_name_stays_as_it_was_at_the_time(lin: User, antai: Member) -> None:
    entry = audit.record(antai, "查看", by=lin)
    User.objects.filter(pk=lin.pk).update(name="林改名")
    entry.refresh_from_db()
    assert entry.actor_name == "林思远"


def test_the_system_acts_under_its_own_name(antai: Member) -> None:
    entry = audit.record(antai, "核定", by=None)
    assert (entry.actor, entry.actor_name) == (None, "系统")


def test_an_entry_carries_the_request_around_it(antai: Member) -> None:
    with context.acting(request_id="0123456789abcdef", address="203.0.113.7"):
        inside = audit.record(antai, "查看", by=None)
    outside = audit.record(antai, "查看", by=None)
    assert (inside.request_id, inside.address) == ("0123456789abcdef", "203.0.113.7")
    assert (outside.request_id, outside.address) == ("", None)


def test_a_timeline_is_newest_first_and_holds_what_is_about_the_object(
    antai: Member, guanghe: Member
) -> None:
    contact = members.contact(antai)
    audit.record(antai, "登记", by=None)
    audit.record(contact, "添加联系人", by=None, about=antai)
    audit.record(contact, "看了联系人", by=None)
    audit.record(guanghe, "登记", by=None)
    assert [entry.action for entry in audit.timeline(antai)] == ["添加联系人", "登记"]
    assert [entry.action for entry in audit.timeline(contact)] == ["看了联系人"]
    assert [entry.action for entry in audit.done_to(contact)] == ["看了联系人", "添加联系人"]
    assert [entry.action for entry in audit.done_to(antai)] == ["登记"]


def test_a_row_of_another_table_with_the_same_key_has_another_timeline(antai: Member) -> None:
    stranger = User(pk=antai.pk, username="same.key", name="同号")
    audit.record(antai, "登记", by=None)
    assert not audit.timeline(stranger).exists()


def test_amounts_and_days_are_kept_as_they_are_written(antai: Member) -> None:
    after = {"应缴": Decimal("10000.00"), "期限": date(2020, 12, 31)}
    entry = audit.record(antai, "核定", by=None, after=after)
    entry.refresh_from_db()
    assert entry.after == {"应缴": "10000.00", "期限": "2020-12-31"}


def test_a_long_label_is_cut_to_what_the_column_holds(antai: Member) -> None:
    antai.name = "长" * 300
    assert audit.record(antai, "登记", by=None).object_label == "长" * 200


def test_many_entries_are_appended_in_their_order_with_a_fixed_number_of_queries(
    antai: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = [audit.entry(antai, f"第{n}次", by=None) for n in range(5)]
    with django_assert_num_queries(2):
        audit.record_many(entries)
    assert [entry.action for entry in audit.timeline(antai)] == [
        *("第4次", "第3次", "第2次", "第1次", "第0次")
    ]


@pytest.mark.django_db(transaction=True)
def test_entries_appended_together_name_the_transaction_that_wrote_them(antai: Member) -> None:
    """The sealer goes by it: it waits for every transaction that may still write an earlier one."""
    audit.record_many([audit.entry(antai, "登记", by=None)])  # in a transaction of its own
    with transaction.atomic():
        audit.record_many([audit.entry(antai, f"第{n}次", by=None) for n in range(2)])
        audit.record(antai, "变更", by=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "select action, mod(written_by, 4294967296), xmin::text::bigint from base_auditentry"
            " where action in ('登记', '第0次', '第1次', '变更')"
        )
        told = {action: (stated, real) for action, stated, real in cursor.fetchall()}
    assert len(told) == 4
    assert all(stated == real for stated, real in told.values()), told
    assert told["第0次"] == told["第1次"] == told["变更"] != told["登记"]


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_no_entry(lin: User) -> None:
    with pytest.raises(RuntimeError):
        record_and_break(lin)
    assert not AuditEntry.objects.exists()


@transaction.atomic
def record_and_break(user: User) -> None:
    audit.record(user, "登录", by=user)
    raise RuntimeError
