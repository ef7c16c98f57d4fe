"""证书查询 as the public has it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from association.base import clock
from association.credentials import issuing
from association.credentials.screens import verify
from tests.conftest import ClientFor
from tests.factories.credentials import content, issued, replaced
from tests.pages import links, main, primary, words

pytestmark = pytest.mark.django_db

ASK = reverse("credentials:verify")
FILE = reverse("credentials:verify_file")


def scanned(token: str) -> HttpResponse:
    return Client().get(reverse("credentials:verify_token", args=[token]))


def test_a_scanned_code_shows_how_the_certificate_stands() -> None:
    credential = issued("周宁宁")
    page = words(scanned(credential.token))
    for part in ("有效", credential.number, "周*宁", "方向 陆地搜索", credential.sha256[:4]):
        assert part in page
    assert "周宁宁" not in page
    assert "不公开的代码" not in page


def test_a_revoked_one_shows_its_reason_and_a_replaced_one_its_successor() -> None:
    bad = issued()
    issuing.revoke(bad, by=None, reason="冒名顶替")
    assert "已撤销" in words(scanned(bad.token))
    assert "撤销原因 冒名顶替" in words(scanned(bad.token))
    first = issued()
    second = replaced(first)
    page = scanned(first.token)
    assert f"替换为 {second.number}" in words(page)
    assert reverse("credentials:verify_token", args=[second.token]) in links(page)


def test_a_self_signed_key_is_explained_with_its_fingerprint() -> None:
    credential = issued()
    page = words(scanned(credential.token))
    assert "签名者未知" in page
    assert credential.signed_with.fingerprint in page


def test_number_and_name_find_it() -> None:
    credential = issued("周宁宁")
    page = Client().post(ASK, {"number": credential.number.lower(), "name": "周宁宁"})
    assert f"编号 {credential.number}" in words(page)


def test_an_empty_question_is_told_field_by_field() -> None:
    page = Client().post(ASK, {})
    assert page.status_code == 422
    assert "请填证书编号" in words(page)


def test_what_is_not_known_is_answered_alike_and_never_by_an_error() -> None:
    """The same status, headers and words for a wrong number, a wrong name and a wrong token."""
    credential = issued("周宁宁")
    answers = [
        Client().post(ASK, {"number": credential.number, "name": "周宁"}),
        Client().post(ASK, {"number": "PX-2026-99999", "name": "周宁宁"}),
        scanned("A" * 22),
    ]
    known = scanned(credential.token)
    for answer in answers:
        assert answer.status_code == known.status_code == 200
        assert set(answer.headers) == set(known.headers)
        assert "未查到" in words(answer)
        assert credential.number not in main(answer).split('id="ask"')[0]


def test_no_cache_keeps_an_answer_and_no_engine_finds_it() -> None:
    for page in (Client().get(ASK), scanned("A" * 22), Client().post(FILE, {})):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_page_puts_one_thing_forward() -> None:
    assert primary(Client().get(ASK)) == 1


def test_a_file_that_was_sent_is_compared_and_not_kept() -> None:
    credential = issued()
    upload = SimpleUploadedFile("证书.pdf", content(credential), "application/pdf")
    page = Client().post(FILE, {"file": upload})
    assert "逐字节相同" in words(page)
    altered = SimpleUploadedFile("证书.pdf", content(credential) + b"\n", "application/pdf")
    page = Client().post(FILE, {"file": altered})
    assert "改动过" in words(page)


def test_a_fingerprint_alone_is_enough() -> None:
    credential = issued()
    page = Client().post(FILE, {"sha256": credential.sha256.upper()})
    assert credential.number in words(page)


@pytest.mark.parametrize("sent", [{}, {"sha256": "short"}, {"sha256": "g" * 64}])
def test_what_is_no_fingerprint_is_asked_for_again(sent: dict[str, str]) -> None:
    assert Client().post(FILE, sent).status_code == 422


def test_a_file_of_more_than_ten_megabytes_is_refused() -> None:
    large = SimpleUploadedFile("大.pdf", b"%PDF" + b"0" * 10 * 1024 * 1024, "application/pdf")
    page = Client().post(FILE, {"file": large})
    assert page.status_code == 422
    assert "超过 10 MB" in words(page)


def test_a_machine_that_tries_one_after_the_other_is_stopped() -> None:
    with clock.at("2026-11-21T10:00:00"):
        for _ in range(verify.LIMIT):
            assert scanned("A" * 22).status_code == 200
        stopped = scanned("A" * 22)
        assert stopped.status_code == 429
        assert stopped.headers["Retry-After"] == "60"
        assert Client().get(ASK).status_code == 200  # the form itself asks nothing
    with clock.at("2026-11-21T10:01:00"):
        assert scanned("A" * 22).status_code == 200


def test_the_page_answers_without_the_shared_cache(settings: Any) -> None:
    credential = issued()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert credential.number in words(scanned(credential.token))


def test_the_register_in_the_admin_can_be_read_and_searched(client_for: ClientFor) -> None:
    credential = issued("周宁宁")
    page = client_for("social").get(
        reverse("admin:credentials_credential_changelist"), {"q": credential.number}
    )
    assert "有效" in words(page)
    assert credential.number in words(page)
