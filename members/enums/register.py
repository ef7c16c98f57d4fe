from django.db.models import TextChoices


class MemberState(TextChoices):
    APPLICANT = "applicant", "申请中"
    ACTIVE = "active", "在册"
    SUSPENDED = "suspended", "暂停"
    WITHDRAWN = "withdrawn", "已退会"
    EXPELLED = "expelled", "已除名"
    LAPSED = "lapsed", "自动终止"


class OrganisationType(TextChoices):
    PRIVATE = "private", "民营企业"
    STATE = "state", "国有企业"
    FOREIGN = "foreign", "外资企业"
    INSTITUTION = "institution", "事业单位"
    SOCIAL = "social", "社会组织"
    INDIVIDUAL = "individual", "个体工商户"
    OTHER = "other", "其他"


class Position(TextChoices):
    """What a member is in the association. 监事单位 stands outside the ladder of fees."""

    PRESIDENT = "president", "会长单位"
    VICE_PRESIDENT = "vice_president", "副会长单位"
    STANDING_COUNCILLOR = "standing_councillor", "常务理事单位"
    COUNCILLOR = "councillor", "理事单位"
    SUPERVISOR = "supervisor", "监事单位"
    MEMBER = "member", "会员单位"


class Tier(TextChoices):
    """What a member pays by. Derived from its position, never entered."""

    PRESIDENT = "president", "会长单位"
    VICE_PRESIDENT = "vice_president", "副会长单位"
    STANDING_COUNCILLOR = "standing_councillor", "常务理事单位"
    COUNCILLOR = "councillor", "理事单位"
    MEMBER = "member", "会员单位"


class District(TextChoices):
    DONGCHENG = "110101", "东城区"
    XICHENG = "110102", "西城区"
    CHAOYANG = "110105", "朝阳区"
    FENGTAI = "110106", "丰台区"
    SHIJINGSHAN = "110107", "石景山区"
    HAIDIAN = "110108", "海淀区"
    MENTOUGOU = "110109", "门头沟区"
    FANGSHAN = "110111", "房山区"
    TONGZHOU = "110112", "通州区"
    SHUNYI = "110113", "顺义区"
    CHANGPING = "110114", "昌平区"
    DAXING = "110115", "大兴区"
    HUAIROU = "110116", "怀柔区"
    PINGGU = "110117", "平谷区"
    MIYUN = "110118", "密云区"
    YANQING = "110119", "延庆区"
    ECONOMIC = "110400", "经开区"
    ELSEWHERE = "other", "外埠"


class ContactRole(TextChoices):
    LEGAL = "legal", "法定代表人"
    DELEGATE = "delegate", "会员代表"
    MAIN = "main", "主联系人"
    FINANCE = "finance", "财务联系人"
    SAFETY = "safety", "安全负责人"
    TRAINING = "training", "培训联系人"


class RepresentativeRole(TextChoices):
    ADMIN = "admin", "单位管理员"
    AGENT = "agent", "经办人"


class ChangeState(TextChoices):
    PENDING = "pending", "待审核"
    APPROVED = "approved", "已采纳"
    REJECTED = "rejected", "未采纳"
    WITHDRAWN = "withdrawn", "已撤回"
