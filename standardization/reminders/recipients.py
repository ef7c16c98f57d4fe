"""Who hears of what is due, and who can't: everybody whom a rule names is accounted for."""

from dataclasses import dataclass, field

from association.accounts.models import User
from members.enums import RepresentativeRole
from members.models import Representative
from standardization import telling
from standardization.enums import RemindWhom
from standardization.reminders.due import Due

W = RemindWhom
NO_ACCOUNT, NO_ADMIN, NOBODY = "专家还没有账号", "没有可登录的单位管理员", "没有人有这项权限"
PERMISSIONS = {
    W.OFFICER: "standardization.handle_case",
    W.GENERAL: "standardization.approve_vehicle",
    W.APPROVER: "standardization.approve_case",
    W.DECIDER: "standardization.decide_case",
}
"""Of 经办人 the fallback: a case that nobody handles yet is everybody's."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Without a person it can't be told, and ``reason`` says why."""

    key: str
    person: User | None = None
    reason: str = ""


@dataclass(slots=True)
class Recipients:
    """Of one rule, each asked for once, however many things are due."""

    whom: str
    admins: dict[int, list[User]] = field(default_factory=dict)
    holders: list[User] | None = None

    @classmethod
    def of(cls, whom: str, items: list[Due]) -> "Recipients":
        found = cls(whom)
        if whom == W.COMPANY:
            rows = Representative.objects.filter(
                member__in={item.member.pk for item in items if item.member},
                role=RepresentativeRole.ADMIN,
                ended_at__isnull=True,
                user__is_active=True,
            )
            for row in rows.select_related("user"):
                found.admins.setdefault(row.member_id, []).append(row.user)
        return found

    def __call__(self, item: Due) -> list[Recipient]:
        """At least one."""
        if self.whom == W.EXPERT:
            assert item.expert is not None, "only rules about experts name them"
            user = item.expert.user
            if user is None or not user.is_active:
                return [Recipient(f"expert:{item.expert.pk}", reason=NO_ACCOUNT)]
            return [_user(user)]
        if self.whom == W.COMPANY:
            assert item.member is not None, "only rules about companies name them"
            users = self.admins.get(item.member.pk, [])
            nobody = Recipient(f"member:{item.member.pk}", reason=NO_ADMIN)
            return [_user(user) for user in users] or [nobody]
        if self.whom == W.OFFICER and item.officer is not None and item.officer.is_active:
            return [_user(item.officer)]
        if self.holders is None:
            self.holders = list(telling.holders(PERMISSIONS[W(self.whom)]))
        return [_user(user) for user in self.holders] or [Recipient(self.whom, reason=NOBODY)]


def _user(user: User) -> Recipient:
    return Recipient(f"user:{user.pk}", user)
