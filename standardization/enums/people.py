from django.db.models import TextChoices


class ExpertState(TextChoices):
    ACTIVE = "active", "在库"
    PAUSED = "paused", "暂停"
    LEFT = "left", "出库"


class Duty(TextChoices):
    """What an assignment is for."""

    LEADER = "leader", "评审组长"
    REVIEWER = "reviewer", "评审员"
    RECHECK_LEADER = "recheck_leader", "复核组长"
    RECHECKER = "rechecker", "复核专家"
    VERIFIER = "verifier", "整改验证"


class AssignmentState(TextChoices):
    """Nothing of the case is shown before ``CLEAR``: declaring comes first."""

    DECLARING = "declaring", "待申报回避"
    RECUSED = "recused", "已回避"
    CLEAR = "clear", "待答复"
    ACCEPTED = "accepted", "已接受"
    DECLINED = "declined", "已婉拒"
    NO_ANSWER = "no_answer", "逾期未答复"
    CANCELLED = "cancelled", "已取消"


class RelationKind(TextChoices):
    """What ties somebody to a company. The first six ask for recusal."""

    EMPLOYEE = "employee", "现任职或兼职"
    FORMER = "former_employee", "近三年曾任职"
    SHAREHOLDER = "shareholder", "持股或有经济利益"
    RELATIVE = "relative", "近亲属任职"
    CONSULTANT = "consultant", "为其提供标准化咨询"
    TRAINER = "trainer", "为其提供标准化培训"
    COMPETITOR = "competitor", "竞争单位"
    OTHER = "other", "其他可能影响公正的关系"
