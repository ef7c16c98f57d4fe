from django.db.models import TextChoices


class ReportState(TextChoices):
    """Of an expert's own report."""

    DRAFTING = "drafting", "编写中"
    SUBMITTED = "submitted", "待审阅"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已采用"


class PartSubject(TextChoices):
    """What a part of an expert's report is about."""

    SUMMARY = "summary", "总体情况"
    ELEMENT = "element", "要素"
    KEY_AREA = "key_area", "重点部位管控"
    ADVICE = "advice", "意见建议"


class ReportKind(TextChoices):
    REVIEW = "review", "评审报告"
    RECHECK = "recheck", "现场复核报告"


class CaseReportState(TextChoices):
    DRAFTING = "drafting", "编制中"
    SIGNED = "signed", "组长已签，待出具"
    ISSUED = "issued", "已出具"
    RETURNED = "returned", "审核退回"


class CopyFormat(TextChoices):
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    STAMPED = "stamped", "盖章扫描件"
