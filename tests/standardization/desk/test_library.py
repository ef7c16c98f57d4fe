"""Standards at the desk, from the workbook to the version in force."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from standardization.enums import VersionState
from standardization.library import content, publishing
from standardization.models import Standard, StandardImport, StandardVersion
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import standardization as make
from tests.pages import main, words
from tests.standardization.library.books import altered, book, cell, uploaded

pytestmark = pytest.mark.django_db
LIST = reverse("admin:standardization_standards")
IMPORTS = reverse("admin:standardization_imports")


def test_standards_are_narrowed_by_family_state_and_words(client_for: ClientFor) -> None:
    ours = make.draft().standard
    browser = client_for("safety")
    for asked, found in (
        (f"q={ours.code}", True),
        ("family=own", True),
        ("family=local", False),
        ("state=in_force", False),
        ("ours=on", True),
        (f"family=nonsense&q={ours.code}", True),
    ):
        assert (ours.title in main(browser.get(f"{LIST}?{asked}"))) is found, asked
    assert "没有这样的标准" in words(browser.get(f"{LIST}?q=火星"))


def test_a_long_list_costs_the_queries_of_a_short_one(client_for: ClientFor) -> None:
    browser = client_for("safety")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"{LIST}?family=own")
        return len(asked)

    make.draft()
    browser.get(LIST)
    few = cost()
    for _ in range(5):
        make.draft()
    assert cost() == few


def test_a_version_costs_the_same_queries_with_sixty_items(client_for: ClientFor) -> None:
    browser = client_for("safety")

    def cost(version: StandardVersion) -> int:
        there = reverse("admin:standardization_version", args=[version.pk])
        browser.get(there)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(there).status_code == 200
        return len(asked)

    short = cost(make.draft())
    assert cost(content.load("oil-depot", by=cast.person("safety"))) == short


def test_a_workbook_becomes_a_version_in_force(client_for: ClientFor) -> None:
    shi, yue = client_for("safety"), client_for("safety_head")
    answer = shi.post(IMPORTS, {"file": uploaded(book())}, follow=True)
    assert "待确认" in words(answer)
    assert "与前一版的差别" not in words(answer)
    (row,) = StandardImport.objects.all()
    shi.post(reverse("admin:standardization_import", args=[row.pk]))
    version = StandardVersion.objects.get(standard__code="AL-BZH 01")
    there = reverse("admin:standardization_version", args=[version.pk])
    assert "请安全技术部负责人发布" in words(shi.get(there))
    publish = reverse("admin:standardization_version_publish", args=[version.pk])
    assert shi.post(publish).status_code == 403
    assert "前一版到前一天为止" in words(yue.get(publish))
    answer = yue.post(publish, {"reason": "秘书处 2019 年第 3 号"}, follow=True)
    assert "现行有效" in words(answer)
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED


def test_a_faulty_workbook_shows_its_faults_and_no_button(client_for: ClientFor) -> None:
    browser = client_for("safety")
    faulty = altered(cell("项目", "H2", "=1"))
    answer = browser.post(IMPORTS, {"file": uploaded(faulty)}, follow=True)
    page = words(answer)
    assert "不能导入" in page
    assert "是公式" in page
    assert "导入为草稿" not in page


def test_what_is_no_workbook_is_said_at_the_field(client_for: ClientFor) -> None:
    answer = client_for("safety").post(IMPORTS, {"file": uploaded(b"a,b,c", "标准.csv")})
    assert answer.status_code == 422
    assert not StandardImport.objects.exists()


def test_template_and_workbook_are_handed_out(client_for: ClientFor) -> None:
    browser, version = client_for("safety"), make.draft()
    for there in (
        reverse("admin:standardization_import_template"),
        reverse("admin:standardization_version_workbook", args=[version.pk]),
    ):
        data = b"".join(browser.get(there))
        assert load_workbook(io.BytesIO(data)).sheetnames[:6] == [
            *("基本信息", "要素", "项目", "扣分", "分数线", "事故要求"),
        ]


def test_abolishing_and_discarding_ask_first(client_for: ClientFor) -> None:
    yue = client_for("safety_head")
    version = publishing.publish(
        content.load("oil-depot", by=cast.person("safety")), by=cast.person("safety_head")
    )
    there = reverse("admin:standardization_version_abolish", args=[version.pk])
    assert yue.post(there, {"reason": ""}).status_code == 422
    assert "已废止" in words(yue.post(there, {"reason": "公告"}, follow=True))
    draft = content.load("hazchem", by=cast.person("safety"))
    gone = reverse("admin:standardization_version_discard", args=[draft.pk])
    assert "草稿已撤去" in words(yue.post(gone, follow=True))
    assert not StandardVersion.objects.filter(pk=draft.pk).exists()


def test_the_register_tells_its_totals_and_what_is_unknown(client_for: ClientFor) -> None:
    browser = client_for("safety")
    page = words(browser.get(reverse("admin:standardization_register")))
    assert "会刊 2020 年第 2 期" in page
    assert "65 项，其中 64 项待核实" in page
    row = Standard.objects.get(title__endswith="石油库")
    there = reverse("admin:standardization_standard_amend", args=[row.pk])
    told = {
        **{name: getattr(row, name) for name in ("title", "issuer", "industry", "region")},
        "code": "DB11/T 1322.1", "state": "in_force", "source": "标准封面", "reason": "核对",
    }  # fmt: skip
    answer = browser.post(there, told)
    assert answer.status_code == 422
    assert "已有 DB11/T 1322.1" in words(answer)
    browser.post(there, told | {"code": "DB11/T 1322.30", "region": "beijing"})
    row.refresh_from_db()
    assert (row.code, row.region) == ("DB11/T 1322.30", "beijing")
