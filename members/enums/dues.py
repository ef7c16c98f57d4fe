from django.db.models import TextChoices


class Proration(TextChoices):
    """What a member that joins during the year pays for it."""

    NONE = "none", "按全年"
    MONTH = "month", "按月"
    QUARTER = "quarter", "按季度"
    HALF = "half", "按半年"


class StandardState(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已公布"


class PolicyState(TextChoices):
    DRAFT = "draft", "草案"
    ACTIVE = "active", "执行中"
    ENDED = "ended", "已结束"


class PolicyMode(TextChoices):
    AUTOMATIC = "automatic", "自动适用"
    APPLICATION = "application", "依申请"


class EffectKind(TextChoices):
    EXEMPT = "exempt", "全额免缴"
    PERCENT = "percent", "按比例减收"
    AMOUNT = "amount", "定额减收"
    MONTHS = "months", "按月减收"


class EntryKind(TextChoices):
    """A ledger entry's kind. Amounts are signed: what the member owes more is positive."""

    ASSESS = "assess", "核定"
    RELIEF = "relief", "减免"
    PAY = "pay", "缴款"
    REFUND = "refund", "退款"
    CREDIT = "credit", "结转"
    CORRECTION = "correction", "更正"


class DuesLabel(TextChoices):
    """Derived from the ledger and the calendar, never stored."""

    EXEMPT = "exempt", "免缴"
    PAID = "paid", "已缴"
    PARTLY = "partly", "部分缴纳"
    DUE = "due", "待缴"
    EXTENDED = "extended", "缓缴"
    OVERDUE = "overdue", "已逾期"
    OVERPAID = "overpaid", "多缴"

    @property
    def shape(self) -> str:
        """How the status atom draws it: shape and colour beside the word."""
        return _SHAPES[self]


_SHAPES = {
    DuesLabel.EXEMPT: "ok",
    DuesLabel.PAID: "ok",
    DuesLabel.PARTLY: "due",
    DuesLabel.DUE: "due",
    DuesLabel.EXTENDED: "due",
    DuesLabel.OVERDUE: "stop",
    DuesLabel.OVERPAID: "run",
}
