from django.db.models import IntegerChoices, TextChoices


class Kind(TextChoices):
    """What the call for papers asks for."""

    WORK = "work", "主要业务和工作特点"
    EVENT = "event", "应急管理或安全生产动态、大型活动"
    METHOD = "method", "先进管理方法或研究成果"
    PERSON = "person", "先进个人事迹"


class SubmissionState(TextChoices):
    DRAFT = "draft", "草稿"
    OFFERED = "offered", "待单位确认"
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


class Origin(TextChoices):
    ORIGINAL = "original", "原创"
    REPRINT = "reprint", "转载"
    MEMBER = "member", "会员来稿"


class Visibility(TextChoices):
    PUBLIC = "public", "公开"
    MEMBERS = "members", "仅会员"


class Stage(TextChoices):
    """Where an article is on its way to its readers."""

    EDITING = "editing", "编辑加工"
    FIRST = "first", "待初审"
    SECOND = "second", "待复审"
    FINAL = "final", "待终审"
    PROOFS = "proofs", "校对"
    READY = "ready", "待发"
    PUBLISHED = "published", "已发布"
    TAKEN_DOWN = "taken_down", "已撤下"
    DROPPED = "dropped", "不发"


class Level(IntegerChoices):
    FIRST = 1, "初审"
    SECOND = 2, "复审"
    FINAL = 3, "终审"


class ProofLevel(IntegerChoices):
    FIRST = 1, "一校"
    SECOND = 2, "二校"
    THIRD = 3, "三校"


class VersionKind(TextChoices):
    """Why there is a new version: it decides whether what was approved still holds."""

    EDIT = "edit", "编辑"
    PROOF = "proof", "校对改动"
    CORRECTION = "correction", "更正"


class Severity(TextChoices):
    BLOCK = "block", "必须处理"
    WARN = "warn", "提醒"
    SUGGEST = "suggest", "建议"


class Channel(TextChoices):
    """Where a piece can appear."""

    WEB = "web", "网站"
    PRINT = "print", "会刊"
    MAIL = "mail", "邮件"
    WECHAT = "wechat", "公众号"
    OTHER = "other", "其他"


class IssueState(TextChoices):
    PLANNING = "planning", "组稿"
    LOCKED = "locked", "已锁定"
    RELEASED = "released", "已发布"


class EditionKind(TextChoices):
    SCREEN = "screen", "PDF 阅读版"
    PRINT = "print", "PDF 印刷版"
    MAIL = "mail", "邮件版"
    WECHAT = "wechat", "公众号版"


class EditionState(TextChoices):
    WAITING = "waiting", "等待制作"
    DONE = "done", "已做好"
    FAILED = "failed", "没有做成"


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
