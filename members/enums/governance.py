from django.db.models import TextChoices


class MajorityOf(TextChoices):
    PRESENT = "present", "到会"
    SEATS = "seats", "应到"


NEVER_BY_CORRESPONDENCE = frozenset({"congress", "council"})
"""Bodies that meet in person only, by the measures of 2020 (减3)."""


class MeetingMode(TextChoices):
    ON_SITE = "on_site", "现场会议"
    CORRESPONDENCE = "correspondence", "通讯表决"


class Occasion(TextChoices):
    ORDINARY = "ordinary", "例会"
    RE_ELECTION = "re_election", "换届大会"


class MeetingState(TextChoices):
    CALLED = "called", "已召集"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class MotionKind(TextChoices):
    RELIEF = "relief", "会费减免"
    DISCOUNT = "discount", "服务优惠"
    STANDARD = "standard", "会费标准"
    ADMISSION = "admission", "接纳入会"
    EXIT = "exit", "会籍终止"
    ELECTION = "election", "选举任免"
    OTHER = "other", "其他事项"


class MotionState(TextChoices):
    OPEN = "open", "待表决"
    CARRIED = "carried", "通过"
    FAILED = "failed", "未通过"
    WITHDRAWN = "withdrawn", "撤下"


class Vote(TextChoices):
    IN_FAVOUR = "in_favour", "赞成"
    AGAINST = "against", "反对"
    ABSTAIN = "abstain", "弃权"
