from django.db.models import TextChoices


class VisitKind(TextChoices):
    REVIEW = "review", "现场评审"
    RECHECK = "recheck", "现场复核"
    VERIFICATION = "verification", "整改现场验证"
    LOOK_BACK = "look_back", "回头看"


class VisitState(TextChoices):
    PLANNED = "planned", "已计划"
    READY = "ready", "准备就绪"
    ONGOING = "ongoing", "进行中"
    DONE = "done", "已结束"
    POSTPONED = "postponed", "未能进行"
    ABORTED = "aborted", "中途停止"


class Party(TextChoices):
    ASSOCIATION = "association", "安联工作人员"
    EXPERT = "expert", "专家"
    REVIEW_ORG = "review_org", "评审单位"
    COMPANY = "company", "企业"
    AUTHORITY = "authority", "监管部门"


class Transport(TextChoices):
    WITH_STAFF = "with_staff", "随公务用车"
    OWN = "own", "自行前往"


class ReadinessKind(TextChoices):
    DOCUMENT = "document", "文件"
    MEASUREMENT = "measurement", "测量"
    TASK = "task", "事项"
    ACKNOWLEDGEMENT = "ack", "知悉"


class MeetingKind(TextChoices):
    FIRST = "first", "首次会议"
    INTERNAL = "internal", "内部会议"
    LAST = "last", "末次会议"


class IncidentKind(TextChoices):
    """The two events of the norm: it can't begin, or somebody falls ill during it."""

    CANNOT_BEGIN = "cannot_begin", "人员不能参加，无法开展"
    SYMPTOMS = "symptoms", "现场出现症状"


class AnswerState(TextChoices):
    CONFORMS = "conforms", "符合"
    FAILS = "fails", "不符合"
    NOT_APPLICABLE = "na", "不适用"
