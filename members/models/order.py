"""What a member commissions: the order, each step it took, and the papers of that step."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.accounts.models import Department
from association.base.models import StoredFile
from members.enums import OrderState
from members.models.catalogue import Service
from members.models.discount import DiscountPolicy
from members.models.member import Member


class ServiceOrder(models.Model):
    """The quote fixes quantity and unit price; the signing fixes the discount and the reason.

    From ``signed_at`` on neither can be changed any more, whatever becomes of policy or list.
    Before, what the discount would be is reckoned anew for each reader.
    """

    number = models.CharField("订单号", max_length=20, unique=True)
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="委托单位", related_name="service_orders"
    )
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="服务", related_name="orders")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="承办部门", related_name="+"
    )
    state = models.CharField(
        "状态", max_length=10, choices=OrderState.choices, default=OrderState.REQUESTED
    )
    wish = models.TextField("需求")
    wanted_by = models.DateField("希望完成日期", null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+"
    )
    requested_at = models.DateTimeField("提出时间")
    since = models.DateTimeField("进入现状态的时间")

    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit_price = models.DecimalField(
        "单价（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    listed = models.DecimalField(
        "原价（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    quoted_at = models.DateTimeField("报价时间", null=True, blank=True)

    signed_at = models.DateTimeField("签约时间", null=True, blank=True)
    policy = models.ForeignKey(
        DiscountPolicy, models.PROTECT, null=True, blank=True, verbose_name="优惠政策",
        related_name="orders",
    )  # fmt: skip
    percent = models.DecimalField("优惠（%）", max_digits=12, decimal_places=2, default=0)
    discount = models.DecimalField(
        "优惠（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    payable = models.DecimalField(
        "应付（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    why = models.TextField("为什么是这个价格", blank=True)

    settled_on = models.DateField("结算日期", null=True, blank=True)
    invoice = models.CharField("发票号码", max_length=40, blank=True)

    class Meta:
        verbose_name = "服务订单"
        verbose_name_plural = "服务订单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__isnull=True)
                | Q(quantity__gt=0, unit_price__gt=0, listed=F("quantity") * F("unit_price")),
                name="order_lists_quantity_times_price",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, payable__isnull=True, discount__isnull=True)
                | Q(
                    signed_at__isnull=False,
                    discount__gte=0,
                    payable__gte=0,
                    payable=F("listed") - F("discount"),
                ),
                name="signed_order_has_a_price",
            ),
        ]
        indexes = [models.Index(fields=["state", "department"], name="order_queue")]
        permissions = [
            ("handle_serviceorder", "办理服务订单"),
            ("settle_serviceorder", "登记服务订单结算"),
            ("assign_serviceorder", "改派服务订单"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.service.name}"


class OrderStep(models.Model):
    """One thing that happened to an order. Appended."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    label = models.CharField("步骤", max_length=40)
    note = models.TextField("说明", blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )

    class Meta:
        verbose_name = "服务订单步骤"
        verbose_name_plural = "服务订单步骤"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label


class OrderPaper(models.Model):
    """A file of a step: what was asked for, the quote, the contract, the report."""

    step = models.ForeignKey(OrderStep, models.PROTECT, related_name="papers")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")

    class Meta:
        verbose_name = "服务订单文件"
        verbose_name_plural = "服务订单文件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.name
