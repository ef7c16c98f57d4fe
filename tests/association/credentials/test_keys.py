"""The key: made once and readable by us alone, or the association's own."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.conf import settings as configured

from association.base.errors import Refused
from association.credentials import keys, signing
from association.credentials.enums import SignatureState
from tests.factories.credentials import content, issued


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def _the_key_of_the_settings() -> Any:
    keys.forget()
    yield
    keys.forget()


def test_the_demo_key_is_ours_alone_and_names_the_association(elsewhere: Path) -> None:
    path = keys.prepare()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["credentials.pem"]
    certificate = keys.signer().signing_cert
    assert certificate.subject.native["common_name"] == configured.ASSOCIATION_NAME
    assert certificate.public_key.curve == ("named", "secp256r1")


def test_it_is_made_once_however_many_begin_at_the_same_time(elsewhere: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keys.prepare().read_bytes(), range(8)))
    assert len(set(made)) == 1


def p12(folder: Path, password: str) -> Path:
    """Somebody's own key, as an authority hands it over."""
    key, certificate, _ = keys._read_own(keys.prepare())
    path = folder / "own.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"own", key, certificate, None, BestAvailableEncryption(password.encode())
        )
    )
    return path


@pytest.mark.django_db
def test_the_associations_own_key_signs_once_it_is_named(elsewhere: Path, settings: Any) -> None:
    own = p12(elsewhere, "lamp-over-the-river")
    (elsewhere / "keys" / "credentials.pem").unlink()
    settings.CREDENTIAL_P12, settings.CREDENTIAL_P12_PASSWORD = str(own), "lamp-over-the-river"
    credential = issued()
    assert signing.examine(content(credential)).signature == SignatureState.VALID
    keys.set_up()
    assert not (elsewhere / "keys" / "credentials.pem").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_key_that_cannot_be_read_refuses_the_issue(
    elsewhere: Path, settings: Any, password: str
) -> None:
    settings.CREDENTIAL_P12 = str(p12(elsewhere, "lamp-over-the-river"))
    settings.CREDENTIAL_P12_PASSWORD = password
    with pytest.raises(keys.KeyUnreadableError, match="CREDENTIAL_P12="):
        keys.signer()
    with pytest.raises(Refused, match="签名密钥读不出来"):
        issued()


def test_a_missing_file_is_told_by_its_path(settings: Any) -> None:
    settings.CREDENTIAL_P12 = "/nowhere/own.p12"
    with pytest.raises(keys.KeyUnreadableError, match=r"/nowhere/own\.p12"):
        keys.signer()
