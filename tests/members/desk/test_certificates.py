import pytest
from django.urls import reverse

from association.base import clock
from association.credentials.enums import CredentialState
from members.models import Member
from members.register import certificates
from tests.conftest import ClientFor
from tests.factories.credentials import content
from tests.pages import words

pytestmark = pytest.mark.django_db


def url(name: str, member: Member, *more: int) -> str:
    return reverse(f"admin:{name}", args=[member.pk, *more])


def test_a_certificate_is_issued_from_the_record_and_listed_there(
    client_for: ClientFor, antai: Member
) -> None:
    client = client_for("social")
    assert "还没有签发过会员证书" in words(client.get(url("members_member_change", antai)))
    usual = certificates.usual_end(clock.today())
    done = client.post(url("members_certificate", antai), {"valid_to": usual}, follow=True)
    given = certificates.in_force(antai)
    assert given is not None
    assert f"已签发会员证书 {given.credential.number}" in words(done)
    assert "会员证书 换发 撤销" in words(done)
    page = client.get(url("members_certificate_file", antai, given.pk))
    assert b"".join(page.streaming_content) == content(given.credential)


def test_another_one_needs_a_reason(client_for: ClientFor, antai: Member) -> None:
    first = certificates.issue(antai, by=None)
    client = client_for("social")
    sent = {"valid_to": first.credential.valid_to}
    refused = client.post(url("members_certificate", antai), sent)
    assert refused.status_code == 422
    assert "请写明换发理由" in words(refused)
    client.post(url("members_certificate", antai), {**sent, "reason": "遗失补发"})
    assert certificates.in_force(antai) != first


def test_taking_it_back_says_that_the_reason_is_public(
    client_for: ClientFor, antai: Member
) -> None:
    given = certificates.issue(antai, by=None)
    client = client_for("social")
    page = url("members_certificate_revoke", antai)
    assert "查询这份证书的人都会看到" in words(client.get(page))
    client.post(page, {"reason": "签发有误"})
    given.credential.refresh_from_db()
    assert given.credential.state == CredentialState.REVOKED


def test_who_may_only_read_is_offered_nothing(client_for: ClientFor, antai: Member) -> None:
    certificates.issue(antai, by=None)
    page = words(client_for("finance").get(url("members_member_change", antai)))
    assert "会员证书" in page
    assert "换发 撤销" not in page


def test_a_file_that_was_altered_is_not_handed_out(client_for: ClientFor, antai: Member) -> None:
    given = certificates.issue(antai, by=None)
    with given.credential.file.content.open("ab") as file:
        file.write(b"\n")
    client = client_for("social")
    answer = client.get(url("members_certificate_file", antai, given.pk), follow=True)
    assert "与登记的指纹不符" in words(answer)
