from django.db.models import TextChoices


class MemberState(TextChoices):
    APPLICANT = "applicant", "申请中"
    ACTIVE = "active", "在册"
    SUSPENDED = "suspended", "暂停"
    WITHDRAWN = "withdrawn", "已退会"
    EXPELLED = "expelled", "已除名"
    LAPSED = "lapsed", "自动终止"


class OrganisationType(TextChoices):
    PRIVATE = "private", "民营企业"
    STATE = "state", "国有企业"
    FOREIGN = "foreign", "外资企业"
    INSTITUTION = "institution", "事业单位"
    SOCIAL = "social", "社会组织"
    INDIVIDUAL = "individual", "个体工商户"
    OTHER = "other", "其他"


class Position(TextChoices):
    """What a member is in the association. 监事单位 stands outside the ladder of fees."""

    PRESIDENT = "president", "会长单位"
    VICE_PRESIDENT = "vice_president", "副会长单位"
    STANDING_COUNCILLOR = "standing_councillor", "常务理事单位"
    COUNCILLOR = "councillor", "理事单位"
    SUPERVISOR = "supervisor", "监事单位"
    MEMBER = "member", "会员单位"


class Tier(TextChoices):
    """What a member pays by. Derived from its position, never entered."""

    PRESIDENT = "president", "会长单位"
    VICE_PRESIDENT = "vice_president", "副会长单位"
    STANDING_COUNCILLOR = "standing_councillor", "常务理事单位"
    COUNCILLOR = "councillor", "理事单位"
    MEMBER = "member", "会员单位"


class District(TextChoices):
    DONGCHENG = "110101", "东城区"
    XICHENG = "110102", "西城区"
    CHAOYANG = "110105", "朝阳区"
    FENGTAI = "110106", "丰台区"
    SHIJINGSHAN = "110107", "石景山区"
    HAIDIAN = "110108", "海淀区"
    MENTOUGOU = "110109", "门头沟区"
    FANGSHAN = "110111", "房山区"
    TONGZHOU = "110112", "通州区"
    SHUNYI = "110113", "顺义区"
    CHANGPING = "110114", "昌平区"
    DAXING = "110115", "大兴区"
    HUAIROU = "110116", "怀柔区"
    PINGGU = "110117", "平谷区"
    MIYUN = "110118", "密云区"
    YANQING = "110119", "延庆区"
    ECONOMIC = "110400", "经开区"
    ELSEWHERE = "other", "外埠"


class ContactRole(TextChoices):
    LEGAL = "legal", "法定代表人"
    DELEGATE = "delegate", "会员代表"
    MAIN = "main", "主联系人"
    FINANCE = "finance", "财务联系人"
    SAFETY = "safety", "安全负责人"
    TRAINING = "training", "培训联系人"


class RepresentativeRole(TextChoices):
    ADMIN = "admin", "单位管理员"
    AGENT = "agent", "经办人"


class ChangeState(TextChoices):
    PENDING = "pending", "待审核"
    APPROVED = "approved", "已采纳"
    REJECTED = "rejected", "未采纳"
    WITHDRAWN = "withdrawn", "已撤回"


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


class ReliefState(TextChoices):
    """How far an application for relief is."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回补正"
    ACCEPTED = "accepted", "已受理"
    ON_AGENDA = "on_agenda", "已列入议程"
    APPROVED = "approved", "已批准"
    PART_APPROVED = "part_approved", "部分批准"
    REJECTED = "rejected", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def shape(self) -> str:
        """How the status atom draws it."""
        return _RELIEF_SHAPES[self]


_RELIEF_SHAPES = {
    ReliefState.DRAFT: "none",
    ReliefState.SUBMITTED: "run",
    ReliefState.RETURNED: "due",
    ReliefState.ACCEPTED: "run",
    ReliefState.ON_AGENDA: "run",
    ReliefState.APPROVED: "ok",
    ReliefState.PART_APPROVED: "ok",
    ReliefState.REJECTED: "stop",
    ReliefState.WITHDRAWN: "none",
}
RELIEF_PENDING = (ReliefState.SUBMITTED, ReliefState.ACCEPTED, ReliefState.ON_AGENDA)
"""The association has it: until it is decided nobody is reminded of the dues it is about."""
RELIEF_GRANTED = (ReliefState.APPROVED, ReliefState.PART_APPROVED)


class OpinionSide(TextChoices):
    SECRETARIAT = "secretariat", "秘书处"
    FINANCE = "finance", "财务"


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
