"""The cast: people and companies that every reader of the tests knows.

The secretariat: 林 keeps the members, 贺 the money, 陈 is the secretary-general, 吴 the general
office, 孔 of 业务发展部 handles its orders, 乔 of 教育培训部 trains rescuers, 郑 of a specialist
department only looks things up. 安泰 is a private member with an
administrator and an agent; 恒远 is state-owned and sits in the standing council; 广和 is a member
that has nothing to do with either; 苏 acted for 安泰 once and no longer does. 裴 sits in the standing
council; 盛 among the supervisors, who read all money and change nothing. Neither acts for a company.
简 sorts what is written for the bulletin.
石 of 安全技术部 handles reviews, its head 岳 approves them; 岑 is an expert with a duty in no case,
云岭 a review organisation for which 梁 acts, 覃 sits in an office of the bureau.
谭 enrols the people of 晨岭 team, which belongs to 安泰; 车 those of a team that is nobody's.
"""

from collections.abc import Callable

from association.accounts.models import User
from association.base import clock
from members.enums import OrganisationType, Position, RepresentativeRole
from members.models import Member
from standardization.models import Organisation
from tests.factories import accounts, governance, members, standardization, training
from training.models import Team

ANONYMOUS = "anonymous"

_COMPANIES = {
    "antai": ("北京安泰晨岭建材有限公司", OrganisationType.PRIVATE, Position.MEMBER),
    "hengyuan": (
        "北京恒远曜石能源集团有限公司",
        OrganisationType.STATE,
        Position.STANDING_COUNCILLOR,
    ),
    "guanghe": ("北京广和云麓物业管理有限公司", OrganisationType.PRIVATE, Position.MEMBER),
}


def company(key: str) -> Member:
    """安泰, 恒远 or 广和; made when it is first asked for."""
    name, organisation_type, position = _COMPANIES[key]
    found = Member.objects.filter(name=name).first()
    return found or members.member(name, organisation_type=organisation_type, position=position)


def _staff(role: str, username: str, name: str) -> Callable[[], User]:
    return lambda: accounts.staff(role, name, username=username)


def _acting_for(
    key: str, role: RepresentativeRole, username: str, name: str, *, ended: bool = False
) -> Callable[[], User]:
    def make() -> User:
        user = accounts.user(name, username=username)
        ended_at = clock.now() if ended else None
        members.representative(company(key), user, role=role, ended_at=ended_at)
        return user

    return make


def _delegate(body: str, username: str, name: str) -> Callable[[], User]:
    def make() -> User:
        user = accounts.user(name, username=username)
        governance.seat(governance.term(body), user)
        return user

    return make


def _supervisor() -> User:
    """Sits among the supervisors, and reads all money at the desk."""
    user = accounts.staff("supervisor", "盛仪", username="sheng.yi")
    governance.seat(governance.term("supervisors"), user)
    return user


def _team_contact(key: str, username: str, name: str) -> Callable[[], User]:
    def make() -> User:
        user = accounts.user(name, username=username)
        training.contact(team(key), user)
        return user

    return make


_TEAMS = {"chenling": ("晨岭应急救援队", "antai"), "yunlu": ("云麓山地救援队", None)}


def team(key: str) -> Team:
    """晨岭 of 安泰, or 云麓, which belongs to no member; made when it is first asked for."""
    name, owner = _TEAMS[key]
    found = Team.objects.filter(name=name).first()
    return found or training.team(name, member=company(owner) if owner else None)


def _expert() -> User:
    expert = standardization.expert_user("岑松")
    user: User = expert.user
    user.username = "cen.song"
    user.save()
    return user


_ORGANISATIONS = {
    "yunling": ("北京云岭评审技术服务有限公司", Organisation.Kind.REVIEW),
    "bureau": ("市应急管理局危化处", Organisation.Kind.BUREAU),
}


def organisation(key: str) -> Organisation:
    """云岭, which reviews, or the bureau's office; made when it is first asked for."""
    name, kind = _ORGANISATIONS[key]
    found = Organisation.objects.filter(name=name).first()
    return found or standardization.organisation(name, kind=kind)


def _organisation_user(key: str, username: str, name: str) -> Callable[[], User]:
    def make() -> User:
        user = accounts.user(name, username=username)
        standardization.organisation_user(organisation(key), user, technical_head=True)
        return user

    return make


_ADMIN, _AGENT = RepresentativeRole.ADMIN, RepresentativeRole.AGENT
_PEOPLE: dict[str, tuple[str, Callable[[], User]]] = {
    "social": ("lin", _staff("social", "lin", "林思远")),
    "finance": ("he.min", _staff("finance", "he.min", "贺敏")),
    "head": ("chen", _staff("head", "chen", "陈立群")),
    "general": ("wu.jia", _staff("general", "wu.jia", "吴佳")),
    "business": ("kong", _staff("business", "kong", "孔维")),
    "training": ("qiao", _staff("training", "qiao", "乔安")),
    "safety": ("shi.yan", _staff("safety", "shi.yan", "石岩")),
    "safety_head": ("yue.ming", _staff("safety_head", "yue.ming", "岳明")),
    "bulletin": ("jian", _staff("bulletin", "jian", "简宁")),
    "reader": ("zheng", _staff("reader", "zheng", "郑涛")),
    "antai_admin": ("an.ran", _acting_for("antai", _ADMIN, "an.ran", "安然")),
    "antai_agent": ("tai.ning", _acting_for("antai", _AGENT, "tai.ning", "邰宁")),
    "hengyuan_admin": ("heng", _acting_for("hengyuan", _ADMIN, "heng", "衡远山")),
    "guanghe_admin": ("guang", _acting_for("guanghe", _ADMIN, "guang", "广云")),
    "former": ("su.jin", _acting_for("antai", _AGENT, "su.jin", "苏今", ended=True)),
    "delegate": ("pei.ning", _delegate("standing_council", "pei.ning", "裴宁")),
    "supervisor": ("sheng.yi", _supervisor),
    "team_contact": ("tan.feng", _team_contact("chenling", "tan.feng", "谭峰")),
    "expert": ("cen.song", _expert),
    "reviewer": ("liang", _organisation_user("yunling", "liang", "梁实")),
    "bureau": ("qin.wei", _organisation_user("bureau", "qin.wei", "覃为")),
    "other_contact": ("che.yun", _team_contact("yunlu", "che.yun", "车云")),
}

STAFF = (
    "social", "finance", "head", "general", "business", "training", "safety", "safety_head", "reader",
    "supervisor", "bulletin",
)  # fmt: skip
OUTSIDERS = ("expert", "reviewer", "bureau")
TEAM_CONTACTS = ("team_contact", "other_contact")
MEMBER_USERS = ("antai_admin", "antai_agent", "hengyuan_admin", "guanghe_admin")
DELEGATES = ("delegate", "supervisor")
ROLES = (ANONYMOUS, *_PEOPLE)


def person(role: str) -> User:
    """Who plays this role; made when first asked for, with the company behind them."""
    username, make = _PEOPLE[role]
    return User.objects.filter(username=username).first() or make()
