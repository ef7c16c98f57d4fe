"""What the association offers, and what it costs from which day on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.accounts.models import Department
from members.enums import ServiceKind


class Service(models.Model):
    """An offer to companies. The department does the work and owns the orders."""

    code = models.CharField(
        "代号", max_length=20, unique=True, error_messages={"unique": "这个代号已有服务使用。"}
    )
    kind = models.CharField("类别", max_length=12, choices=ServiceKind.choices)
    name = models.CharField("名称", max_length=80)
    unit = models.CharField("计价单位", max_length=10, help_text="如 项、人、天")
    description = models.TextField("内容", blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="承办部门", related_name="+"
    )
    offered = models.BooleanField("接受委托", default=True)

    class Meta:
        verbose_name = "服务"
        verbose_name_plural = "服务目录"
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.name


class ServicePrice(models.Model):
    """The list price of a unit from a day on. Appended; of one day's prices the last one holds."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="prices")
    amount = models.DecimalField("原价（元）", max_digits=12, decimal_places=2)
    valid_from = models.DateField("执行自")
    basis = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    set_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "服务价格"
        verbose_name_plural = "服务价格"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="service_price_is_positive",
                violation_error_message="价格须大于零。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.amount} 元/{self.service.unit}，{self.valid_from} 起"
