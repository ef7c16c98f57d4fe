from django.db.models import TextChoices


class JoiningState(TextChoices):
    """Where an application for membership is. What the secretariat accepts, a body decides."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "待补正"
    ACCEPTED = "accepted", "材料齐全"
    ON_AGENDA = "on_agenda", "已列入议程"
    APPROVED = "approved", "已入会"
    REFUSED = "refused", "未接纳"
    WITHDRAWN = "withdrawn", "已撤回申请"


JOINING_UNDER_WAY = ("submitted", "returned", "accepted", "on_agenda")


class LapseState(TextChoices):
    PROPOSED = "proposed", "待决定"
    CARRIED_OUT = "carried_out", "会籍已终止"
    DROPPED = "dropped", "不再提请"
