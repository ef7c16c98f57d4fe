from django.db.models import TextChoices


class PaymentState(TextChoices):
    ENTERED = "entered", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "已退回"
    REVERSED = "reversed", "已冲销"


class PaymentMethod(TextChoices):
    TRANSFER = "transfer", "银行转账"
    CHEQUE = "cheque", "支票"
    CASH = "cash", "现金"
    OTHER = "other", "其他"


class VoucherState(TextChoices):
    """How far the office is with a transfer that a member says it made."""

    PENDING = "pending", "待处理"
    ENTERED = "entered", "已登记缴款"
    DECLINED = "declined", "未采用"
    WITHDRAWN = "withdrawn", "已撤回"


class RefundState(TextChoices):
    REQUESTED = "requested", "待复核"
    CONFIRMED = "confirmed", "已退款"
    DECLINED = "declined", "未通过"
    RETURNED = "returned", "银行退回"


class ReceiptState(TextChoices):
    VALID = "valid", "有效"
    VOID = "void", "已作废"
