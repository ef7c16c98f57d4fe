"""What is issued is frozen: by the doors, and by the database underneath."""

import ctypes
import hashlib
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import NumberCounter, StoredFile
from association.credentials import addresses, issuing, making
from association.credentials.enums import CredentialState
from association.credentials.models import Credential
from tests.factories.credentials import BELONGS, FACTS, content, issued, replaced

pytestmark = pytest.mark.django_db

OFFICE = "北京市安全生产联合会"


def page(document: bytes) -> tuple[str, float]:
    """Text and share of ink of the first page, as PDFium sees them."""
    sheet = pypdfium2.PdfDocument(document)[0]
    bitmap = sheet.render(scale=1, grayscale=True)
    pixels = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
    return sheet.get_textpage().get_text_range(), sum(v < 128 for v in pixels) / len(pixels)


def test_a_signed_document_has_ink_and_the_registers_number() -> None:
    credential = issued()
    text, ink = page(content(credential))
    assert 0.005 < ink < 0.3
    for words in (f"编号 {credential.number}", "周宁宁", "陆地搜索", OFFICE):
        assert words in text


def test_the_register_keeps_the_hash_of_the_final_bytes() -> None:
    credential = issued()
    assert credential.sha256 == hashlib.sha256(content(credential)).hexdigest()
    assert credential.facts == FACTS
    assert credential.file.name == f"培训合格证书 {credential.number}.pdf"


def test_numbers_of_a_kind_follow_each_other_and_kinds_count_apart() -> None:
    with clock.at(date(2026, 5, 1)):
        numbers = [issued().number, issued().number, issued(kind=BELONGS).number]
    assert numbers == ["PX-2026-00001", "PX-2026-00002", "CS-2026-00001"]


def test_a_number_begins_anew_each_year() -> None:
    with clock.at(date(2026, 12, 31)):
        issued()
    with clock.at(date(2027, 1, 1)):
        assert issued().number == "PX-2027-00001"


def test_an_issue_that_fails_leaves_neither_row_nor_number() -> None:
    first = issued()
    with pytest.raises(Exception, match="no_such_template"), transaction.atomic():
        issued(template="members/no_such_template.html")
    assert Credential.objects.count() == 1
    assert NumberCounter.objects.get(kind="credential-trained").last == 1
    assert issued().number > first.number


def test_a_token_has_at_least_96_bits_and_stands_in_the_qr_code(settings: Any) -> None:
    settings.PUBLIC_URL = "https://portal.example.org/"
    credential = issued()
    assert len(credential.token) * 6 >= 96
    assert addresses.public_address(credential) == (
        f"https://portal.example.org/verify/{credential.token}/"
    )
    assert making.scanned(credential) == (addresses.public_address(credential), "")
    assert len({issued().token for _ in range(5)}) == 5


def test_dates_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(Refused, match="不能早于"):
        issued(valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 6, 11), CredentialState.VALID),
        (date(2029, 6, 11), CredentialState.VALID),
        (date(2029, 6, 12), CredentialState.EXPIRED),
    ],
)
def test_the_last_day_is_still_valid(day: date, state: CredentialState) -> None:
    with clock.at(date(2026, 6, 11)):
        credential = issued(valid_to=date(2029, 6, 11))
    assert credential.state_on(day) == state


def test_one_without_an_end_never_expires() -> None:
    assert issued(valid_to=None).state_on(date(2999, 1, 1)) == CredentialState.VALID


def test_revoking_says_when_who_and_why_and_keeps_the_number() -> None:
    credential = issued()
    issuing.revoke(credential, by=None, reason=" 冒名顶替 ")
    credential = Credential.objects.get(pk=credential.pk)
    assert credential.state == CredentialState.REVOKED
    assert credential.revoked_reason == "冒名顶替"
    assert issued().number > credential.number
    entry = audit.timeline(credential)[0]
    assert (entry.action, entry.reason) == ("撤销培训合格证书", "冒名顶替")


def test_revoking_needs_a_reason() -> None:
    with pytest.raises(Refused, match="须写明原因"):
        issuing.revoke(issued(), by=None, reason="  ")


def test_a_credential_is_revoked_once() -> None:
    credential = issued()
    issuing.revoke(credential, by=None, reason="冒名顶替")
    with pytest.raises(Refused, match="已撤销"):
        issuing.revoke(credential, by=None, reason="再来一次")
    with pytest.raises(Refused, match="已撤销"):
        replaced(credential)


def test_a_correction_is_a_new_document_that_replaces_the_old_one() -> None:
    first = issued("周宁")
    second = replaced(first, subject="周甯")
    first.refresh_from_db()
    assert first.state == CredentialState.REPLACED
    assert first.successor == second
    assert (first.subject, second.subject) == ("周宁", "周甯")
    entry = audit.timeline(second)[0]
    assert (entry.action, entry.before) == ("换发培训合格证书", {"编号": first.number})


def test_what_was_replaced_is_neither_replaced_nor_revoked_again() -> None:
    first = issued()
    second = replaced(first)
    with pytest.raises(Refused, match=f"已由 {second.number} 替换"):
        replaced(first)
    with pytest.raises(Refused, match=f"已由 {second.number} 替换"):
        issuing.revoke(first, by=None, reason="冒名顶替")


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {"position": "水域救援"}},
        {"subject": "别人"},
        {"number": "PX-2026-99999"},
        {"token": "a" * 22},
        {"sha256": "0" * 64},
        {"valid_to": date(2099, 1, 1)},
        {"replaces": F("id")},
        {"revoked_reason": "只有理由"},
        {"revoked_at": "2026-01-01T00:00:00Z"},
        {"revoked_at": "2026-01-01T00:00:00Z", "revoked_reason": "甲", "subject": "别人"},
    ],
)
def test_the_database_lets_no_fact_be_altered(change: dict[str, Any]) -> None:
    credential = issued()
    with pytest.raises(DatabaseError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(**change)


def test_the_database_lets_no_revocation_be_taken_back_or_reworded() -> None:
    credential = issued()
    issuing.revoke(credential, by=None, reason="冒名顶替")
    rows = Credential.objects.filter(pk=credential.pk)
    for change in ({"revoked_at": None, "revoked_reason": ""}, {"revoked_reason": "误会"}):
        with pytest.raises(DatabaseError, match="不能修改"), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize(
    "statement", ["delete from credentials_credential", "truncate credentials_credential cascade"]
)
def test_the_database_lets_nothing_be_removed(statement: str) -> None:
    issued()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # what this test has written is settled
        with pytest.raises(DatabaseError, match="不能"), transaction.atomic():
            cursor.execute(statement)


def test_the_row_of_an_issued_file_is_frozen_and_others_are_not() -> None:
    credential = issued()
    with pytest.raises(DatabaseError, match="签发过的证书"), transaction.atomic():
        StoredFile.objects.filter(pk=credential.file_id).update(content="elsewhere")
    other = StoredFile.objects.create(
        name="别的.pdf",
        content="别的",
        media_type="application/pdf",
        size=1,
        sha256="0",
        kept_at=clock.now(),
    )
    StoredFile.objects.filter(pk=other.pk).update(name="改名.pdf")


def test_a_file_altered_on_the_disk_is_not_handed_out() -> None:
    credential = issued()
    assert issuing.document(credential) == credential.file
    with credential.file.content.open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(Refused, match="指纹不符"):
        issuing.document(credential)
