"""The company answers what was found, with an account or by the link of one finding."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from association.base import clock
from members.models import Member
from standardization.enums import CaseState, FindingState
from standardization.findings import links
from standardization.models import Finding
from tests.conftest import ClientFor
from tests.factories import cast, pictures
from tests.factories import standardization as make
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(antai: Member) -> Finding:
    safety = cast.person("safety")
    return make.finding(make.case(antai, by=safety, state=CaseState.RECTIFYING), by=safety)


def sent(**more: Any) -> dict[str, Any]:
    return {
        "measures": "已更换跨接线，实测 0.02 欧姆",
        "done_on": clock.today().isoformat(),
        "by_name": "安工",
        "photos": [
            SimpleUploadedFile(f"{colour}.jpg", pictures.jpeg(60, 40, colour))
            for colour in ("red", "blue")
        ],
        **more,
    }


def test_it_is_answered_with_two_pictures(client_for: ClientFor, finding: Finding) -> None:
    page = reverse("standardization:company_finding", args=[finding.pk])
    client = client_for("antai_agent")
    response = client.post(page, sent(), follow=True)
    assert "已提交，等待验收" in words(response)
    finding.refresh_from_db()
    assert finding.state == FindingState.SUBMITTED
    assert finding.photos.filter(stage="after").count() == 2
    picture = reverse(
        "standardization:company_finding_photo", args=[finding.photos.earliest("pk").pk]
    )
    assert client.get(picture).getvalue()[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"measures": ""}, "整改措施和完成情况"),
        ({"photos": []}, "整改后的照片"),
        ({"done_on": (clock.today() + timedelta(2)).isoformat()}, "完成日期还没有到"),
        ({"photos": [SimpleUploadedFile("a.jpg", b"no picture")]}, "整改后的照片"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client_for: ClientFor, finding: Finding, wrong: dict[str, Any], told: str
) -> None:
    page = reverse("standardization:company_finding", args=[finding.pk])
    response = client_for("antai_agent").post(page, sent(**wrong))
    assert response.status_code == 422
    assert told in words(response)
    assert 'value="安工"' in response.content.decode()
    assert not finding.rectifications.exists()


def test_a_colleague_answers_by_the_link_and_nobody_by_an_older_one(
    client_for: ClientFor, finding: Finding
) -> None:
    made = client_for("antai_admin").post(
        reverse("standardization:company_finding_link", args=[finding.pk]), follow=True
    )
    older = links.token(finding)
    finding.refresh_from_db()
    page = reverse("standardization:finding_link", args=[links.token(finding)])
    assert page in made.content.decode()
    assert "只显示这一次" in words(made)
    stranger = Client()
    assert stranger.get(reverse("standardization:finding_link", args=[older])).status_code == 404
    assert "已提交，等待验收" in words(stranger.post(page, sent(), follow=True))
    assert finding.rectifications.get().by is None


def test_answered_meanwhile_nothing_is_written_twice(
    client_for: ClientFor, finding: Finding
) -> None:
    page = reverse("standardization:finding_link", args=[links.token(finding)])
    Client().post(page, sent())
    response = Client().post(page, sent())
    assert response.status_code == 422
    assert "这一条已经提交过" in words(response)
    assert finding.rectifications.count() == 1


def test_the_list_tells_what_is_asked_first(client_for: ClientFor, finding: Finding) -> None:
    make.finding(finding.case, by=finding.found_by, state=FindingState.REGISTERED, text="还没交")
    make.finding(finding.case, by=finding.found_by, state=FindingState.CLOSED, text="早已销号")
    told = words(client_for("antai_agent").get(reverse("standardization:company_findings")))
    assert told.index("呼吸阀跨接线断开") < told.index("早已销号")
    assert "还没交" not in told
