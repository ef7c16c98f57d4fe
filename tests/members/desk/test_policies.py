"""Bringing a policy into force at the desk: what it will do, and what it did."""

from datetime import date

import pytest
from django.urls import reverse

from association.accounts.models import User
from members import dues
from members.dues import extensions
from members.enums import PolicyMode, PolicyState
from members.models import Extension, Member, ReliefPolicy
from tests.conftest import ClientFor
from tests.factories import dues as money
from tests.factories.members import resolution

pytestmark = pytest.mark.django_db


def url(policy: ReliefPolicy, name: str = "members_policy_activate") -> str:
    return reverse(f"admin:{name}", args=[policy.pk])


def activated(client_for: ClientFor, policy: ReliefPolicy) -> str:
    answer = client_for("finance").post(url(policy), {"resolution": resolution().pk}, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("standing", [date(2020, 12, 31), date(2021, 3, 31)])
def test_who_activates_is_told_that_the_date_was_not_moved_since_it_is_there_already(
    client_for: ClientFor, he: User, antai: Member, standing: date
) -> None:
    dues.assess(2020, by=he)
    draft = money.draft_policy(extend_due_to=date(2020, 12, 31))
    extensions.extend(year=2020, until=standing, reason="疫情", by=he)

    said = activated(client_for, draft)

    assert "1 家会员的减免已入账" in said
    assert f"2020 年度的缴费期限没有改动：现在已是 {standing}，不早于政策写的 2020-12-31。" in said
    assert Extension.objects.count() == 1


def test_who_activates_is_told_until_when_the_date_was_moved(
    client_for: ClientFor, he: User, antai: Member
) -> None:
    draft = money.draft_policy(extend_due_to=date(2020, 12, 31))
    said = activated(client_for, draft)
    assert "2020 年度的缴费期限延至 2020-12-31（含当日）。" in said
    assert "没有改动" not in said


def test_a_policy_without_an_extension_says_nothing_of_the_date(
    client_for: ClientFor, antai: Member
) -> None:
    said = activated(client_for, money.draft_policy())
    assert "已入账" in said
    assert "的缴费期限" not in said


def shown(client_for: ClientFor, policy: ReliefPolicy, name: str) -> str:
    return client_for("finance").get(url(policy, name)).content.decode()


def test_who_is_about_to_activate_reads_whom_it_relieves_how_much_and_until_when(
    client_for: ClientFor, he: User, antai: Member, hengyuan: Member
) -> None:
    dues.assess(2020, by=he)
    draft = money.draft_policy(extend_due_to=date(2020, 12, 31))
    page = shown(client_for, draft, "members_policy_activate")
    assert "按现在的登记，将减免 2 家会员，合计 12,000.00 元" in page
    assert "2020 年度的缴费期限由 2020-06-30 延至 2020-12-31（含当日）" in page
    assert "不能撤回" in page


def test_an_extension_that_comes_too_late_is_told_before_activating(
    client_for: ClientFor, he: User, antai: Member
) -> None:
    extensions.extend(year=2020, until=date(2021, 3, 31), reason="疫情", by=he)
    draft = money.draft_policy(extend_due_to=date(2020, 12, 31))
    page = shown(client_for, draft, "members_policy_activate")
    assert "缴费期限现在已是 2021-03-31，不再改动" in page


def test_a_policy_on_application_is_said_to_relieve_nobody_by_itself(
    client_for: ClientFor, antai: Member
) -> None:
    draft = money.draft_policy(mode=PolicyMode.APPLICATION)
    page = shown(client_for, draft, "members_policy_activate")
    assert "依申请适用，执行时不入账" in page
    assert "将减免" not in page


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (
            {"joined_from": date(2020, 5, 5), "joined_to": date(2019, 5, 5)},
            "入会不晚于：不能早于“入会不早于”（2020-05-05）",
        ),
        ({"reference_date": date(2021, 1, 1)}, "认定基准日：不能晚于会费年度的最后一天 2020-12-31"),
        ({"effect": "exempt", "value": 50}, "数值：全额免缴不需要填写数值"),
        ({"effect": "months", "value": "1.50"}, "数值：减免月数应为 1 至 12 的整数"),
        ({"year": 20200}, "会费年度：应在 2007 至 2099 之间"),
    ],
)
def test_a_draft_that_nothing_can_be_reckoned_with_says_what_is_wrong_and_where_to_mend_it(
    client_for: ClientFor, antai: Member, stored: dict[str, object], told: str
) -> None:
    draft = money.draft_policy()
    ReliefPolicy.objects.filter(pk=draft.pk).update(**stored)
    change = url(draft, "members_reliefpolicy_change")

    page = shown(client_for, draft, "members_policy")
    assert told in page
    assert page.count(f'href="{change}"') == 2, "above, and beside what is wrong"
    assert told in shown(client_for, draft, "members_policy_activate")
    assert told in activated(client_for, draft)
    assert told in client_for("finance").get(
        url(draft, "members_policy_export"), follow=True
    ).content.decode()  # fmt: skip
    draft.refresh_from_db()
    assert draft.state == PolicyState.DRAFT


@pytest.mark.parametrize(
    "typed", [{"effect": "exempt", "value": 50}, {"effect": "months", "value": "1.5"}]
)
def test_a_value_that_does_not_fit_how_it_relieves_is_refused_at_its_field(
    client_for: ClientFor, typed: dict[str, object]
) -> None:
    form = {
        "code": "2020-NEW", "title": "新会员免缴", "year": 2020, "reference_date": "2020-06-01",
        "mode": "automatic", "valid_from": "2020-01-01", "valid_to": "2020-12-31", "order": 100,
        "basis": "会议决定", **typed,
    }  # fmt: skip
    page = client_for("finance").post(reverse("admin:members_reliefpolicy_add"), form)
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == ["value"]
