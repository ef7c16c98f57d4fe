"""What 安全技术部 does with findings: register, hand out, check, strike off, list, look back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base import clock
from members.models import Member
from standardization.enums import CaseState, FindingState
from standardization.findings import lists, rectifying
from standardization.models import Case, Finding
from tests.conftest import ClientFor
from tests.factories import cast, pictures
from tests.factories import standardization as make
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(antai: Member) -> Case:
    return make.case(antai, by=cast.person("safety"), state=CaseState.RECTIFYING)


def answered(finding: Finding) -> Finding:
    rectifying.submit(
        finding,
        measures="已更换",
        done_on=clock.today(),
        by_name="安工",
        photos=[SimpleUploadedFile("a.jpg", pictures.jpeg(50, 50, "green"))],
        by=None,
    )
    return finding


def page(finding: Finding) -> str:
    return reverse("admin:standardization_finding", args=[finding.pk])


def test_one_is_written_down_and_handed_out(client_for: ClientFor, case: Case) -> None:
    client = client_for("safety")
    here = reverse("admin:standardization_case_findings", args=[case.pk])
    sent = {
        "text": "药品混放",
        "basis": "2.2",
        "severity": "ordinary",
        "deadline": (clock.today() + timedelta(10)).isoformat(),
    }
    assert client.post(here, {**sent, "basis": ""}).status_code == 422
    assert "已登记" in words(client.post(here, sent, follow=True))
    handed = client.post(reverse("admin:standardization_hand_out", args=[case.pk]), follow=True)
    assert "已交企业整改 1 条" in words(handed)
    assert case.findings.get().state == FindingState.FIXING


def test_its_page_tells_what_was_done_to_it_and_to_no_other(
    client_for: ClientFor, case: Case
) -> None:
    client = client_for("safety")
    here = reverse("admin:standardization_case_findings", args=[case.pk])
    sent = {"basis": "2.2", "severity": "ordinary", "deadline": (clock.today() + timedelta(10))}
    for text in ("药品混放", "通道堵塞"):
        client.post(here, {**sent, "text": text})
    client.post(reverse("admin:standardization_hand_out", args=[case.pk]))
    first = case.findings.get(text="药品混放")
    log = words(client.get(page(first))).partition("经过")[2]
    assert [log.count(act) for act in ("登记不符合项", "交企业整改", "通道堵塞")] == [1, 1, 0]


def test_checked_by_one_and_struck_off_by_another(client_for: ClientFor, case: Case) -> None:
    finding = answered(make.finding(case, by=cast.person("safety")))
    checker, second = client_for("safety"), client_for("safety_head")
    told = checker.post(
        page(finding), {"act": "verify", "method": "paper", "note": "看过照片"}, follow=True
    )
    assert "等另一位同事销号" in words(told)
    refused = checker.post(page(finding), {"act": "close", "reason": "核实过"})
    assert refused.status_code == 422
    assert "销号须由另一位同事办理" in words(refused)
    assert "核实过" in refused.content.decode()
    doubtful = second.post(page(finding), {"act": "close"})
    assert "请写明核实情况" in words(doubtful)
    assert "已销号" in words(
        second.post(page(finding), {"act": "close", "reason": "复核当天测过"}, follow=True)
    )


def test_sent_back_the_company_reads_why(client_for: ClientFor, case: Case) -> None:
    finding = answered(make.finding(case, by=cast.person("safety")))
    client_for("safety").post(
        page(finding), {"act": "return", "method": "paper", "note": "看不清接线"}
    )
    company = reverse("standardization:company_finding", args=[finding.pk])
    assert "看不清接线" in words(client_for("antai_agent").get(company))


def test_what_no_longer_holds_goes_back(client_for: ClientFor, case: Case) -> None:
    finding = make.finding(case, by=cast.person("safety"), state=FindingState.CLOSED)
    look = finding.look_backs.create(due_on=clock.today())
    at = reverse("admin:standardization_finding_look", args=[finding.pk, look.pk])
    told = client_for("safety").post(at, {"note": ""}, follow=True)
    assert "必填" in words(told) or "请" in words(told)
    client_for("safety").post(at, {"note": "又断开"})
    finding.refresh_from_db()
    assert finding.state == FindingState.REOPENED


@pytest.mark.parametrize(
    ("wait", "state"),
    [("submitted", FindingState.SUBMITTED), ("verified", FindingState.VERIFIED)],
)
def test_the_queue_shows_what_waits(
    client_for: ClientFor, case: Case, wait: str, state: str
) -> None:
    make.finding(case, by=cast.person("safety"), state=state, text="等着的")
    make.finding(case, by=cast.person("safety"), state=FindingState.FIXING, text="没到的")
    told = words(
        client_for("safety").get(reverse("admin:standardization_findings"), {"wait": wait})
    )
    assert "等着的" in told
    assert "没到的" not in told


def test_the_first_page_of_the_desk_counts_what_the_lists_show(
    client_for: ClientFor, case: Case
) -> None:
    make.finding(case, by=cast.person("safety"), state=FindingState.SUBMITTED)
    struck = make.finding(case, by=cast.person("safety"), state=FindingState.CLOSED)
    struck.look_backs.create(due_on=clock.today())
    told = lists.counted(("submitted", "verified", "look"))
    assert {key: count for key, (count, _) in told.items()} == {
        "submitted": 1, "verified": 0, "look": 1,
    }  # fmt: skip
    assert "整改待验收" in words(client_for("safety").get(reverse("admin:index")))


def test_no_list_asks_more_for_more_rows(client_for: ClientFor, case: Case) -> None:
    client = client_for("safety")

    def asked(address: str, **query: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address, query)
        return len(captured)

    waiting = reverse("admin:standardization_findings")
    of_case = reverse("admin:standardization_case_findings", args=[case.pk])
    make.finding(case, by=cast.person("safety"), state=FindingState.SUBMITTED)
    before = asked(waiting), asked(of_case)
    for _ in range(5):
        make.finding(case, by=cast.person("safety"), state=FindingState.SUBMITTED)
    assert (asked(waiting), asked(of_case)) == before


def test_what_is_due_to_be_looked_at_again_tells_its_case_its_day_and_whether_that_is_over(
    client_for: ClientFor, case: Case
) -> None:
    today, by = clock.today(), cast.person("safety")
    for text, late in (("药品混放", 3), ("通道堵塞", 0)):
        row = make.finding(case, by=by, state=FindingState.CLOSED, text=text)
        row.look_backs.create(due_on=today - timedelta(late))
        row.look_backs.create(due_on=today + timedelta(60))
    seen = client_for("safety").get(reverse("admin:standardization_findings") + "?wait=look")
    told = seen.content.decode()
    assert f">{case.number}</a>" in told
    assert f'datetime="{today - timedelta(3)}"' in told
    assert f'datetime="{today}"' in told
    assert told.count("已逾期") == 1
