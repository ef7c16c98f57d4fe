"""Who plays in the demo."""

from dataclasses import dataclass

from association.base import fictitious
from members.enums import OrganisationType, Position, RepresentativeRole

PASSWORD = "anlian-demo-2020"  # noqa: S105 - printed by the launcher, for the demo alone


@dataclass(frozen=True, slots=True)
class Officer:
    username: str
    name: str
    role: str
    """A role of ``permissions.toml``."""


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    organisation_type: str = OrganisationType.PRIVATE
    position: str = Position.MEMBER
    district: str = "110105"
    years_ago: int = 4
    """How long it is a member."""


OFFICERS = (
    Officer("chen", "陈立群", "head"),
    Officer("lin", "林思远", "social"),
    Officer("heqing", "贺清岚", "finance"),
    Officer("wujia", "吴佳禾", "general"),
    Officer("shenyue", "沈越", "business"),
    Officer("fangyuan", "方远", "supervisor"),
    Officer("qiaoyun", "乔云洲", "training"),
    Officer("mengran", "孟冉", "training"),
    Officer("shiyan", "石砚青", "safety"),
    Officer("yuezheng", "岳峥", "safety_head"),
    Officer("jianxin", "简心语", "bulletin"),
)


@dataclass(frozen=True, slots=True)
class Agent:
    name: str
    serial: int
    """Of the mobile number, by which members' people sign in."""
    company: int
    """Index in COMPANIES."""
    role: str

    @property
    def mobile(self) -> str:
        return fictitious.mobile(self.serial)


AGENTS = (
    Agent("周明远", 20260001, 0, RepresentativeRole.ADMIN),
    Agent("高一诺", 20260002, 0, RepresentativeRole.AGENT),
    Agent("许正平", 20260003, 1, RepresentativeRole.ADMIN),
    Agent("沈知远", 20260004, 14, RepresentativeRole.ADMIN),
)

REVIEWED = (
    Agent("白牧云", 20260021, 12, RepresentativeRole.ADMIN),
    Agent("纪行舟", 20260022, 13, RepresentativeRole.ADMIN),
)
"""Of the companies whose reviews are under way; beside those of AGENTS."""
TEAM_CONTACT = Agent("谭越峰", 20260005, 0, "")
"""Enrols the people of the first company's rescue team; no user of the company itself."""

# Who sits in the standing council: the first for these of COMPANIES, the others for members that
# the demo doesn't have.
CHAIRS = (1, 14, 2, 15)
DELEGATES = tuple(
    surname + name
    for name in ("立言", "景行", "若溪", "怀瑾", "望舒")
    for surname in "陆江秦孟顾叶程夏方"
)

_P, _S, _F, _I, _O = (
    OrganisationType.PRIVATE,
    OrganisationType.STATE,
    OrganisationType.FOREIGN,
    OrganisationType.INSTITUTION,
    OrganisationType.SOCIAL,
)

COMPANIES = (
    Company("北京禾川云麓油料储运有限公司", _P, Position.COUNCILLOR, "110106", 5),
    Company("北京京岚曜石建设集团有限公司", _S, Position.STANDING_COUNCILLOR, "110107", 5),
    Company("北京北辰岭热力集团有限公司", _S, Position.VICE_PRESIDENT, "110105", 5),
    Company("云栖路轨道装备（北京）有限公司", _F, Position.COUNCILLOR, "110115"),
    Company("北京晨岭职业安全研究院", _I, Position.COUNCILLOR, "110102", 5),
    Company("京郊青禾应急志愿服务中心", _O, Position.MEMBER, "110116"),
    Company("怀柔青溪云矿业有限公司", _P, Position.MEMBER, "110116"),
    Company("北京长垣岚消防技术服务有限公司", _P, Position.MEMBER, "110114"),
    Company("首嘉云物业管理有限公司", _S, Position.MEMBER, "110102"),
    Company("北京禾木岭冷链物流有限公司", _F, Position.MEMBER, "110113", 3),
    Company("通州南仓晨粮食储备库有限公司", _S, Position.MEMBER, "110112"),
    Company("北京恒岳云电梯工程有限公司", _P, Position.MEMBER, "110108", 3),
    Company("北京泉河岭成品油储运有限公司", _S, Position.COUNCILLOR, "110111"),
    Company("北京云岫化工装备有限公司", _P, Position.SUPERVISOR, "110111", 5),
    Company("北京岭南晨燃气有限公司", _S, Position.STANDING_COUNCILLOR, "110106", 5),
    Company("北京安澜岫轨道运营有限公司", _S, Position.PRESIDENT, "110101", 5),
    Company("北京松屿云检测认证中心", _I, Position.MEMBER, "110108", 3),
    Company("北京禾穗岭食品有限公司", _F, Position.MEMBER, "110114", 2),
    Company("北京晴岚危险货物运输有限公司", _P, Position.MEMBER, "110112", 2),
    Company("北京岚桥建筑安装有限公司", _P, Position.MEMBER, "110109"),
    Company("北京市晨岫消防志愿者协会", _O, Position.MEMBER, "110101", 3),
    Company("北京云杉岭医药有限公司", _P, Position.MEMBER, "110115", 2),
    Company("北京青屿环保科技有限公司", _P, Position.MEMBER, "110108", 1),
    Company("密云岭水库管理服务中心", _I, Position.MEMBER, "110118", 5),
)

_TITLES = (
    "秘书长",
    "社会工作部（会员）",
    "财务管理中心",
    "综合办公室",
    "业务发展部",
    "监事（只读账目）",
    "教育培训部",
    "教育培训部（第二人）",
    "安全技术部",
    "安全技术部负责人",
    "信息编辑（会刊）",
)
_SEATS = (
    "民营企业，单位管理员",
    "民营企业，经办人",
    "国有企业常务理事单位，单位管理员",
    "常务理事，表决",
)

OUTSIDERS = (
    ("复核专家（手机）", 20260011),
    ("评审组长（手机）", 20260014),
    ("评审单位", 20260016),
    ("市局处室", 20260017),
)
"""Who takes part in reviews from outside; ``reviews`` says who they are."""

LOGINS = [
    *(
        {"role": title, "login": officer.username, "password": PASSWORD}
        for title, officer in zip(_TITLES, OFFICERS, strict=True)
    ),
    *(
        {"role": seat, "login": agent.mobile, "password": PASSWORD}
        for seat, agent in zip(_SEATS, AGENTS, strict=True)
    ),
    {"role": "救援队伍联系人", "login": TEAM_CONTACT.mobile, "password": PASSWORD},
    *(
        {"role": title, "login": fictitious.mobile(serial), "password": PASSWORD}
        for title, serial in OUTSIDERS
    ),
]
