"""Encrypted columns: the database sees no number, and finds it all the same."""

from pathlib import Path

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from association.accounts.models import User
from association.base import crypto, encrypted
from association.base.encrypted import Unreadable
from members.models import Contact, Member
from tests.factories import accounts, members

pytestmark = pytest.mark.django_db

NUMBER = "17900001234"


@pytest.fixture
def keys(settings: Settings, tmp_path: Path) -> Path:
    """Keys of this test alone."""
    settings.DATA_DIR, settings.DATA_KEYS = tmp_path, ""
    return tmp_path / "keys" / "data.key"


def raw(person: Contact) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select mobile, mobile_index from members_contact where id = %s", [person.pk]
        )
        return cursor.fetchone()


@pytest.fixture
def person(antai: Member) -> Contact:
    return members.contact(antai, mobile=NUMBER)


def test_the_column_holds_nothing_of_the_number(person: Contact) -> None:
    sealed, index = raw(person)
    assert NUMBER not in sealed + index
    assert sealed.startswith(index[: encrypted.TAG])
    assert Contact.objects.get(pk=person.pk).mobile == NUMBER


def test_the_whole_number_finds_it_also_from_another_table(person: Contact) -> None:
    assert list(Contact.objects.filter(mobile=NUMBER)) == [person]
    assert list(Member.objects.filter(contacts__mobile=NUMBER)) == [person.member]
    assert list(Contact.objects.filter(mobile__in=["17900009999", NUMBER])) == [person]
    assert not Contact.objects.filter(mobile="17900001235").exists()
    assert person not in Contact.objects.exclude(mobile=NUMBER)


@pytest.mark.parametrize("lookup", ["contains", "startswith", "iexact", "gt", "regex"])
def test_nothing_but_the_whole_number_can_be_asked_for(lookup: str) -> None:
    with pytest.raises(FieldError):
        Contact.objects.filter(**{f"mobile__{lookup}": "179"}).exists()


def test_an_empty_value_stays_empty(antai: Member) -> None:
    person = members.contact(antai, mobile="")
    assert raw(person) == ("", "")
    assert list(Contact.objects.filter(mobile="")) == [person]


def test_no_value_stays_none() -> None:
    somebody = accounts.user(phone=None)
    somebody.refresh_from_db()
    assert somebody.phone is None
    assert somebody.phone_index is None
    accounts.user(phone=None)  # and is nobody's rival


def test_the_index_follows_the_value(person: Contact) -> None:
    before = person.mobile_index
    person.mobile = "17900009999"
    assert person.mobile_index != before
    person.save()
    assert list(Contact.objects.filter(mobile="17900009999")) == [person]
    assert not Contact.objects.filter(mobile=NUMBER).exists()


def test_rows_written_many_at_once_are_sealed_and_found(antai: Member) -> None:
    numbers = [f"1790000{serial:04d}" for serial in range(5)]
    rows = [Contact(member=antai, name="田禾", mobile=number) for number in numbers]
    Contact.objects.bulk_create(rows)
    assert Contact.objects.filter(mobile__in=numbers).count() == 5
    assert all(NUMBER[:7] not in "".join(raw(row)) for row in Contact.objects.all())


def test_an_update_that_forgets_the_index_is_refused_by_the_database(person: Contact) -> None:
    person.mobile = "17900009999"
    with pytest.raises(IntegrityError, match="contact_mobile_with_its_index"), transaction.atomic():
        person.save(update_fields=["mobile"])
    with pytest.raises(IntegrityError, match="contact_mobile_with_its_index"), transaction.atomic():
        Contact.objects.filter(pk=person.pk).update(mobile="17900009999")
    assert Contact.objects.get(pk=person.pk).mobile == NUMBER


@pytest.mark.parametrize("wrong", ["12", "27900001234", "1790000123x", "+8617900001234"])
def test_what_has_no_right_shape_is_refused_at_every_write(antai: Member, wrong: str) -> None:
    with pytest.raises(ValidationError):
        Contact.objects.create(member=antai, name="田禾", mobile=wrong)
    with pytest.raises(ValidationError):
        Contact.objects.bulk_create([Contact(member=antai, name="田禾", mobile=wrong)])


def test_one_number_belongs_to_one_account() -> None:
    accounts.user(phone=f"+86{NUMBER}")
    with pytest.raises(ValidationError) as refusal:
        User.objects.create_user("another", name="田禾", phone=f"+86{NUMBER}")
    assert refusal.value.message_dict["phone"] == ["这个手机号已登记在另一个账号上。"]
    with pytest.raises(IntegrityError, match="user_phone_once"), transaction.atomic():
        User.objects.create(username="second", name="田禾", phone=f"+86{NUMBER}")


class TestKeysChange:
    def test_found_while_the_rows_are_half_done_and_afterwards(
        self, keys: Path, antai: Member
    ) -> None:
        old = members.contact(antai, mobile=NUMBER)
        crypto.add_key()
        new = members.contact(antai, mobile="17900005678")
        for number, row in ((NUMBER, old), ("17900005678", new)):
            assert list(Contact.objects.filter(mobile=number)) == [row]
        assert encrypted.reseal() >= 1
        assert list(Contact.objects.filter(mobile=NUMBER)) == [old]
        assert crypto.keep_only(encrypted.names_in_use()) != []
        assert Contact.objects.get(pk=old.pk).mobile == NUMBER
        assert encrypted.reseal() == 0

    def test_a_lost_key_leaves_the_portal_standing_and_the_row_untouched(
        self, keys: Path, antai: Member
    ) -> None:
        person = members.contact(antai, mobile=NUMBER)
        before, kept = raw(person), keys.read_text()
        keys.unlink()
        found = Contact.objects.get(pk=person.pk)
        assert isinstance(found.mobile, Unreadable)
        assert found.mobile == "无法读取"
        found.name = "田和"
        found.save()
        assert raw(person) == before
        assert encrypted.reseal() == 0
        keys.write_text(kept)
        assert Contact.objects.get(pk=person.pk).mobile == NUMBER
