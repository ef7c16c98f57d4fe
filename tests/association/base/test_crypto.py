"""Personal data at rest: what is sealed opens only for us, and only where it belongs."""

import stat
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from association.base import crypto

NUMBER = "17900001234"
HERE = "members.contact.mobile"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A DATA_DIR in which no key was made yet."""
    settings.DATA_DIR, settings.DATA_KEYS = tmp_path, ""
    return tmp_path


def test_what_is_sealed_opens_again_and_does_not_show_the_number() -> None:
    sealed = crypto.seal(NUMBER, context=HERE)
    assert NUMBER not in sealed
    assert crypto.unseal(sealed, context=HERE) == NUMBER


def test_the_same_number_is_sealed_differently_each_time() -> None:
    assert crypto.seal(NUMBER, context=HERE) != crypto.seal(NUMBER, context=HERE)


def test_the_same_number_has_one_digest_in_a_table_and_another_elsewhere() -> None:
    assert crypto.digest(NUMBER, context=HERE) == crypto.digest(NUMBER, context=HERE)
    assert crypto.digest(NUMBER, context=HERE) != crypto.digest(
        NUMBER, context="accounts.user.phone"
    )
    assert len(crypto.digest(NUMBER, context=HERE)) == crypto.DIGEST_LENGTH


def test_a_value_carried_into_another_column_does_not_open() -> None:
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(crypto.seal(NUMBER, context=HERE), context="accounts.user.phone")


@pytest.mark.parametrize("place", [14, 20, -1])
def test_a_changed_character_is_noticed(place: int) -> None:
    letters = list(crypto.seal(NUMBER, context=HERE))
    letters[place] = "A" if letters[place] != "A" else "B"
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal("".join(letters), context=HERE)


def test_the_first_key_is_made_once_and_for_us_alone(folder: Path) -> None:
    sealed = crypto.seal(NUMBER, context=HERE)
    key = folder / "keys" / "data.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert crypto.unseal(sealed, context=HERE) == NUMBER
    assert [path.name for path in key.parent.iterdir()] == ["data.key"]


def test_processes_that_come_at_once_use_one_and_the_same_first_key(folder: Path) -> None:
    names: list[str] = []
    gate = threading.Barrier(8)

    def come() -> None:
        gate.wait()
        names.append(crypto.keyring()[0].name)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1


def test_a_new_key_seals_and_the_old_one_still_opens(folder: Path) -> None:
    before = crypto.seal(NUMBER, context=HERE)
    new = crypto.add_key()
    assert crypto.unseal(before, context=HERE) == NUMBER
    assert not crypto.sealed_by_newest(before)
    assert crypto.seal(NUMBER, context=HERE).startswith(new.name)
    assert len(crypto.digests(NUMBER, context=HERE)) == 2
    assert crypto.digests(NUMBER, context=HERE)[0] == crypto.digest(NUMBER, context=HERE)


def test_without_its_key_a_value_stays_shut(folder: Path) -> None:
    before = crypto.seal(NUMBER, context=HERE)
    new = crypto.add_key()
    assert crypto.keep_only({new.name}) == [before.partition(".")[0]]
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(before, context=HERE)


def test_the_newest_key_is_never_thrown_away(folder: Path) -> None:
    newest = crypto.keyring()[0].name
    assert crypto.keep_only(set()) == []
    assert crypto.keyring()[0].name == newest


def test_keys_from_outside_are_used_as_they_are_and_no_file_is_made(
    folder: Path, settings: Settings
) -> None:
    new, old = crypto.new_key_text(), crypto.new_key_text()
    settings.DATA_KEYS = old
    before = crypto.seal(NUMBER, context=HERE)
    settings.DATA_KEYS = f"{new}, {old}"
    assert crypto.unseal(before, context=HERE) == NUMBER
    assert not crypto.sealed_by_newest(before)
    assert not crypto.in_file()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    ["short", "-" * 60, crypto.new_key_text()[:-1], "钥匙" * 20],
    ids=["short", "dashes", "cut off", "chinese"],
)
def test_a_key_that_is_none_stops_with_a_sentence_that_does_not_repeat_it(
    folder: Path, settings: Settings, text: str
) -> None:
    settings.DATA_KEYS = text
    with pytest.raises(ImproperlyConfigured, match="32 random bytes") as refusal:
        crypto.seal(NUMBER, context=HERE)
    assert text not in str(refusal.value)
