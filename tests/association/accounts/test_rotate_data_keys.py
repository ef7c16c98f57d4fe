"""Changing the key of all personal data, by the command, while the portal goes on."""

import json
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from pytest_django import Settings

from association.accounts.models import User
from association.accounts.second_factor import Adapter
from association.base import crypto
from members.models import Contact, Member
from tests.factories import accounts, members

pytestmark = pytest.mark.django_db

NUMBER = "17900001234"


@pytest.fixture(autouse=True)
def _keys(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.DATA_KEYS = tmp_path, ""


@pytest.fixture
def factor() -> Authenticator:
    bai = accounts.user("白露", phone=f"+86{NUMBER}")
    secret = Adapter().encrypt("JBSWY3DPEHPK3PXP")
    return Authenticator.objects.create(user=bai, type="totp", data={"secret": secret})


def run(*options: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(call_command("rotate_data_keys", "--json", *options))
    return answer


def test_all_rows_and_factors_are_sealed_anew_and_the_old_key_can_go(
    antai: Member, factor: Authenticator
) -> None:
    for serial in range(1_003):
        Contact(member=antai, name="田禾", mobile=f"1790001{serial:04d}").save()
    old = crypto.keyring()[0].name
    told = run("--new")
    assert told["older"] == [old]
    assert (told["rows"], told["factors"]) == (1_004, 1)
    assert run()["rows"] == 0
    assert run("--forget")["forgotten"] == [old]
    assert [key.name for key in crypto.keyring()] == [told["newest"]]
    assert User.objects.get(phone=f"+86{NUMBER}").phone == f"+86{NUMBER}"
    assert Contact.objects.get(mobile="17900010007").mobile == "17900010007"
    factor.refresh_from_db()
    assert Adapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_a_key_that_something_still_needs_is_not_forgotten(factor: Authenticator) -> None:
    old = crypto.keyring()[0].name
    crypto.add_key()
    assert old not in crypto.keep_only({old})
    assert len(crypto.keyring()) == 2


def test_what_no_key_opens_is_told_and_left(antai: Member) -> None:
    members.contact(antai, mobile=NUMBER)
    lost = crypto.keyring()[0].name
    crypto.path().unlink()
    assert run()["unreadable"] == [lost]


@pytest.mark.parametrize("option", ["--new", "--forget"])
def test_keys_handed_in_from_outside_are_not_ours_to_change(
    settings: Settings, option: str
) -> None:
    settings.DATA_KEYS = crypto.new_key_text()
    with pytest.raises(CommandError, match="DATA_KEYS"):
        run(option)


def test_keys_handed_in_are_rotated_all_the_same(settings: Settings, antai: Member) -> None:
    new, old = crypto.new_key_text(), crypto.new_key_text()
    settings.DATA_KEYS = old
    person = members.contact(antai, mobile=NUMBER)
    settings.DATA_KEYS = f"{new},{old}"
    assert run()["rows"] == 1
    settings.DATA_KEYS = new
    assert Contact.objects.get(pk=person.pk).mobile == NUMBER
