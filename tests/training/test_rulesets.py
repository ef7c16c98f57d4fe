"""A rule set is a version: it comes once, stands, and judges those who apply while it is in force."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from association.base.errors import Refused
from tests.conftest import ClientFor
from tests.training.eligibility.applying import application, work
from training import application as applying
from training import reference
from training.eligibility.conditions import conditions
from training.eligibility.reading import applicants
from training.models import RuleSet

pytestmark = pytest.mark.django_db


def the_first() -> RuleSet:
    return RuleSet.objects.get(code="yjjyy-2019")


def version(code: str, effective: date, **body: Any) -> RuleSet:
    return RuleSet.objects.create(
        code=code,
        title=code,
        occupation="应急救援员",
        occupation_code="3-02-03-08",
        effective=effective,
        source="测试",
        body=the_first().body | body,
    )


def results(*days: str, **facts: Any) -> list[str]:
    told = applicants([application(5, on=day, apprenticeship=None, **facts) for day in days])
    return [verdict.result for verdict in applying.judged(told)]


def test_an_empty_portal_has_the_conditions_of_2019_and_says_they_are_unchecked() -> None:
    row = the_first()
    assert (row.effective, row.verified, row.related_by) == (date(2019, 1, 14), False, "union")
    assert conditions(row.body) == conditions(reference.read(reference.FOLDER / "yjjyy-2019.toml"))
    assert "应急救援员的申报条件" in row.source


def test_installing_again_leaves_what_staff_settled() -> None:
    RuleSet.objects.update(related_by="direction", verified=True)
    reference.install()
    assert RuleSet.objects.count() == 1
    assert (the_first().related_by, the_first().verified) == ("direction", True)


@pytest.mark.parametrize(
    "change", [{"body": {}}, {"effective": date(2020, 1, 1)}, {"source": "另一处"}, {"code": "x"}]
)
def test_the_database_refuses_to_change_what_it_says(change: dict) -> None:
    with pytest.raises(DatabaseError, match="请登记新版本"), transaction.atomic():
        RuleSet.objects.filter(code="yjjyy-2019").update(**change)


def test_the_database_refuses_to_remove_it() -> None:
    with pytest.raises(DatabaseError, match="请登记新版本"), transaction.atomic():
        the_first().delete()
    with pytest.raises(DatabaseError, match="不能修改、删除或清空"), transaction.atomic():
        connection.cursor().execute("truncate training_ruleset cascade")


def test_related_occupations_count_in_one_of_two_ways() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleSet.objects.update(related_by="none")


def test_whoever_applies_is_judged_by_the_version_of_that_day() -> None:
    stricter = the_first().body["levels"][0]
    stricter["branches"][0]["parts"] = [{"part": "years", "at_least": 3}]
    version("yjjyy-2027", date(2027, 1, 1), levels=[stricter])
    facts = {"work": [work("2024-06-01")]}
    assert results("2026-12-31", "2027-01-01", "2027-06-01", "2018-01-01", **facts) == [
        *("eligible", "ineligible", "eligible", "ineligible")
    ]


def test_the_setting_of_the_row_decides_which_occupations_are_related() -> None:
    (applicant,) = applicants([application(4, work=[work("2000-01-01", occupation="矿山救护工")])])
    assert applying.judged([applicant])[0].met == ["4-2"]
    RuleSet.objects.update(related_by="direction")
    assert applying.judged([applicant])[0].met == []


def test_without_any_conditions_nobody_is_judged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("delete from training_ruleset")
        cursor.execute("set local session_replication_role = default")
    with pytest.raises(Refused, match="还没有申报条件"):
        results("2026-11-01")


@pytest.mark.parametrize(
    "broken",
    [
        {"levels": [{"level": 5, "name": "五级", "by_direction": False, "branches": [
            {"id": "5-1", "number": "①", "text": "…", "parts": []}]}]},
        {"levels": [{"level": 5, "name": "五级", "by_direction": False, "branches": [
            {"id": "5-1", "number": "①", "text": "…", "parts": [{"part": "luck"}]}]}]},
        {"levels": [{"level": 5, "name": "五级", "by_direction": False, "branches": [
            {"id": "5-1", "number": "①", "text": "…", "parts": [{"part": "diploma", "schools": ["x"]}]}]}]},
        {"levels": [{"level": 5, "name": "五级", "by_direction": False, "branches": [
            {"id": "5-1", "number": "①", "text": "…", "parts": [{"part": "years", "atleast": 1}]}]}]},
    ],
)  # fmt: skip
def test_data_that_are_no_conditions_are_refused(broken: dict) -> None:
    with pytest.raises((ValueError, TypeError)):
        conditions(the_first().body | broken)


def test_the_same_branch_twice_is_refused() -> None:
    levels = the_first().body["levels"]
    with pytest.raises(ValueError, match="twice"):
        conditions(the_first().body | {"levels": [*levels, levels[0]]})


def test_staff_read_the_conditions_and_the_secretary_general_settles_the_open_question(
    client_for: ClientFor,
) -> None:
    address = f"/admin/training/ruleset/{the_first().pk}/change/"
    page = client_for("reader").get(address).content.decode()
    for words in (
        "待核实",
        "矿山救护工",
        "抢险救援指挥与技术",
        "四级/中级工② 累计从事",
        "≥6年（4-2）",
    ):
        assert words in page
    assert "_save" not in page

    sent = {"related_by": "direction", "verified": "on", "effective": "2001-01-01", "body": "{}"}
    assert client_for("reader").post(address, sent).status_code == 403
    assert client_for("head").post(address, sent).status_code == 302
    row = the_first()
    assert (row.related_by, row.verified, row.effective) == ("direction", True, date(2019, 1, 14))
    assert row.body["levels"]
