"""申报条件自查: every branch answered, nothing kept, and no script needed."""

from typing import Any

import pytest
from django.test import Client

from association.base import clock
from training.models import RuleSet

pytestmark = pytest.mark.django_db
ADDRESS = "/training/eligibility/"


def typed(**told: Any) -> dict[str, Any]:
    """What a browser sends of the page as it first stands, with these fields filled."""
    counters = {"work": 2, "apprenticeship": 1, "certificates": 1, "diplomas": 1}
    rows = {f"{key}-rows": count for key, count in counters.items()}
    return {"apply_on": "2026-11-01", "judge": "1", **rows, **told}


def row(group: str, place: int, **told: str) -> dict[str, str]:
    return {f"{group}-{place}-{name}": value for name, value in told.items()}


def answer(client: Client, status: int = 200, **told: Any) -> str:
    response = client.post(ADDRESS, typed(**told))
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_the_page_asks_for_today_and_says_what_it_leans_on(client: Client) -> None:
    with clock.at("2026-11-20"):
        page = client.get(ADDRESS).content.decode()
    assert 'value="2026-11-20"' in page
    assert "待核实" in page
    assert "申报条件自查" in page


def test_every_branch_says_what_is_missing_and_which_paper_proves_it(client: Client) -> None:
    page = answer(
        client,
        level="4",
        direction="land",
        none_of=["diplomas"],
        **row("work", 0, occupation="own", first="2023-03-01"),
        **row("certificates", 0, of="5", occupation="消防员", issued_on="2020-01-01"),
    )
    assert "暂不符合" in page
    assert "累计 3年8个月，差4个月" in page
    assert "累计 3年8个月，差2年4个月" in page
    assert "没有技工学校本专业或相关专业毕业证书" in page
    assert "职业资格证书或职业技能等级证书原件" in page
    assert page.count("证明材料：") == 5


def test_what_was_not_filled_in_waits_and_is_not_taken_for_none(client: Client) -> None:
    page = answer(client, level="5")
    assert "还不能判断" in page
    assert "尚未提供工作经历" in page
    page = answer(client, level="5", none_of=["work", "apprenticeship"])
    assert "暂不符合" in page


@pytest.mark.parametrize(
    ("level", "told", "words"),
    [
        ("5", row("apprenticeship", 0, occupation="游泳救生员", completed_on="2026-10-01"), "可以申报。"),
        ("5", row("work", 1, occupation="own", first="2020-01-01", last="2021-01-01"), "可以申报。"),
        ("5", row("work", 0, occupation="其他", first="2000-01-01"), "累计 0天，差1年"),
        ("4", row("diplomas", 0, school="technical_school", major="救援技术"), "有条件符合"),
        ("4", row("diplomas", 0, school="technical_school", major="其他"), "没有技工学校"),
    ],
)  # fmt: skip
def test_facts_of_each_kind_are_judged(client: Client, level: str, told: Any, words: str) -> None:
    direction = "water" if level == "4" else ""
    assert words in answer(client, level=level, direction=direction, **told)


def test_a_student_of_a_technician_college_with_a_prospective_certificate(client: Client) -> None:
    told = {
        **row("work", 0, occupation="own", first="2020-01-01"),
        **row("certificates", 0, of="prospective_technician", occupation="own", issued_on="2022-01-01"),
        **row("diplomas", 0, school="technician_college", major="其他", graduated_on="2022-06-30"),
    }  # fmt: skip
    page = answer(client, level="2", direction="mine", **told)
    assert 'data-s="ok"' in page
    assert " 符合条件" in page.replace(">", "> ")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "申报级别"),
        ({"level": "4"}, "四级/中级工分专业方向，请选一个。"),
        ({"level": "5", "direction": "land"}, "五级/初级工不分专业方向"),
        ({"level": "9"}, "申报级别"),
        ({"level": "5", "apply_on": "2026-02-30"}, "申报日期"),
        ({"level": "5", "apply_on": "0001-01-01"}, "早于 1900 年"),
        ({"level": "5", **row("work", 0, occupation="own")}, "工作经历第 1 行 开始日期"),
        (
            {"level": "5", **row("work", 1, occupation="own", first="2020-02-01", last="2020-01-01")},
            "工作经历第 2 行 最后一天：早于开始日期",
        ),
        ({"level": "5", **row("certificates", 0, of="7", occupation="own")}, "职业证书第 1 行 证书"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    client: Client, told: Any, sentence: str
) -> None:
    page = answer(client, 422, **{**row("diplomas", 0, school="other", major="安全工程"), **told})
    assert sentence in page
    assert '<option value="安全工程" selected>' in page


def test_a_row_more_keeps_what_was_typed_and_complains_of_nothing(client: Client) -> None:
    told = {"more": "work", "none_of": ["diplomas"], **row("work", 1, first="2020-01-01")}
    page = answer(client, **told)
    assert 'name="work-rows" value="3"' in page
    assert 'name="work-2-occupation"' in page
    assert 'value="2020-01-01"' in page
    assert '<input type="checkbox" name="none_of" value="diplomas"' in page
    assert page.count(" checked") == 1
    assert "请改正后再提交" not in page


@pytest.mark.parametrize("rows", ["10", "99", "0", "-1", "x", "99999999", ""])
def test_the_number_of_rows_has_a_limit_whatever_is_sent(client: Client, rows: str) -> None:
    page = answer(client, **{"more": "work", "work-rows": rows})
    assert page.count('name="work-') <= 10 * 3 + 1


def test_what_is_typed_is_judged_by_the_conditions_of_that_day(client: Client) -> None:
    RuleSet.objects.update(related_by="direction")
    told = row("work", 0, occupation="矿山救护工", first="2000-01-01")
    assert "差6年" in answer(client, level="4", direction="land", **told)
    assert " 符合条件" in answer(client, level="4", direction="mine", **told).replace(">", "> ")
