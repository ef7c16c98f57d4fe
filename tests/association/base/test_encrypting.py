"""The migrations that sealed the numbers of a portal which already had some, and the way back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from tests.factories import people

BEFORE = [("accounts", "0003_sign_ins_and_deputies"), ("members", "0004_reminders")]
SEALED = [("accounts", "0004_phones_sealed"), ("members", "0005_mobiles_sealed")]


@pytest.fixture
def migrate(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """Leads a new database, beside the tests' own, to the state of these migrations."""

    def to(targets: list[tuple[str, str]]) -> Any:
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return executor.loader.project_state(targets).apps

    own = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'create database "{own}_sealing"')
        connection.close()
        connection.settings_dict["NAME"] = f"{own}_sealing"
        try:
            yield to
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'drop database "{own}_sealing" with (force)')


def column(table: str, name: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {name} from {table} where {name} <> '' order by id")
        return [value for (value,) in cursor.fetchall()]


def test_numbers_that_stood_in_the_clear_are_sealed_and_open_again(migrate: Any) -> None:
    old = migrate(BEFORE)
    numbers = [people.mobile() for _ in range(3)]
    member = old.get_model("members", "Member").objects.create(
        number="BJAL-2020-9001", name="北京晨岭试迁有限公司", credit_code=people.credit_code()
    )
    for number in [*numbers, ""]:
        old.get_model("members", "Contact").objects.create(
            member=member, name="田禾", mobile=number
        )
    user = old.get_model("accounts", "User")
    user.objects.create(username="with.phone", name="田禾", phone=people.international(numbers[0]))
    user.objects.create(username="without", name="田和", phone=None)
    assert column("members_contact", "mobile") == numbers

    new = migrate(SEALED)
    for kept in (*column("members_contact", "mobile"), *column("accounts_user", "phone")):
        assert not any(number in kept for number in numbers)
    contacts, users = (
        new.get_model(*name).objects for name in (("members", "Contact"), ("accounts", "User"))
    )
    found = contacts.filter(member_id=member.pk).order_by("pk")
    assert [person.mobile for person in found] == [*numbers, ""]
    assert contacts.get(mobile=numbers[1]).pk == found[1].pk
    assert users.get(phone=people.international(numbers[0])).username == "with.phone"
    assert users.get(username="without").phone is None

    migrate(BEFORE)
    assert column("members_contact", "mobile") == numbers
    assert column("accounts_user", "phone") == [people.international(numbers[0])]
