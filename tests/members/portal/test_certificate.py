import pytest
from django.urls import reverse

from members.joining import admission
from members.models import Member
from members.register import certificates, membership
from tests.conftest import ClientFor
from tests.factories import cast, joining
from tests.factories.credentials import content
from tests.pages import links, words

pytestmark = pytest.mark.django_db

PAGE, FILE = reverse("members:certificate"), reverse("members:certificate_file")


def test_a_member_downloads_its_own_and_sees_where_others_check_it(
    client_for: ClientFor, antai: Member
) -> None:
    given = certificates.issue(antai, by=None)
    client = client_for("antai_agent")
    page = client.get(PAGE)
    assert "有效" in words(page)
    assert given.credential.number in words(page)
    assert reverse("credentials:verify_token", args=[given.credential.token]) in links(page)
    answer = client.get(FILE)
    assert b"".join(answer.streaming_content) == content(given.credential)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_without_one_the_page_says_whom_to_ask(client_for: ClientFor, antai: Member) -> None:
    client = client_for("antai_admin")
    assert "请联系社会工作部" in words(client.get(PAGE))
    assert client.get(FILE).status_code == 404


def test_earlier_ones_stay_readable_as_what_they_are(client_for: ClientFor, antai: Member) -> None:
    first = certificates.issue(antai, by=None)
    certificates.issue(antai, by=None)
    page = words(client_for("antai_admin").get(PAGE))
    assert "以前的证书 1 份" in page
    assert f"{first.credential.number} 已替换" in page


def test_after_the_membership_nothing_is_offered_for_download(
    client_for: ClientFor, antai: Member
) -> None:
    certificates.issue(antai, by=None)
    membership.move(antai, "withdraw", by=cast.person("head"), reason="欠费")
    client = client_for("antai_admin")
    page = words(client.get(PAGE))
    assert "已撤销" in page
    assert "会籍终止（已退会）" in page
    assert "欠费" not in page
    assert client.get(FILE).status_code == 404


@pytest.mark.parametrize("page", ["portal", "members:company"])
def test_the_way_there_is_shown(client_for: ClientFor, antai: Member, page: str) -> None:
    assert PAGE in links(client_for("antai_admin").get(reverse(page)))


def test_a_member_downloads_the_letter_that_admitted_it_and_nobody_else_s(
    client_for: ClientFor, antai: Member
) -> None:
    """Carried out for another company, and put down to 安泰, which was a member all along."""
    application, other = joining.accepted(), joining.accepted()
    for row in (application, other):
        admission.admit(row, resolution=joining.paper_resolution(), by=cast.person("social"))
    application.member = antai
    application.save(update_fields=["member"])
    browser = client_for("antai_admin")
    letter = reverse("members:admission_letter", args=[application.pk])

    assert letter in browser.get(reverse("members:certificate")).content.decode()
    answer = browser.get(letter)
    assert application.letter is not None
    assert b"".join(answer.streaming_content) == content(application.letter)
    assert browser.get(reverse("members:admission_letter", args=[other.pk])).status_code == 404
