"""代理: another person has a role's permissions too, for some days, and never for oneself."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from association.accounts import deputies, people
from association.accounts.models import Deputy, User
from association.base import audit, clock
from association.base.errors import Refused
from tests.conftest import ClientFor
from tests.factories import accounts, cast
from tests.pages import words

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 18), date(2026, 11, 25)
ASSESS = "members.assess_dues"


@pytest.fixture
def wu(db: None) -> User:
    return cast.person("general")


@pytest.fixture
def zheng(db: None) -> User:
    return cast.person("reader")


def finance() -> Group:
    return Group.objects.get(name="财务")


def appoint(he: User, zheng: User, wu: User, **changes: object) -> Deputy:
    with clock.at("2026-11-16"):
        return deputies.appoint(
            **{
                "principal": he,
                "deputy": zheng,
                "role": finance(),
                "start": FIRST,
                "end": LAST,
                "reason": "出差",
                "by": wu,
                **changes,
            }
        )


def may(user: User, permission: str, on: str) -> bool:
    with clock.at(on):
        return User.objects.get(pk=user.pk).has_perm(permission)


class TestWhileItLasts:
    def test_the_deputy_has_the_roles_permissions_on_these_days_only(
        self, he: User, zheng: User, wu: User
    ) -> None:
        appoint(he, zheng, wu)
        days = {day: may(zheng, ASSESS, f"2026-11-{day}") for day in (17, 18, 21, 25, 26)}
        assert days == {17: False, 18: True, 21: True, 25: True, 26: False}

    def test_the_last_day_counts_until_midnight(self, he: User, zheng: User, wu: User) -> None:
        appoint(he, zheng, wu)
        assert may(zheng, ASSESS, "2026-11-25T23:59:59")
        assert not may(zheng, ASSESS, "2026-11-26T00:00:01")

    def test_both_keep_what_is_their_own(self, he: User, zheng: User, wu: User) -> None:
        appoint(he, zheng, wu)
        assert may(zheng, "members.view_member", "2026-11-21")
        assert may(he, ASSESS, "2026-11-21")
        assert not may(zheng, "accounts.change_user", "2026-11-21")

    def test_whoever_asks_is_told_for_whom_somebody_stands_in(
        self, he: User, zheng: User, wu: User
    ) -> None:
        appoint(he, zheng, wu)
        assert deputies.acts_for(zheng, "finance", LAST) == he
        assert deputies.acts_for(zheng, "finance", date(2026, 11, 26)) is None
        assert deputies.acts_for(zheng, "general", LAST) is None
        assert deputies.acts_for(he, "finance", LAST) is None

    def test_permissions_still_take_one_query_a_request(
        self, he: User, zheng: User, wu: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        appoint(he, zheng, wu)
        with clock.at("2026-11-21"):
            user = User.objects.get(pk=zheng.pk)
            with django_assert_num_queries(1):
                for _ in range(20):
                    assert user.has_perm(ASSESS)

    def test_the_desk_says_so_at_its_head(
        self, he: User, zheng: User, wu: User, client_for: ClientFor
    ) -> None:
        appoint(he, zheng, wu)
        browser = client_for("reader")
        with clock.at("2026-11-21"):
            assert "代理财务管理中心，11月18日至25日" in words(browser.get("/admin/"))
        with clock.at("2026-11-26"):
            assert "代理财务管理中心" not in words(browser.get("/admin/"))


class TestItEnds:
    def test_by_hand_at_once(self, he: User, zheng: User, wu: User) -> None:
        row = appoint(he, zheng, wu)
        with clock.at("2026-11-20"):
            deputies.end(row, by=wu, reason="提前回来")
        assert not may(zheng, ASSESS, "2026-11-20")
        entry = audit.timeline(he)[0]
        assert (entry.action, entry.reason) == ("结束代理", "提前回来")

    def test_the_principal_may_end_it_others_may_not(
        self, he: User, zheng: User, wu: User, lin: User
    ) -> None:
        row = appoint(he, zheng, wu)
        with clock.at("2026-11-20"):
            with pytest.raises(Refused, match="没有权限"):
                deputies.end(row, by=lin)
            deputies.end(row, by=he)
            with pytest.raises(Refused, match="已经结束"):
                deputies.end(row, by=wu)

    def test_when_the_principal_loses_the_role(self, he: User, zheng: User, wu: User) -> None:
        appoint(he, zheng, wu)
        people.amend(he, by=wu, changes={}, roles=[], reason="转岗")
        assert not may(zheng, ASSESS, "2026-11-21")

    @pytest.mark.parametrize("power", ["is_active", "is_staff"])
    def test_when_the_principal_is_closed_or_leaves_the_secretariat(
        self, he: User, zheng: User, wu: User, client_for: ClientFor, power: str
    ) -> None:
        appoint(he, zheng, wu)
        browser, desk = client_for("reader"), client_for("general")
        people.amend(he, by=wu, changes={power: False}, reason="离职")
        assert he.groups.exists(), "the roles stay, for whoever comes back"
        assert not may(zheng, ASSESS, "2026-11-21")
        assert deputies.acts_for(zheng, "finance", LAST) is None
        with clock.at("2026-11-21"):
            assert "代理财务管理中心" not in words(browser.get("/admin/"))
            shown = words(desk.get("/admin/accounts/deputy/"))
            assert "不生效" in shown
            assert "代理中" not in shown

    def test_and_begins_again_if_the_principal_comes_back_before_its_last_day(
        self, he: User, zheng: User, wu: User
    ) -> None:
        appoint(he, zheng, wu)
        people.amend(he, by=wu, changes={"is_active": False}, reason="误停")
        people.amend(he, by=wu, changes={"is_active": True}, reason="恢复")
        assert may(zheng, ASSESS, "2026-11-21")
        assert not may(zheng, ASSESS, "2026-11-26")

    def test_when_the_deputy_is_closed(self, he: User, zheng: User, wu: User) -> None:
        appoint(he, zheng, wu)
        people.amend(zheng, by=wu, changes={"is_active": False})
        assert not may(zheng, ASSESS, "2026-11-21")
        assert deputies.acts_for(zheng, "finance", LAST) is None


class TestRefused:
    def test_oneself_by_the_database_too(self, he: User, wu: User) -> None:
        with pytest.raises(Refused):
            appoint(he, he, wu)
        with pytest.raises(IntegrityError, match="deputy_is_somebody_else"), transaction.atomic():
            Deputy.objects.create(
                principal=he, deputy=he, role=finance(), start=FIRST, end=LAST, reason="出差",
                appointed_by=wu, appointed_at=clock.now(),
            )  # fmt: skip

    def test_nobody_makes_oneself_a_deputy(self, he: User, wu: User) -> None:
        with pytest.raises(Refused, match="不能指定自己"):
            appoint(he, wu, wu)

    def test_by_whoever_may_not(self, he: User, zheng: User, wu: User, lin: User) -> None:
        with pytest.raises(Refused, match="没有权限"):
            appoint(he, zheng, wu, by=lin)

    def test_what_is_only_lent_is_not_lent_on(
        self, he: User, zheng: User, wu: User, lin: User
    ) -> None:
        appoint(he, zheng, wu)
        with pytest.raises(Refused, match="无从代理"):
            appoint(zheng, lin, wu)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"end": date(2026, 11, 17)}, "不能早于开始日"),
            ({"start": date(2026, 11, 1), "end": date(2026, 11, 10)}, "已经过去"),
            ({"reason": "  "}, "事由"),
        ],
    )
    def test_what_makes_no_sense(
        self, he: User, zheng: User, wu: User, changes: dict[str, object], sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            appoint(he, zheng, wu, **changes)
        assert not Deputy.objects.exists()

    def test_people_of_members(self, he: User, wu: User) -> None:
        with pytest.raises(Refused, match="秘书处在用的账号"):
            appoint(he, accounts.user("过客"), wu)

    @pytest.mark.parametrize("power", ["is_active", "is_staff"])
    def test_a_principal_who_is_closed_or_has_left_lends_nothing(
        self, he: User, zheng: User, wu: User, power: str
    ) -> None:
        people.amend(he, by=wu, changes={power: False}, reason="离职")
        he.refresh_from_db()
        with pytest.raises(Refused, match="被代理人须是秘书处在用的账号") as refusal:
            appoint(he, zheng, wu)
        assert refusal.value.field == "principal"

    def test_two_deputies_of_one_role_at_a_time_also_at_the_same_moment(
        self, he: User, zheng: User, wu: User, lin: User
    ) -> None:
        first = appoint(he, zheng, wu)
        with pytest.raises(Refused, match="已有代理人"):
            appoint(he, lin, wu, start=LAST, end=date(2026, 11, 30))
        with pytest.raises(IntegrityError, match="one_deputy_at_a_time"), transaction.atomic():
            Deputy.objects.create(
                principal=he, deputy=lin, role=finance(), start=LAST, end=LAST, reason="出差",
                appointed_by=wu, appointed_at=clock.now(),
            )  # fmt: skip
        with clock.at("2026-11-20"):
            deputies.end(first, by=wu)
        appoint(he, lin, wu)


class TestDesk:
    def test_the_general_office_appoints_and_ends(
        self, he: User, zheng: User, client_for: ClientFor
    ) -> None:
        desk = client_for("general")
        with clock.at("2026-11-20"):
            answer = desk.post(
                "/admin/accounts/deputy/add/",
                {"principal": he.pk, "deputy": zheng.pk, "role": finance().pk,
                 "start": "2026-11-20", "end": "2026-11-25", "reason": "出差"},
            )  # fmt: skip
            assert answer.status_code == 302, words(answer)
            row = Deputy.objects.get()
            assert "代理中" in words(desk.get("/admin/accounts/deputy/"))
            desk.post(f"/admin/accounts/deputy/{row.pk}/end/", {"reason": "提前回来"})
            assert "已提前结束" in words(desk.get("/admin/accounts/deputy/"))

    def test_a_refusal_is_said_at_its_field_and_what_was_typed_stays(
        self, he: User, client_for: ClientFor, wu: User
    ) -> None:
        desk = client_for("general")
        with clock.at("2026-11-20"):
            answer = desk.post(
                "/admin/accounts/deputy/add/",
                {"principal": he.pk, "deputy": wu.pk, "role": finance().pk,
                 "start": "2026-11-20", "end": "2026-11-25", "reason": "出差去天津"},
            )  # fmt: skip
        form = answer.context["adminform"].form
        assert form.errors == {"deputy": ["不能指定自己为代理人，请由另一位有权限的同事办理。"]}
        assert 'value="出差去天津"' in answer.content.decode()
        assert not Deputy.objects.exists()
