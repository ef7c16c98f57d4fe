from django.db.models import TextChoices


class CaseKind(TextChoices):
    INITIAL = "initial", "首次创建"
    RENEWAL = "renewal", "复评"
    RENEWAL_FAST = "renewal_fast", "期满直接换证"
    SUPERVISION = "supervision", "监督评审"


class CaseState(TextChoices):
    DRAFT = "draft", "自评"
    INTERNAL_NOTICE = "internal_notice", "企业内部公示"
    SUBMITTED = "submitted", "已申请"
    CORRECTION = "correction", "待补正"
    MATERIAL_REVIEW = "material_review", "材料审核"
    AUTHORITY_CONFIRM = "authority_confirm", "待定级部门确认"
    ASSIGNING = "assigning", "待委派"
    REVIEW_PLANNED = "review_planned", "待现场评审"
    REVIEWING = "reviewing", "现场评审"
    RECTIFYING = "rectifying", "评审整改"
    VERIFYING = "verifying", "整改验证"
    REPORTING = "reporting", "报告编制"
    REPORT_AUDIT = "report_audit", "报告审核"
    RECHECK_SELECTION = "recheck_selection", "待复核抽取"
    RECHECK_PLANNED = "recheck_planned", "待现场复核"
    RECHECKING = "rechecking", "现场复核"
    RECHECK_POSTPONED = "recheck_postponed", "复核中止待改期"
    RECHECK_RECTIFYING = "recheck_rectifying", "复核整改"
    PANEL = "panel", "综合审定"
    CONCLUDED = "concluded", "待秘书长审批"
    PUBLICITY = "publicity", "公示"
    OBJECTION = "objection", "异议核实"
    ANNOUNCED = "announced", "已公告"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    FAILED = "failed", "未达标"
    WITHDRAWN = "withdrawn", "已撤回"
    TERMINATED = "terminated", "已终止"


CLOSED = (
    CaseState.ANNOUNCED,
    CaseState.NOT_ACCEPTED,
    CaseState.FAILED,
    CaseState.WITHDRAWN,
    CaseState.TERMINATED,
)
OPEN = tuple(state for state in CaseState if state not in CLOSED)


class Role(TextChoices):
    """Of a standard in a case: the primary one decides the grade, references are scored beside."""

    PRIMARY = "primary", "主要依据"
    REFERENCE = "reference", "参考依据"


class ClockKind(TextChoices):
    """What somebody has so many working days for."""

    INTERNAL_NOTICE = "internal_notice", "企业内部公示"
    CHECK = "check", "材料完整性核对"
    CORRECTION = "correction", "企业补正"
    MATERIALS = "materials", "材料审核"
    REVIEW = "review", "现场评审"
    RECTIFICATION = "rectification", "评审整改"
    VERIFICATION = "verification", "整改验证"
    REPORT_AUDIT = "report_audit", "报告审核"
    RECHECK_RECTIFICATION = "recheck_rectification", "复核整改"
    PUBLICITY = "publicity", "公示"


class DocumentKind(TextChoices):
    SELF_REPORT = "self_report", "自评报告"
    EVIDENCE = "evidence", "申请材料"
    CORRECTION = "correction", "补正材料"
    STAMPED_REPORT = "stamped_report", "盖章评审报告"
    OTHER = "other", "其他"


class LetterKind(TextChoices):
    """通知书, each numbered, frozen and to be checked by anybody."""

    ACCEPTED = "accepted", "受理通知书"
    CORRECTION = "correction", "补正告知书"
    NOT_ACCEPTED = "not_accepted", "不予受理告知书"
    DELEGATION = "delegation", "评审委派单"
    RECTIFICATION = "rectification", "整改通知书"
    RECHECK = "recheck", "现场复核通知书"
    CONCLUSION = "conclusion", "定级结论告知书"


class ActKind(TextChoices):
    """What the bureau's office may say."""

    CONFIRM = "confirm", "确认"
    CONFIRM_FAST = "confirm_fast", "确认直接换证"
    RETURN = "return", "退回补正"
    REFUSE = "refuse", "不予受理"
    CONFIRM_LIST = "confirm_list", "确认公示名单"
    RESOLVE = "resolve", "异议处理决定"
    ANNOUNCE = "announce", "公告"
    REVOKE = "revoke", "撤销等级"


class SnapshotKind(TextChoices):
    SELF = "self", "企业自评"
    REVIEW = "review", "现场评审"
    RECTIFIED = "after_rectification", "整改后"
    RECHECK = "recheck", "现场复核"


class BatchState(TextChoices):
    COLLECTING = "collecting", "收件中"
    DRAWN = "drawn", "已抽取"
    NOTICED = "noticed", "公示中"
    ANNOUNCED = "announced", "已公告"
