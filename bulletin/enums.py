from django.db.models import TextChoices


class Kind(TextChoices):
    """What the call for papers asks for."""

    WORK = "work", "主要业务和工作特点"
    EVENT = "event", "应急管理或安全生产动态、大型活动"
    METHOD = "method", "先进管理方法或研究成果"
    PERSON = "person", "先进个人事迹"


class SubmissionState(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已投稿"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "采用"
    DECLINED = "declined", "不用"
    WITHDRAWN = "withdrawn", "已撤稿"


class FileKind(TextChoices):
    WORD = "word", "Word 原稿"
    PICTURE = "picture", "图片"
    OTHER = "other", "附件"


class ImportState(TextChoices):
    WAITING = "waiting", "等待读取"
    DONE = "done", "已读取"
    FAILED = "failed", "读不出"


class NoticeState(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class Audience(TextChoices):
    ALL = "all", "全体会员单位"
    TYPES = "types", "几类会员单位"
    CHOSEN = "chosen", "指定的会员单位"


class ReminderStep(TextChoices):
    BEFORE = "before", "到期前"
    ON_THE_DAY = "day", "当天"
    OVERDUE = "overdue", "逾期"
    ASKED = "asked", "人工提醒"
