"""The doors: who no longer acts for a member, in which role, and what is on record."""

import pytest

from association.accounts import passwords
from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members.enums import RepresentativeRole
from members.models import Member
from members.register import representatives
from tests.factories import accounts, cast
from tests.factories import members as make
from tests.factories.invitations import acting, invite

pytestmark = pytest.mark.django_db

ADMIN, AGENT = RepresentativeRole.ADMIN, RepresentativeRole.AGENT
GOOD = "lamp-over-the-river-4"


class TestEnding:
    def test_the_past_stays_readable(self, antai: Member, admin: User, agent: User) -> None:
        representatives.end(acting(antai, agent), by=admin, reason="离职")
        gone = antai.representatives.get(user=agent)
        assert gone.ended_at is not None
        entry = audit.timeline(antai).first()
        assert (entry.action, entry.reason) == ("停用单位用户", "离职")

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_it_takes_a_reason(self, antai: Member, admin: User, agent: User, reason: str) -> None:
        with pytest.raises(Refused, match="须写明理由") as refusal:
            representatives.end(acting(antai, agent), by=admin, reason=reason)
        assert refusal.value.field == "reason"

    @pytest.mark.parametrize("by", ["social", "antai_admin"])
    def test_the_last_admin_stays_whoever_asks(self, antai: Member, admin: User, by: str) -> None:
        with pytest.raises(Refused, match="最后一位单位管理员，不能停用"):
            representatives.end(acting(antai, admin), by=cast.person(by), reason="离职")
        assert acting(antai, admin)

    def test_an_admin_whose_account_is_closed_is_no_second_one(
        self, antai: Member, admin: User, lin: User
    ) -> None:
        closed = accounts.user("闭户", is_active=False)
        make.representative(antai, closed, role=ADMIN)
        with pytest.raises(Refused, match="最后一位"):
            representatives.end(acting(antai, admin), by=lin, reason="离职")
        representatives.end(acting(antai, closed), by=lin, reason="账号早已停用")

    def test_staff_bring_in_a_new_admin_and_then_the_old_one_can_go(
        self, antai: Member, admin: User, lin: User
    ) -> None:
        _, token = invite(antai, lin, role=ADMIN)
        representatives.accept(token, password=GOOD)
        representatives.end(acting(antai, admin), by=lin, reason="失联")
        assert representatives.acting_for(antai).get().user.name == "周然"

    def test_twice_is_refused(self, antai: Member, admin: User, agent: User) -> None:
        theirs = acting(antai, agent)
        representatives.end(theirs, by=admin, reason="离职")
        with pytest.raises(Refused, match="已经停用"):
            representatives.end(theirs, by=admin, reason="离职")

    def test_links_that_they_sent_out_die_with_them(self, antai: Member, admin: User) -> None:
        second = accounts.user("第二")
        make.representative(antai, second, role=ADMIN)
        _, token = invite(antai, admin)
        _, colleagues = invite(antai, second)
        representatives.end(acting(antai, admin), by=second, reason="离职")
        with pytest.raises(Refused, match="撤回"):
            representatives.look_up(token)
        assert representatives.look_up(colleagues)

    @pytest.mark.parametrize("by", ["antai_agent", "hengyuan_admin", "finance", "former"])
    def test_only_by_who_may_invite(self, antai: Member, admin: User, agent: User, by: str) -> None:
        with pytest.raises(Refused, match="没有权限"):
            representatives.end(acting(antai, agent), by=cast.person(by), reason="离职")


class TestRoles:
    def test_there_and_back(self, antai: Member, admin: User, agent: User) -> None:
        theirs = acting(antai, agent)
        representatives.change_role(theirs, role=ADMIN, by=admin)
        representatives.change_role(acting(antai, admin), role=AGENT, by=agent)
        assert (acting(antai, agent).role, acting(antai, admin).role) == (ADMIN, AGENT)
        entry = audit.timeline(antai).first()
        assert (entry.before, entry.after) == ({"角色": "单位管理员"}, {"角色": "经办人"})

    def test_the_last_admin_is_not_demoted(self, antai: Member, admin: User, lin: User) -> None:
        with pytest.raises(Refused, match="最后一位单位管理员，不能改为经办人"):
            representatives.change_role(acting(antai, admin), role=AGENT, by=lin)

    def test_no_change_and_no_such_role_are_refused(
        self, antai: Member, admin: User, agent: User
    ) -> None:
        with pytest.raises(Refused, match="已经是经办人"):
            representatives.change_role(acting(antai, agent), role=AGENT, by=admin)
        with pytest.raises(Refused):
            representatives.change_role(acting(antai, agent), role="boss", by=admin)
        assert acting(antai, agent).role == AGENT

    def test_a_demoted_admins_links_die(self, antai: Member, admin: User, agent: User) -> None:
        _, token = invite(antai, admin)
        representatives.change_role(acting(antai, agent), role=ADMIN, by=admin)
        representatives.change_role(acting(antai, admin), role=AGENT, by=agent)
        with pytest.raises(Refused, match="撤回"):
            representatives.look_up(token)

    @pytest.mark.parametrize("by", ["antai_agent", "hengyuan_admin", "finance"])
    def test_only_by_who_may_invite(self, antai: Member, admin: User, agent: User, by: str) -> None:
        with pytest.raises(Refused, match="没有权限"):
            representatives.change_role(acting(antai, agent), role=ADMIN, by=cast.person(by))


class TestResetting:
    @pytest.mark.parametrize("by", ["social", "antai_admin"])
    def test_the_person_gets_a_link_and_is_out_until_then(
        self, antai: Member, admin: User, agent: User, by: str
    ) -> None:
        key = representatives.reset_access(acting(antai, agent), by=cast.person(by))
        agent.refresh_from_db()
        assert not agent.has_usable_password()
        assert passwords.choose_by_link(key, GOOD) == agent
        assert acting(antai, agent)
        entry = audit.timeline(antai).first()
        assert (entry.action, entry.actor) == ("发放设置密码的链接", cast.person(by))

    def test_who_acts_for_another_member_too_is_for_the_secretariat(
        self, antai: Member, hengyuan: Member, admin: User, agent: User, lin: User
    ) -> None:
        """Else 安泰's admin would come to act for 恒远."""
        make.representative(hengyuan, agent, role=AGENT)
        with pytest.raises(Refused, match="还代表其他单位"):
            representatives.reset_access(acting(antai, agent), by=admin)
        agent.refresh_from_db()
        assert agent.has_usable_password()
        assert representatives.reset_access(acting(antai, agent), by=lin)

    @pytest.mark.parametrize("by", ["social", "antai_admin"])
    @pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
    def test_people_of_the_secretariat_get_theirs_elsewhere(
        self, antai: Member, admin: User, by: str, power: str
    ) -> None:
        insider = accounts.user("内部", **{power: True})
        make.representative(antai, insider, role=AGENT)
        with pytest.raises(Refused, match="由综合办公室重发"):
            representatives.reset_access(acting(antai, insider), by=cast.person(by))
        insider.refresh_from_db()
        assert insider.has_usable_password()

    def test_ones_own_is_changed_not_reset(self, antai: Member, admin: User) -> None:
        with pytest.raises(Refused, match="修改密码"):
            representatives.reset_access(acting(antai, admin), by=admin)

    def test_a_closed_account_gets_no_link(self, antai: Member, admin: User, agent: User) -> None:
        User.objects.filter(pk=agent.pk).update(is_active=False)
        with pytest.raises(Refused, match="账号已被停用"):
            representatives.reset_access(acting(antai, agent), by=admin)

    @pytest.mark.parametrize("by", ["antai_agent", "hengyuan_admin", "finance"])
    def test_only_by_who_may_invite(self, antai: Member, admin: User, by: str) -> None:
        with pytest.raises(Refused, match="没有权限"):
            representatives.reset_access(acting(antai, admin), by=cast.person(by))
