from django.db.models import IntegerChoices, TextChoices


class RelatedBy(TextChoices):
    """Which related occupations count where a level has directions."""

    UNION = "union", "各专业方向的相关职业都算"
    DIRECTION = "direction", "只算所申报专业方向的相关职业"


class Level(IntegerChoices):
    """From the beginner's, which is 5, to 1."""

    FIVE = 5, "五级/初级工"
    FOUR = 4, "四级/中级工"
    THREE = 3, "三级/高级工"
    TWO = 2, "二级/技师"
    ONE = 1, "一级/高级技师"


DIRECTED = (Level.FOUR, Level.THREE, Level.TWO)
"""The levels that have directions."""
REVIEWED = (Level.TWO, Level.ONE)
"""The levels that a panel reviews, after theory and skill."""


class Direction(TextChoices):
    LAND = "land", "陆地搜索与救援"
    MINE = "mine", "矿山（隧道）救援"
    HAZCHEM = "hazchem", "危险化学品应急救援"
    WATER = "water", "水域搜索与救援"


class Teaching(TextChoices):
    PLACE = "place", "线下"
    ONLINE = "online", "线上"
    BOTH = "both", "线上加线下"


class ClassState(TextChoices):
    """Where a class as a whole stands. No person in it waits for that: each has a state of its
    own (``EnrolmentState``)."""

    DRAFT = "draft", "草拟"
    ENROLLING = "enrolling", "报名中"
    TRAINING = "training", "培训中"
    EXAMINING = "examining", "鉴定中"
    ISSUING = "issuing", "审核发放中"
    COLLECTING = "collecting", "领证归档中"
    ARCHIVED = "archived", "已归档"
    CANCELLED = "cancelled", "已取消"


class ReservationState(TextChoices):
    HELD = "held", "已留名额"
    WAITING = "waiting", "候补"
    GIVEN_UP = "given_up", "已放弃"


class IdType(TextChoices):
    RESIDENT = "resident", "居民身份证"
    RESIDENCE_PERMIT = "permit", "港澳台居民居住证"
    TRAVEL_PERMIT = "travel", "来往内地（大陆）通行证"
    PASSPORT = "passport", "护照"


class PhotoState(TextChoices):
    PENDING = "pending", "待审核"
    ACCEPTED = "accepted", "合格"
    REJECTED = "rejected", "不合格"


class Purpose(TextChoices):
    """What personal data is used for; each is agreed to by itself."""

    TRAINING = "training", "用于培训、鉴定和档案"
    ISSUING = "issuing", "提交给发证单位核发证书"
    PUBLICATION = "publication", "在结果公布中出现姓名"


NEEDED_PURPOSES = (Purpose.TRAINING, Purpose.ISSUING)
"""Without these nobody can be examined or get a certificate; the others are free."""


class EnrolmentState(TextChoices):
    """Where one person stands in one class. Photo, papers, hours and marks are facts of their own,
    told by ``gates``; a state is what somebody decided."""

    REGISTERED = "registered", "待审核条件"
    RETURNED = "returned", "退回补正"
    REJECTED = "rejected", "不予受理"
    ELIGIBLE = "eligible", "条件符合"
    FAILED = "failed", "鉴定未合格"
    PASSED = "passed", "鉴定合格"
    SUBMITTED = "submitted", "送审中"
    SENT_BACK = "sent_back", "发证单位退回"
    APPROVED = "approved", "审核通过"
    NUMBERED = "numbered", "证书已登记"
    COLLECTED = "collected", "已领证"
    ARCHIVED = "archived", "已归档"
    WITHDRAWN = "withdrawn", "已退出"
    BARRED = "barred", "取消资格"


JUDGED = (
    EnrolmentState.ELIGIBLE,
    EnrolmentState.FAILED,
    EnrolmentState.PASSED,
    EnrolmentState.SUBMITTED,
    EnrolmentState.SENT_BACK,
    EnrolmentState.APPROVED,
    EnrolmentState.NUMBERED,
    EnrolmentState.COLLECTED,
    EnrolmentState.ARCHIVED,
)
"""Somebody found that a condition fits, or two people that it may do without."""
GONE = (EnrolmentState.REJECTED, EnrolmentState.WITHDRAWN, EnrolmentState.BARRED)
"""Takes no seat any more."""


class ExamPart(TextChoices):
    THEORY = "theory", "理论知识考试"
    SKILL = "skill", "技能考核"
    REVIEW = "review", "综合评审"


class Outcome(TextChoices):
    """What became of one person in one part."""

    MARKED = "marked", "有成绩"
    ABSENT = "absent", "缺考"
    CHEATED = "cheated", "作弊"
    POSTPONED = "postponed", "缓考"


class Verdict(TextChoices):
    PASSED = "passed", "合格"
    FAILED = "failed", "未合格"
    BARRED = "barred", "成绩无效，取消资格"
    OPEN = "open", "取消资格已撤销，继续鉴定"
    """Only ever by a correction: nobody cheated after all, and a part is still to be sat."""


class NumberScheme(TextChoices):
    """How national numbers are built; ``training.batches.national`` reads them."""

    QUALIFICATION = "qualification", "职业资格证书（16 位数字）"
    SKILL_LEVEL = "skill_level", "职业技能等级证书（字母 Y 或 S 加 21 位数字）"
