"""What a reader is told, by token, by number, by file; and nothing more."""

import json
import re
import sys
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from association.base import clock, pdf
from association.credentials import issuing, keys, signing, verification
from association.credentials.enums import CredentialState, SignatureState, Signer
from tests.factories.credentials import BELONGS, content, issued, replaced

pytestmark = pytest.mark.django_db

UNKNOWN = "A" * 22


@pytest.fixture
def stranger(tmp_path: Path, settings: Any) -> Any:
    """Within the block, documents are signed by a key that isn't ours."""

    def sign(document: bytes) -> bytes:
        ours = settings.DATA_DIR
        settings.DATA_DIR = tmp_path
        keys.forget()
        try:
            return signing.sign(document, reason="冒充")
        finally:
            settings.DATA_DIR = ours
            keys.forget()

    return sign


def unsigned(credential: Any) -> bytes:
    return pdf.render(
        credential.template, {"credential": credential, "facts": credential.facts, "qr": ""}
    )


def test_a_token_tells_how_it_stands() -> None:
    credential = issued("周宁宁")
    verdict = verification.by_token(credential.token)
    assert verdict.state == CredentialState.VALID
    assert (verdict.number, verdict.title) == (credential.number, "培训合格证书")


def test_a_person_is_masked_and_an_organisation_is_not() -> None:
    assert verification.by_token(issued("周宁宁").token).subject == "周*宁"
    company = issued("北京安泰有限公司", kind=BELONGS)
    assert verification.by_token(company.token).subject == "北京安泰有限公司"


def test_only_what_the_kind_calls_public_is_shown() -> None:
    verdict = verification.by_token(issued().token)
    assert verdict.facts == [("方向", "陆地搜索")]


def test_expired_and_revoked_say_so() -> None:
    with clock.at(date(2020, 1, 1)):
        old = issued(valid_to=date(2023, 1, 1))
    assert verification.by_token(old.token).state == CredentialState.EXPIRED
    bad = issued()
    issuing.revoke(bad, by=None, reason="冒名顶替")
    verdict = verification.by_token(bad.token)
    assert (verdict.state, verdict.reason) == (CredentialState.REVOKED, "冒名顶替")


def test_each_of_a_chain_names_the_one_that_replaced_it() -> None:
    first = issued()
    second = replaced(first)
    third = replaced(second)
    told = [verification.by_token(one.token) for one in (first, second, third)]
    assert [verdict.successor for verdict in told] == [second, third, None]
    assert [verdict.state.value for verdict in told] == ["replaced", "replaced", "valid"]


@pytest.mark.parametrize("written", ["{}", " {} ", "{}".lower(), "ＰＸ{}"])
def test_number_and_name_find_it_however_they_are_copied(written: str) -> None:
    credential = issued("周宁宁")
    number = written.format(
        credential.number.removeprefix("PX") if "Ｐ" in written else credential.number
    )
    assert verification.by_number(number, " 周 宁宁").state == CredentialState.VALID


def test_a_wrong_name_is_as_good_as_a_wrong_number() -> None:
    credential = issued("周宁宁")
    wrong_name = verification.by_number(credential.number, "周宁")
    wrong_number = verification.by_number("PX-2026-99999", "周宁宁")
    for verdict in (wrong_name, wrong_number):
        assert verdict.state == CredentialState.UNKNOWN
        assert (verdict.number, verdict.facts, verdict.sha256) == ("", [], "")


def test_the_placeholder_for_nobody_is_nobodys_name() -> None:
    assert verification.by_number("", "无").state == CredentialState.UNKNOWN


def path_of(ask: Any) -> tuple[int, list[str]]:
    """How many queries, and which functions of ours, in which order."""
    called: list[str] = []

    def watch(frame: Any, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename == verification.__file__:
            called.append(frame.f_code.co_name)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        sys.setprofile(watch)
        try:
            ask()
        finally:
            sys.setprofile(None)
    return len(queries), called


def test_the_unknown_takes_the_same_path_and_queries_as_the_real() -> None:
    real = issued("周宁宁")
    ways = [
        (lambda: verification.by_token(real.token), lambda: verification.by_token(UNKNOWN)),
        (
            lambda: verification.by_number(real.number, "周宁宁"),
            lambda: verification.by_number("PX-2026-99999", "周宁宁"),
        ),
        (
            lambda: verification.by_digest(real.sha256),
            lambda: verification.by_digest("0" * 64),
        ),
    ]
    for known, unknown in ways:
        told = path_of(known)
        assert told[0] == 1
        assert told == path_of(unknown)


def test_the_original_file_is_known_and_its_signature_ours() -> None:
    credential = issued()
    verdict = verification.of_file(content(credential))
    assert verdict == verification.FileVerdict(
        CredentialState.VALID, credential.number, SignatureState.VALID, Signer.OURS, True
    )


def room(document: bytes) -> range:
    """Where the signature itself stands: the one place that it can't cover."""
    found = re.search(rb"/ByteRange\s*\[0 (\d+) (\d+) \d+\]", document)
    assert found
    return range(int(found[1]), int(found[2]))


def flipped(document: bytes, place: int) -> bytes:
    altered = bytearray(document)
    altered[place] ^= 1
    return bytes(altered)


def test_a_flipped_byte_anywhere_is_told() -> None:
    original = content(issued())
    signature = room(original)
    for place in range(3, len(original), len(original) // 50):
        verdict = verification.of_file(flipped(original, place))
        assert not verdict.hash_known, place
        assert place in signature or verdict.signature == SignatureState.INVALID, place


def test_nothing_can_be_hidden_in_the_room_that_a_signature_leaves() -> None:
    original = content(issued())
    place = room(original)[-4]
    assert original[place : place + 1] == b"0"
    assert verification.of_file(flipped(original, place)).signature == SignatureState.INVALID


def test_a_flipped_byte_of_the_page_still_names_the_certificate_it_was() -> None:
    credential = issued()
    original = content(credential)
    verdict = verification.of_file(flipped(original, original.index(b"stream") + 20))
    assert (verdict.number, verdict.state) == (credential.number, CredentialState.VALID)
    assert verdict.signature == SignatureState.INVALID


def test_something_appended_after_the_signature_is_told() -> None:
    credential = issued()
    writer = IncrementalPdfFileWriter(BytesIO(content(credential)))
    writer.update_root()
    appended = BytesIO()
    writer.write(appended)
    verdict = verification.of_file(appended.getvalue())
    assert (verdict.signature, verdict.hash_known) == (SignatureState.INVALID, False)


def test_a_copy_signed_by_a_stranger_is_told(stranger: Any) -> None:
    credential = issued()
    forged = stranger(unsigned(credential))
    assert signing.examine(forged).signature == SignatureState.VALID  # as its own viewer would say
    verdict = verification.of_file(forged)
    assert (verdict.signature, verdict.signer) == (SignatureState.INVALID, Signer.STRANGER)
    assert (verdict.number, verdict.hash_known) == (credential.number, False)


def test_a_copy_without_a_signature_is_told() -> None:
    credential = issued()
    verdict = verification.of_file(unsigned(credential))
    assert (verdict.signature, verdict.signer) == (SignatureState.MISSING, Signer.NOBODY)
    assert verdict.number == credential.number


def test_a_signature_stays_ours_after_the_key_was_changed(tmp_path: Path, settings: Any) -> None:
    credential = issued()
    settings.DATA_DIR = tmp_path
    keys.forget()
    newer = issued()
    keys.forget()
    assert newer.signed_with != credential.signed_with
    for one in (credential, newer):
        assert verification.of_file(content(one)).signer == Signer.OURS


@pytest.mark.parametrize(
    "document",
    [b"", b"%PDF-1.7", b"\x00" * 500, b"MZ", b"%PDF-1.7 /ETSI.CAdES.detached", b"[" * 100_000],
)
def test_whatever_the_bytes_are_there_is_an_answer(document: bytes) -> None:
    verdict = verification.of_file(document)
    assert verdict.state == CredentialState.UNKNOWN
    assert not verdict.hash_known
    assert verdict.signature != SignatureState.VALID


def test_the_signature_is_pades_with_the_number_as_its_reason() -> None:
    credential = issued()
    (embedded,) = PdfFileReader(BytesIO(content(credential))).embedded_regular_signatures
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert embedded.sig_object["/Reason"] == f"签发 {credential.number}"


def told(path: Path) -> dict[str, Any]:
    out = StringIO()
    call_command("verify", str(path), json=True, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_the_command_prints_one_document(tmp_path: Path) -> None:
    credential = issued()
    path = tmp_path / "certificate.pdf"
    path.write_bytes(content(credential))
    assert told(path) == {
        "state": "valid",
        "number": credential.number,
        "signature": "valid",
        "signer": "ours",
        "hash_known": True,
    }
    issuing.revoke(credential, by=None, reason="冒名顶替")
    assert told(path)["state"] == "revoked"


def test_the_command_says_in_words_what_it_found(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7")
    out = StringIO()
    call_command("verify", str(path), stdout=out)
    assert "状态：未查到" in out.getvalue()


def test_the_command_refuses_a_file_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="读不出来"):
        call_command("verify", "/nowhere.pdf")
