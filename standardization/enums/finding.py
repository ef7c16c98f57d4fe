from django.db.models import TextChoices


class Severity(TextChoices):
    ORDINARY = "ordinary", "一般"
    MAJOR = "major", "重大"


class FindingState(TextChoices):
    """登记 → 整改 → 验收 → 销号."""

    REGISTERED = "registered", "已登记"
    FIXING = "fixing", "整改中"
    SUBMITTED = "submitted", "待验收"
    RETURNED = "returned", "退回整改"
    VERIFIED = "verified", "已验收"
    CLOSED = "closed", "已销号"
    REOPENED = "reopened", "重新整改"


FINDING_OPEN = tuple(
    state for state in FindingState if state not in (FindingState.VERIFIED, FindingState.CLOSED)
)
