from django.db.models import TextChoices


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
