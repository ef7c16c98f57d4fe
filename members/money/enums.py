from django.db.models import TextChoices


class PublicationState(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已公示"


class Part(TextChoices):
    """A column of the income page, and of the list behind each of its numbers."""

    ASSESSED = "assessed", "应缴"
    RELIEVED = "relieved", "减免"
    PAYABLE = "payable", "须缴"
    PAID = "paid", "已缴"
    REFUNDED = "refunded", "已退"
    BALANCE = "balance", "余额"


class Age(TextChoices):
    """How long a year's dues are overdue, in days after the last day on which they could be paid."""

    MONTH = "30", "1–30 天"
    TWO_MONTHS = "60", "31–60 天"
    QUARTER = "90", "61–90 天"
    YEAR = "365", "91–365 天"
    TWO_YEARS = "730", "366–730 天"
    LONGER = "over", "超过 730 天"
