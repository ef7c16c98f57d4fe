import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from association.accounts import passwords, people
from association.accounts.models import Department, User
from association.base import audit
from association.base.errors import Refused
from association.base.models import AuditEntry
from tests.factories import accounts, cast

PASSWORD = "lamp-over-the-river-4"


@pytest.fixture
def wu(db: None) -> User:
    """吴佳 of the general office, who keeps the accounts."""
    return cast.person("general")


def role(name: str) -> Group:
    return Group.objects.get(name=name)


class TestOpening:
    def test_a_staff_account_is_closed_until_its_owner_chooses_a_password(self, wu: User) -> None:
        finance = Department.objects.get(code="finance")
        user = people.open_staff_account(
            username="zhou", name="周然", by=wu, department=finance, roles=[role("财务")]
        )
        assert user.is_staff
        assert not user.is_superuser
        assert not user.has_usable_password()
        assert user.has_perm("members.assess_dues")
        (entry,) = audit.timeline(user)
        assert (entry.actor, entry.action) == (wu, "开通账号")
        assert entry.after["角色"] == "财务"
        assert entry.after["部门"] == "财务管理中心"

    @pytest.mark.parametrize("role_of", ["social", "finance", "head", "reader", "antai_admin"])
    def test_only_who_keeps_the_accounts_opens_one(self, db: None, role_of: str) -> None:
        with pytest.raises(Refused, match="没有权限开通账号"):
            people.open_staff_account(username="zhou", name="周然", by=cast.person(role_of))
        assert not User.objects.filter(username="zhou").exists()

    @pytest.mark.parametrize("username", ["13800000000", "a@b.cn", "Zhou", "zh", "周然", "9lives"])
    def test_a_user_name_may_look_like_no_phone_and_no_address(
        self, wu: User, username: str
    ) -> None:
        with pytest.raises(Refused, match="用户名") as refusal:
            people.open_staff_account(username=username, name="周然", by=wu)
        assert refusal.value.field == "username"

    def test_a_number_belongs_to_one_account(self, wu: User) -> None:
        with pytest.raises(Refused, match="这个手机号已登记在另一个账号上") as refusal:
            people.open_staff_account(username="zhou", name="周然", by=wu, phone=wu.phone)
        assert refusal.value.field == "phone"

    @pytest.mark.django_db
    def test_a_generated_user_name_is_valid_and_no_number(self) -> None:
        names = {people.fresh_username() for _ in range(200)}
        assert len(names) == 200
        assert all(re.fullmatch(r"u[a-z2-7]{10}", name) for name in names)

    @pytest.mark.django_db
    def test_ones_own_account_has_the_password_one_chose(self) -> None:
        user = people.open_own_account(name="周然", phone="+8617999990009", password=PASSWORD)
        assert user.check_password(PASSWORD)
        assert not user.is_staff
        (entry,) = audit.timeline(user)
        assert entry.actor == user
        assert entry.after == {"姓名": "周然", "手机": "179****0009"}

    @pytest.mark.django_db
    def test_a_weak_password_opens_nothing(self) -> None:
        with pytest.raises(Refused) as refusal:
            people.open_own_account(name="周然", phone="+8617999990009", password="12345678901")
        assert refusal.value.field == "password"
        assert not User.objects.exists()


class TestAmending:
    def test_what_changed_is_on_record_and_nothing_else(self, wu: User, lin: User) -> None:
        people.amend(
            lin, by=wu, changes={"name": "林思远", "email": "lin@example.cn"}, reason="补登"
        )
        (entry,) = audit.timeline(lin)
        assert entry.before == {"邮箱": ""}
        assert entry.after == {"邮箱": "lin@example.cn"}
        assert (entry.actor, entry.reason) == (wu, "补登")

    def test_no_change_is_no_entry(self, wu: User, lin: User) -> None:
        people.amend(lin, by=wu, changes={"name": lin.name}, roles=list(lin.groups.all()))
        assert not audit.timeline(lin).exists()

    def test_a_number_whose_mask_looks_alike_is_a_change_all_the_same(
        self, wu: User, lin: User
    ) -> None:
        people.amend(lin, by=wu, changes={"phone": "+8617911110001"})
        people.amend(lin, by=wu, changes={"phone": "+8617922220001"})
        assert audit.timeline(lin).count() == 2
        lin.refresh_from_db()
        assert lin.phone == "+8617922220001"

    def test_roles_take_effect(self, wu: User, lin: User) -> None:
        people.amend(lin, by=wu, changes={}, roles=[role("财务")])
        fresh = User.objects.get(pk=lin.pk)
        assert fresh.has_perm("members.assess_dues")
        assert not fresh.has_perm("members.import_members")
        (entry,) = audit.timeline(lin)
        assert (entry.before, entry.after) == ({"角色": "会员管理"}, {"角色": "财务"})

    @pytest.mark.parametrize("change", [{"roles": ["财务"]}, {"is_active": False}])
    def test_nobody_changes_ones_own_powers(self, wu: User, change: dict) -> None:
        roles = [role(name) for name in change.pop("roles", [])] or None
        with pytest.raises(Refused, match="另一位管理员"):
            people.amend(wu, by=wu, changes=change, roles=roles)
        wu.refresh_from_db()
        assert wu.is_active
        assert [group.name for group in wu.groups.all()] == ["综合办公"]

    def test_but_ones_own_name_and_number(self, wu: User) -> None:
        people.amend(wu, by=wu, changes={"name": "吴嘉"})
        wu.refresh_from_db()
        assert wu.name == "吴嘉"

    def test_a_superuser_is_amended_by_superusers_only(self, wu: User) -> None:
        root = User.objects.create_superuser("root", accounts.PASSWORD)
        with pytest.raises(Refused, match="没有权限改这个账号"):
            people.amend(root, by=wu, changes={"name": "别人"})
        second = User.objects.create_superuser("second", accounts.PASSWORD)
        assert people.amend(root, by=second, changes={"name": "根"}).name == "根"

    @pytest.mark.parametrize("role_of", ["social", "finance", "head", "reader", "antai_admin"])
    def test_others_amend_nobody(self, lin: User, role_of: str) -> None:
        with pytest.raises(Refused, match="没有权限改这个账号"):
            people.amend(lin, by=cast.person(role_of), changes={"name": "别人"})

    def test_a_refused_change_leaves_everything_as_it_was(self, wu: User, lin: User) -> None:
        with pytest.raises(Refused):
            people.amend(lin, by=wu, changes={"name": "新名", "phone": wu.phone})
        lin.refresh_from_db()
        assert lin.name == "林思远"
        assert not audit.timeline(lin).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_two_people_opening_under_one_number_at_once_are_one_account() -> None:
    start = Barrier(2)

    def open_one(_: int) -> str:
        try:
            start.wait(timeout=10)
            people.open_own_account(name="周然", phone="+8617999990009", password=PASSWORD)
            return "opened"
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(open_one, range(2)))
    assert answers[0] == "opened"
    assert "已登记在另一个账号上" in answers[1] or "登记在另一个账号上" in answers[1]
    assert User.objects.count() == 1
    assert AuditEntry.objects.filter(action="开通账号").count() == 1


@pytest.mark.django_db
def test_a_link_key_is_the_only_way_in_for_a_fresh_staff_account(wu: User) -> None:
    user = people.open_staff_account(username="zhou", name="周然", by=wu)
    key = passwords.issue_link(user, by=wu)
    assert passwords.choose_by_link(key, PASSWORD).check_password(PASSWORD)
