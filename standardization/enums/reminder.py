from django.db.models import TextChoices


class RemindOf(TextChoices):
    """Which deadline a rule reminds of."""

    ANSWER = "answer", "专家答复委派"
    REPORT = "report", "专家交报告"
    MENDING = "mending", "不符合项整改"
    CAR = "car", "现场工作：公务用车"
    SUPPLIES = "supplies", "现场工作：物资和准备事项"
    HEALTH = "health", "现场工作：行程和健康声明"
    GRADE = "grade", "等级到期"
    SELF_REVIEW = "self_review", "年度自评"
    CERTIFICATE = "certificate", "评审员证书到期"
    LISTED = "listed", "挂牌督办"
    LOOK_BACK = "look_back", "整改回头看"
    TERM = "term", "案件办理时限"


class RemindWhom(TextChoices):
    EXPERT = "expert", "专家本人"
    COMPANY = "company", "企业单位管理员"
    OFFICER = "officer", "经办人"
    GENERAL = "general", "综合办公室"
    APPROVER = "approver", "安全技术部负责人"
    DECIDER = "decider", "秘书长"
