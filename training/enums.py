from django.db.models import TextChoices


class RelatedBy(TextChoices):
    """Which related occupations count where a level has directions."""

    UNION = "union", "各专业方向的相关职业都算"
    DIRECTION = "direction", "只算所申报专业方向的相关职业"
