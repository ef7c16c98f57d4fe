"""应急准备自查 in the portal."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from association.base import clock
from standardization.library import self_checks
from standardization.models import OwnItem, SelfCheck
from tests.conftest import ClientFor
from tests.factories import cast
from tests.pages import words

pytestmark = pytest.mark.django_db
LIST = reverse("standardization:company_self_checks")
BEGIN = reverse("standardization:company_self_check_begin")


def _keys(row: SelfCheck) -> list[str]:
    return [line.key for group in self_checks.groups(row) for line in group.lines]


def test_a_company_begins_answers_adds_and_finishes(client_for: ClientFor) -> None:
    browser = client_for("antai_agent")
    assert "还没有完成过自查" in words(browser.get(LIST))
    page = browser.post(BEGIN, follow=True)
    row = SelfCheck.objects.get()
    there = page.request["PATH_INFO"]
    first, *others = _keys(row)
    told = {f"state-{key}": "conforms" for key in others}
    answer = browser.post(
        there, {**told, "add": "1", "element": "6", "text": "无人机巡检每周一次"}, follow=True
    )
    assert "已保存，项目已增加" in words(answer)
    assert row.answers.count() == 46, "what was answered is kept when an item is added"
    finish = reverse("standardization:company_self_check_finish", args=[row.pk])
    assert "还有 2 项没有结论（1.1、6.4）" in words(browser.post(finish, follow=True))
    own = f"o{OwnItem.objects.get().pk}"
    browser.post(
        there,
        {f"state-{first}": "fails", f"note-{first}": "下月补学习", f"state-{own}": "conforms"},
    )
    assert "自查已完成" in words(browser.post(finish, follow=True))
    assert "下月补学习" in words(browser.get(there))
    assert browser.post(there, {f"state-{own}": "fails"}).status_code == 422


def test_what_was_typed_stays_when_something_is_refused(client_for: ClientFor) -> None:
    browser = client_for("antai_admin")
    browser.post(BEGIN)
    row = SelfCheck.objects.get()
    there = reverse("standardization:company_self_check", args=[row.pk])
    first, second, *_ = _keys(row)
    told = {f"state-{first}": "na", f"state-{second}": "fails", f"note-{second}": "下月补做"}
    answer = browser.post(there, told)
    assert answer.status_code == 422
    assert "不适用的须写明理由" in words(answer)
    assert "下月补做" in answer.content.decode()
    assert not row.answers.exists()


def test_an_item_that_is_refused_costs_no_answer(client_for: ClientFor) -> None:
    browser = client_for("antai_admin")
    browser.post(BEGIN)
    row = SelfCheck.objects.get()
    there = reverse("standardization:company_self_check", args=[row.pk])
    answer = browser.post(there, {f"state-{_keys(row)[0]}": "conforms", "add": "1", "text": ""})
    assert answer.status_code == 422
    assert row.answers.count() == 1


def test_a_round_of_another_company_isnt_there(client_for: ClientFor) -> None:
    member, by = cast.company("guanghe"), cast.person("guanghe_admin")
    row = self_checks.begin(member, by=by)
    browser = client_for("antai_admin")
    for name in ("company_self_check", "company_self_check_workbook"):
        assert browser.get(reverse(f"standardization:{name}", args=[row.pk])).status_code == 404
    there = reverse("standardization:company_self_check_finish", args=[row.pk])
    assert browser.post(there).status_code == 404


def test_begun_early_in_the_morning_it_is_named_after_the_day_in_beijing(
    client_for: ClientFor,
) -> None:
    """Which is still yesterday in UTC, as the database tells it."""
    browser = client_for("antai_admin")
    with clock.at("2026-03-02T07:30"):
        browser.post(BEGIN)
        row = SelfCheck.objects.get()
        there = reverse("standardization:company_self_check_workbook", args=[row.pk])
        answer = browser.get(there)
    assert str(row) == f"{row.member} 2026-03-02"
    assert "2026-03-02.xlsx" in unquote(answer["Content-Disposition"])
