"""The doors of invitations: who may ask somebody in, what the link is worth, who comes in by it."""

import hashlib
from datetime import timedelta

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import AuditEntry
from members.enums import MemberState, RepresentativeRole
from members.models import Invitation, Member, Representative
from members.register import representatives
from tests.factories import accounts, cast, people
from tests.factories.invitations import acting, invite

pytestmark = pytest.mark.django_db

ADMIN, AGENT = RepresentativeRole.ADMIN, RepresentativeRole.AGENT
GOOD = "lamp-over-the-river-4"


class TestInviting:
    @pytest.mark.parametrize("by", ["social", "antai_admin"])
    def test_staff_and_the_members_own_admin_invite(self, antai: Member, by: str) -> None:
        invitation, token = invite(antai, cast.person(by), role=ADMIN)
        assert representatives.look_up(token) == invitation
        entry = audit.timeline(antai).first()
        assert (entry.action, entry.actor) == ("邀请单位用户", cast.person(by))
        assert entry.after["角色"] == "单位管理员"

    @pytest.mark.parametrize(
        "by", ["finance", "head", "general", "reader", "antai_agent", "hengyuan_admin", "former"]
    )
    def test_nobody_else_does(self, antai: Member, by: str) -> None:
        with pytest.raises(Refused, match="没有权限管理这家单位的用户"):
            invite(antai, cast.person(by))
        assert not Invitation.objects.exists()

    def test_only_a_hash_of_the_token_is_kept(self, antai: Member, lin: User) -> None:
        invitation, token = invite(antai, lin)
        assert len(token) >= 43  # 256 bits in base64
        assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
        columns = Invitation.objects.values().get()
        assert token not in str(columns)
        assert token not in str(list(AuditEntry.objects.values()))

    def test_the_number_is_masked_on_record(self, antai: Member, lin: User) -> None:
        invitation, _ = invite(antai, lin, mobile="17912345678")
        assert "17912345678" not in str(list(AuditEntry.objects.values("before", "after")))
        assert invitation.mobile == "17912345678"

    @pytest.mark.parametrize(
        "written", ["179 1234 5678", "+86-17912345678", "１７９１２３４５６７８"]
    )
    def test_a_number_is_taken_in_any_spelling(
        self, antai: Member, lin: User, written: str
    ) -> None:
        assert invite(antai, lin, mobile=written)[0].mobile == "17912345678"

    @pytest.mark.parametrize("written", ["", "1791234567", "010-62345678", "abc"])
    def test_a_wrong_number_is_refused_at_its_field(
        self, antai: Member, lin: User, written: str
    ) -> None:
        with pytest.raises(Refused, match="手机号") as refusal:
            representatives.invite(antai, name="周然", mobile=written, role=AGENT, by=lin)
        assert refusal.value.field == "mobile"

    @pytest.mark.parametrize(
        ("field", "value"), [("name", " "), ("name", "长" * 41), ("role", "boss")]
    )
    def test_so_is_a_wrong_name_or_role(
        self, antai: Member, lin: User, field: str, value: str
    ) -> None:
        told = {"name": "周然", "mobile": people.mobile(), "role": AGENT, field: value}
        with pytest.raises(Refused) as refusal:
            representatives.invite(antai, by=lin, **told)
        assert refusal.value.field == field

    def test_a_new_invitation_of_a_number_ends_the_old_one(self, antai: Member, lin: User) -> None:
        number = people.mobile()
        _, first = invite(antai, lin, mobile=number)
        _, second = invite(antai, lin, mobile=number)
        with pytest.raises(Refused, match="取代"):
            representatives.look_up(first)
        assert representatives.look_up(second)
        assert representatives.waiting(antai).count() == 1

    def test_also_when_the_old_one_has_expired(self, antai: Member, lin: User) -> None:
        number = people.mobile()
        invite(antai, lin, mobile=number)
        with clock.at(clock.now() + timedelta(days=30)):
            _, second = invite(antai, lin, mobile=number)
            assert representatives.look_up(second)

    def test_two_members_may_invite_one_number(
        self, antai: Member, hengyuan: Member, lin: User
    ) -> None:
        number = people.mobile()
        _, first = invite(antai, lin, mobile=number)
        _, second = invite(hengyuan, lin, mobile=number)
        assert representatives.look_up(first).member == antai
        assert representatives.look_up(second).member == hengyuan

    def test_who_is_there_already_is_not_invited(
        self, antai: Member, lin: User, agent: User
    ) -> None:
        with pytest.raises(Refused, match="已经在用"):
            invite(antai, lin, mobile=agent.phone)

    @pytest.mark.parametrize(
        "state", [MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.LAPSED]
    )
    def test_a_member_that_has_left_invites_nobody(
        self, antai: Member, lin: User, state: MemberState
    ) -> None:
        Member.objects.filter(pk=antai.pk).update(state=state)
        with pytest.raises(Refused, match=f"已不是会员（{state.label}）"):
            invite(antai, lin)


class TestTheLink:
    def test_fourteen_days_and_not_a_minute_longer(self, antai: Member, lin: User) -> None:
        invitation, token = invite(antai, lin)
        with clock.at(invitation.expires_at - timedelta(minutes=1)):
            assert representatives.look_up(token) == invitation
            assert invitation in representatives.waiting(antai)
        with clock.at(invitation.expires_at), pytest.raises(Refused, match=r"过期.*重新邀请"):
            representatives.look_up(token)
        with clock.at(invitation.expires_at):
            assert invitation not in representatives.waiting(antai)

    def test_each_dead_link_says_why_and_what_to_do(self, antai: Member, lin: User) -> None:
        with pytest.raises(Refused, match=r"没有复制完整.*重新发"):
            representatives.look_up("no-such-token")
        revoked, dead = invite(antai, lin)
        representatives.revoke(revoked, by=lin)
        with pytest.raises(Refused, match=r"撤回.*重新邀请"):
            representatives.look_up(dead)
        _, used = invite(antai, lin)
        representatives.accept(used, password=GOOD)
        with pytest.raises(Refused, match=r"已经用过.*请直接登录"):
            representatives.look_up(used)

    def test_a_member_that_has_left_meanwhile_takes_nobody_on(
        self, antai: Member, lin: User
    ) -> None:
        _, token = invite(antai, lin)
        Member.objects.filter(pk=antai.pk).update(state=MemberState.EXPELLED)
        with pytest.raises(Refused, match="已不是会员"):
            representatives.accept(token, password=GOOD)
        assert not Representative.objects.exists()


class TestAccepting:
    def test_a_newcomer_gets_an_account_under_the_invited_number(
        self, antai: Member, lin: User
    ) -> None:
        _, token = invite(antai, lin, mobile="17912345678", role=ADMIN)
        representative = representatives.accept(token, password=GOOD)
        user = representative.user
        assert (user.name, user.phone) == ("周然", "+8617912345678")
        assert user.check_password(GOOD)
        assert not user.is_staff
        assert (representative.member, representative.role) == (antai, ADMIN)
        actions = {entry.action: entry.actor for entry in audit.timeline(antai)}
        assert actions["接受邀请"] == actions["开通账号"] == user

    @pytest.mark.parametrize("password", ["", None, "short", "83627194650"])
    def test_a_weak_password_leaves_the_invitation_open(
        self, antai: Member, lin: User, password: str | None
    ) -> None:
        invitation, token = invite(antai, lin)
        with pytest.raises(Refused) as refusal:
            representatives.accept(token, password=password)
        assert refusal.value.field == "password"
        assert invitation in representatives.waiting(antai)
        assert not User.objects.filter(name="周然").exists()

    def test_once_only(self, antai: Member, lin: User) -> None:
        _, token = invite(antai, lin)
        representatives.accept(token, password=GOOD)
        with pytest.raises(Refused, match="已经用过"):
            representatives.accept(token, password=GOOD)
        assert Representative.objects.count() == 1

    def test_who_has_an_account_accepts_signed_in(self, antai: Member, lin: User) -> None:
        other = cast.person("hengyuan_admin")
        _, token = invite(antai, lin, mobile=other.phone)
        with pytest.raises(Refused, match="已有账号。请先用它登录"):
            representatives.accept(token, password=GOOD)
        representative = representatives.accept(token, user=other)
        assert representative.user == other
        other.refresh_from_db()
        assert other.check_password(accounts.PASSWORD)

    @pytest.mark.parametrize("taken", [True, False])
    def test_nobody_accepts_what_was_sent_to_another(
        self, antai: Member, lin: User, taken: bool
    ) -> None:
        number = cast.person("hengyuan_admin").phone if taken else people.mobile()
        _, token = invite(antai, lin, mobile=number)
        with pytest.raises(Refused, match="您现在以广云登录"):
            representatives.accept(token, user=cast.person("guanghe_admin"))
        assert not antai.representatives.exists()

    def test_who_was_ended_can_come_back(self, antai: Member, lin: User) -> None:
        former = cast.person("former")
        _, token = invite(antai, lin, mobile=former.phone)
        representatives.accept(token, user=former)
        assert former.representations.count() == 2
        assert acting(antai, former).role == AGENT


class TestRevoking:
    def test_the_link_dies_and_it_is_on_record(self, antai: Member, admin: User) -> None:
        invitation, token = invite(antai, admin)
        representatives.revoke(invitation, by=admin)
        with pytest.raises(Refused):
            representatives.accept(token, password=GOOD)
        assert audit.timeline(antai).first().action == "撤回邀请"

    def test_twice_or_too_late_is_refused(self, antai: Member, admin: User) -> None:
        invitation, _ = invite(antai, admin)
        representatives.revoke(invitation, by=admin)
        with pytest.raises(Refused, match="已经撤回"):
            representatives.revoke(invitation, by=admin)
        used, token = invite(antai, admin)
        representatives.accept(token, password=GOOD)
        with pytest.raises(Refused, match="已经接受邀请"):
            representatives.revoke(used, by=admin)

    @pytest.mark.parametrize("by", ["antai_agent", "hengyuan_admin", "finance"])
    def test_only_by_who_may_invite(self, antai: Member, admin: User, by: str) -> None:
        invitation, token = invite(antai, admin)
        with pytest.raises(Refused, match="没有权限"):
            representatives.revoke(invitation, by=cast.person(by))
        assert representatives.look_up(token)
