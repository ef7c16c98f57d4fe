from django.db.models import TextChoices


class ServiceKind(TextChoices):
    CONSULTING = "consulting", "专业咨询"
    INSPECTION = "inspection", "隐患排查"
    ASSESSMENT = "assessment", "风险评估"
    TRAINING = "training", "培训"


class OrderState(TextChoices):
    """Named by what is waited for."""

    REQUESTED = "requested", "待报价"
    QUOTED = "quoted", "待确认报价"
    AGREED = "agreed", "待签约"
    SIGNED = "signed", "待交付"
    DELIVERED = "delivered", "待验收"
    ACCEPTED = "accepted", "待结算"
    SETTLED = "settled", "已结算"
    WITHDRAWN = "withdrawn", "已撤回"
    DECLINED = "declined", "未承接"
    STOPPED = "stopped", "已终止"

    @property
    def shape(self) -> str:
        """How the status atom draws it, to the secretariat."""
        if self is OrderState.SETTLED:
            return "ok"
        if self in OVER:
            return "none"
        return "run" if self in {OrderState.QUOTED, OrderState.DELIVERED} else "due"


OVER = frozenset(
    {OrderState.SETTLED, OrderState.WITHDRAWN, OrderState.DECLINED, OrderState.STOPPED}
)
"""Nobody waits for anything any more."""


class DealingKind(TextChoices):
    """What the association did for or with a company."""

    CONSULTING = "consulting", "咨询服务"
    TRAINING = "training", "培训"
    RESCUER_TRAINING = "rescuer_training", "应急救援员培训"
    DISCOUNT = "discount", "优惠"
    WAIVER = "waiver", "会费减免"
    NEED = "need", "问需答复"
