from django.db.models import TextChoices


class SubscriberState(TextChoices):
    PENDING = "pending", "待确认"
    ACTIVE = "active", "已订阅"
    UNSUBSCRIBED = "unsubscribed", "已退订"


class Consent(TextChoices):
    """How somebody said that they want it."""

    FORM = "form", "订阅页，邮件确认"
    PORTAL = "portal", "会员服务"
    STAFF = "staff", "工作人员登记"


class SuppressionReason(TextChoices):
    UNSUBSCRIBED = "unsubscribed", "来函要求不再发送"
    BOUNCED = "bounced", "退信"
    COMPLAINED = "complained", "投诉为垃圾邮件"
    STAFF = "staff", "其他"


class MailingState(TextChoices):
    PREPARED = "prepared", "待放行"
    SENDING = "sending", "发送中"
    PAUSED = "paused", "已暂停"
    DONE = "done", "已发完"
    DROPPED = "dropped", "已作废"


class Outcome(TextChoices):
    """What became of one copy."""

    LISTED = "listed", "已列入"
    QUEUED = "queued", "待发"
    SENT = "sent", "已发"
    UNCERTAIN = "uncertain", "待确认"
    FAILED = "failed", "被拒收"
    BOUNCED = "bounced", "退信"
    SKIPPED = "skipped", "不发"
