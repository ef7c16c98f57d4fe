from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import Job, StoredFile
from association.credentials.models.credential import Credential


class PrintRun(models.Model):
    """Credentials that were numbered in one transaction and are printed afterwards, by many hands.

    It is finished once every file of it is there, and the bundles. Whoever wants to tell the
    holders selects runs by ``finished_at``, in a task of its own.
    """

    title = models.CharField("事项", max_length=120)
    count = models.PositiveIntegerField("份数")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="发起人", related_name="+"
    )
    created_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    tries = models.PositiveSmallIntegerField(help_text="一份证书最多制作几次")
    job = models.OneToOneField(
        Job, models.PROTECT, null=True, verbose_name="任务", related_name="print_run"
    )

    class Meta:
        verbose_name = "制证批"
        verbose_name_plural = "制证批"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Printing(models.Model):
    """One credential's turn to be printed. Whoever prints it holds a lease; each taking is counted,
    and only the last taking may write what it made."""

    credential = models.OneToOneField(
        Credential, models.PROTECT, primary_key=True, verbose_name="证书", related_name="printing"
    )
    run = models.ForeignKey(
        PrintRun, models.PROTECT, verbose_name="制证批", related_name="printings"
    )
    leased_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField("问题", max_length=200, blank=True)
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "制证"
        verbose_name_plural = "制证"
        indexes = [
            models.Index(
                fields=["run", "credential"], condition=Q(done_at=None), name="printing_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.credential_id)


class Bundle(models.Model):
    """Some hundreds of a run's files in one: to hand over, or to print."""

    class Kind(models.TextChoices):
        ARCHIVE = "archive", "压缩包"
        PRINT = "print", "打印合订本"

    run = models.ForeignKey(PrintRun, models.PROTECT, verbose_name="制证批", related_name="bundles")
    kind = models.CharField("种类", max_length=7, choices=Kind.choices)
    part = models.PositiveSmallIntegerField("第几册")
    file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")

    class Meta:
        verbose_name = "合订本"
        verbose_name_plural = "合订本"
        ordering = ["run", "kind", "part"]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "part"], name="bundle_once_per_part")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.part}"
