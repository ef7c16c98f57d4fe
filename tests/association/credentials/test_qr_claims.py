"""What a QR code says of itself: drawn small, signed, checked without the register."""

import base64
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from association.base import clock
from association.credentials import making, qr, qr_claim, qr_key
from association.credentials.enums import SignatureState
from association.credentials.models import Credential
from tests.factories.training_certificates import kept_photo, trained
from tests.pages import words
from training.certificates import KIND, TEMPLATE, facts

TOKEN = "A" * 22
# RFC 8037, appendix A: the key of its example.
SEED = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
PUBLIC = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
FINGERPRINT = "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"


def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(qr_key.decoded(SEED))


def digits(**fields: Any) -> str:
    return qr_claim.sealed(
        **{
            "number": "BAWA-PX-2026-000123-K",
            "token": TOKEN,
            "name": "周宁宁",
            "day": date(2026, 11, 22),
            "facts": ["4", "land"],
            "key": key(),
            **fields,
        }
    )


def address(tail: str) -> str:
    return f"https://portal.example.org/verify/{TOKEN}/#{tail}"


def test_the_key_of_the_standard_has_its_public_half_and_fingerprint() -> None:
    public = key().public_key()
    assert qr_key.encoded(public.public_bytes_raw()) == PUBLIC
    assert qr_key.fingerprint(public) == FINGERPRINT


def test_the_digits_are_a_compact_jws_that_any_library_reads() -> None:
    told = digits()
    letters = "".join(chr(int(told[at : at + 2]) + 45) for at in range(0, len(told), 2))
    header, payload, signature = letters.split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"alg": "EdDSA"}
    key().public_key().verify(qr_key.decoded(signature), f"{header}.{payload}".encode())
    assert qr_key.decoded(payload).decode().startswith("BAWA-PX-2026-000123-K 20261122 ")


def test_it_says_number_day_name_and_facts() -> None:
    claim = qr_claim.read(address(digits()), [key().public_key()])
    assert claim.signature == SignatureState.VALID
    assert (claim.number, claim.issued_on) == ("BAWA-PX-2026-000123-K", date(2026, 11, 22))
    assert claim.facts == ("4", "land")
    assert claim.key == FINGERPRINT
    assert claim.names("周宁宁")
    assert claim.names(" 周 宁宁")
    assert not claim.names("周宁")


def test_a_name_cannot_be_checked_without_the_token() -> None:
    claim = qr_claim.read(digits(), [key().public_key()])
    assert claim.signature == SignatureState.VALID
    assert not claim.names("周宁宁")


def test_the_mark_of_a_name_differs_from_code_to_code() -> None:
    assert qr_claim.mark(TOKEN, "周宁宁") != qr_claim.mark("B" * 22, "周宁宁")


def test_another_key_makes_no_valid_code() -> None:
    stranger = Ed25519PrivateKey.generate()
    assert qr_claim.read(address(digits(key=stranger)), [key().public_key()]) == qr_claim.INVALID
    assert qr_claim.read(
        address(digits(key=stranger)), [key().public_key(), stranger.public_key()]
    ).number


@given(st.integers(min_value=0), st.integers(1, 9))
def test_one_changed_digit_is_found(place: int, more: int) -> None:
    told = digits()
    place %= len(told)
    other = str((int(told[place]) + more) % 10)
    changed = told[:place] + other + told[place + 1 :]
    assert qr_claim.read(address(changed), [key().public_key()]).signature != SignatureState.VALID


@given(st.text(max_size=400))
def test_whatever_was_scanned_there_is_an_answer(text: str) -> None:
    assert qr_claim.read(text, [key().public_key()]).signature != SignatureState.VALID


@given(st.text("0123456789", max_size=400))
def test_whatever_digits_were_scanned_there_is_an_answer(text: str) -> None:
    assert qr_claim.read(f"#{text}", [key().public_key()]).signature != SignatureState.VALID


@pytest.mark.parametrize("fact", ["", "a b", "a\n"])
def test_a_fact_that_would_break_the_line_is_refused(fact: str) -> None:
    with pytest.raises(ValueError, match="QR code"):
        digits(facts=[fact])


@pytest.mark.parametrize("host", ["http://127.0.0.1:8000", f"https://{'a' * 19}.org.cn"])
def test_the_code_stays_within_version_ten_at_level_m(host: str) -> None:
    code = qr.symbol(f"{host}/verify/{TOKEN}/#", digits(facts=["4", "hazchem"]))
    assert (code.error, code.is_micro) == ("M", False)
    assert int(code.version) <= 10


def test_the_key_is_made_once_and_ours_alone(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    made = qr_key.prepare().read_bytes()
    assert qr_key.prepare().read_bytes() == made
    assert qr_key.path().stat().st_mode & 0o077 == 0


# --- of a credential -------------------------------------------------------------------------------
def issue(name: str = "周宁宁") -> Credential:
    from association.credentials import issuing

    return issuing.issue(
        kind=KIND,
        facts=facts(trained(name, face=kept_photo())),
        template=TEMPLATE,
        subject=name,
        by=None,
        valid_from=clock.today(),
    )


def asked(text: str, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("verify", qr=text, json=True, stdout=out, **options)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.mark.django_db
def test_the_command_checks_a_code_and_a_name_without_the_register() -> None:
    credential = issue()
    text = "".join(making.scanned(credential))
    with CaptureQueriesContext(connection) as queries:
        told = asked(text, name="周宁宁")
    assert len(queries) == 0
    assert told == {
        "signature": "valid",
        "number": credential.number,
        "issued_on": clock.today().isoformat(),
        "facts": ["4", "land"],
        "name": "same",
        "key": qr_key.fingerprint(qr_key.private().public_key()),
    }
    assert asked(text, name="周宁")["name"] == "different"
    assert asked(text)["name"] == "not_asked"


@pytest.mark.django_db
def test_a_code_stays_ours_after_the_key_was_changed(tmp_path: Path, settings: Any) -> None:
    text = "".join(making.scanned(issue()))
    settings.DATA_DIR = tmp_path
    assert asked(text)["signature"] == "valid"


@pytest.mark.django_db
def test_a_kept_public_key_is_enough(tmp_path: Path, settings: Any) -> None:
    text = "".join(making.scanned(issue()))
    published, pem = tmp_path / "keys.json", tmp_path / "key.pem"
    published.write_bytes(Client().get(reverse("credentials:qr_keys")).content)
    pem.write_text(qr_key.pem(qr_key.private().public_key()))
    settings.DATA_DIR = tmp_path / "elsewhere"
    for file in (published, pem):
        with CaptureQueriesContext(connection) as queries:
            assert asked(text, key=file)["signature"] == "valid"
        assert len(queries) == 0


@pytest.mark.parametrize("content", ["", "{}", '{"keys": [{"x": "short"}]}', "-----BEGIN"])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.write_text(content)
    with pytest.raises(CommandError, match="公钥"):
        call_command("verify", qr=digits(), key=file)


@pytest.mark.django_db
def test_the_command_says_in_words_that_no_register_was_asked() -> None:
    out = io.StringIO()
    call_command("verify", qr="".join(making.scanned(issue())), name="周宁宁", stdout=out)
    assert "姓名：与证书相符" in out.getvalue()
    assert "没有查登记簿" in out.getvalue()


@pytest.mark.django_db
def test_the_page_tells_how_to_check_offline_and_gives_the_key() -> None:
    issue()
    page = words(Client().get(reverse("credentials:verify")))
    assert "如何离线核对" in page
    assert qr_key.encoded(qr_key.private().public_key().public_bytes_raw()) in page
