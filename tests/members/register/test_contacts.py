import pytest

from association.accounts.models import User
from association.base.errors import Refused
from members.models import Member
from members.register import contacts
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_the_same_person_is_not_entered_twice(lin: User, antai: Member) -> None:
    mobile = people.mobile()
    contacts.put(antai, by=lin, name="田禾", mobile=mobile)
    for again in (mobile, ""):
        with pytest.raises(Refused, match="已经登记") as refusal:
            contacts.put(antai, by=lin, name=" 田禾\u3000", mobile=again)
        assert refusal.value.field == "name"
    contacts.put(antai, by=lin, name="田禾", mobile=people.mobile())
    assert antai.contacts.filter(name="田禾").count() == 2


def test_whoever_is_there_keeps_the_own_name_and_number(lin: User, antai: Member) -> None:
    person = contacts.put(antai, by=lin, name="田禾", mobile=people.mobile())
    contacts.put(antai, by=lin, contact=person, name="田禾", email="tian@antai.example")
    assert antai.contacts.get().email == "tian@antai.example"
