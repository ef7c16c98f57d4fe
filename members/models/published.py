from django.conf import settings
from django.db import models
from django.db.models import Q

from members.money.enums import PublicationState


class PublishedAccounts(models.Model):
    """A year's dues as the public is told: what came in, what was relieved, what was spent.

    Source: 民发〔2014〕166号: what was taken and spent of dues is made known every year. The first
    four figures are the ledger's on the day of publication, ``spent`` and ``purpose`` are finance's.
    Published, it can't be changed; a correction is the year's next version, and both stay readable.
    """

    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    members = models.PositiveIntegerField("核定（家）", default=0)
    assessed = models.DecimalField("应缴（元）", max_digits=14, decimal_places=2, default=0)
    relieved = models.DecimalField("减免（元）", max_digits=14, decimal_places=2, default=0)
    received = models.DecimalField("实收（元）", max_digits=14, decimal_places=2, default=0)
    spent = models.DecimalField("会费支出（元）", max_digits=14, decimal_places=2)
    purpose = models.TextField("支出用途")
    correction = models.CharField("更正说明", max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=PublicationState.choices,
        default=PublicationState.DRAFT,
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="编制人", related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="公示人", related_name="+"
    )
    published_on = models.DateField("公示日期", null=True)

    class Meta:
        verbose_name = "会费收支公示"
        verbose_name_plural = "会费收支公示"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"],
                name="one_publication_a_version",
                violation_error_message="这一年度的这个版本已有公示。",
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state="draft"),
                name="one_publication_draft_a_year",
                violation_error_message="这一年度已有一份公示草稿。",
            ),
            models.CheckConstraint(
                condition=Q(spent__gte=0),
                name="spent_is_not_negative",
                violation_error_message="会费支出不能小于零。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(published_on__isnull=False, published_by__isnull=False),
                name="published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("drafted_by")),
                name="published_by_another",
                violation_error_message="编制和公示须由两个人办理。",
            ),
        ]
        permissions = [("publish_accounts", "公示会费收支")]

    def __str__(self) -> str:
        return f"{self.year} 年度会费收支公示"
