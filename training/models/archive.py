"""What has to be in a class's archive, what is, and the seal on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from training.models.course import TrainingClass

_USER = settings.AUTH_USER_MODEL


class ArchiveItem(models.Model):
    """One line of the checklist of every class. The portal itself looks after those with
    ``computed``; the others are ticked by hand, with a file or a remark."""

    class Computed(models.TextChoices):
        LINES = "lines", "送审人员都有答复"
        PEOPLE = "people", "鉴定合格的人都有结果"
        SETTLEMENT = "settlement", "经费都已结算"
        PICKUP = "pickup", "证书都已领取或登记未领原因"

    code = models.SlugField("代号", max_length=20, unique=True)
    title = models.CharField("材料", max_length=80)
    computed = models.CharField(
        "由系统核对", max_length=12, choices=Computed.choices, blank=True, default=""
    )
    explainable = models.BooleanField(
        "可以用说明代替", default=True, help_text="没有材料或没有办完时，写明原因也可归档"
    )
    position = models.PositiveSmallIntegerField("次序", default=100)
    active = models.BooleanField("启用", default=True)
    verified = models.BooleanField(
        "已核对", default=False, help_text="与档案管理规定核对后勾选；此前显示“待核实”"
    )

    class Meta:
        verbose_name = "归档清单项目"
        verbose_name_plural = "归档清单项目"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class RetentionClass(models.Model):
    """保管期限. Without ``years``: for good."""

    name = models.CharField("名称", max_length=40, unique=True)
    years = models.PositiveSmallIntegerField(
        "年数", null=True, blank=True, help_text="空着即永久保管"
    )
    source = models.CharField("依据", max_length=200)
    numbers = models.BooleanField(
        "学员号码按此保存",
        default=False,
        help_text="证件号码、手机、邮箱从最后一个班次结束起保存这么多年，到期清除；不清除的，勾选“永久”那一种",
    )
    verified = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = "保管期限"
        verbose_name_plural = "保管期限"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(years__isnull=True) | Q(years__gte=1, years__lte=100),
                name="retention_of_some_years",
                violation_error_message="年数须在 1 到 100 之间；永久保管的空着。",
            ),
            models.UniqueConstraint(
                fields=["numbers"],
                condition=Q(numbers=True),
                name="one_retention_of_numbers",
                violation_error_message="学员号码已按另一种期限保存，请先取消那一种。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ArchiveTick(models.Model):
    """An item of one class is there: the file, or in words why it needs none."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="ticks")
    item = models.ForeignKey(ArchiveItem, models.PROTECT, related_name="+")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, verbose_name="文件", related_name="+"
    )
    remark = models.CharField("说明", max_length=200, blank=True)
    ticked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    ticked_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "归档登记"
        verbose_name_plural = "归档登记"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "item"], name="archive_item_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(remark=""),
                name="archive_tick_says_something",
                violation_error_message="请上传文件，或写明情况。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code} {self.item}"


class ArchiveSeal(models.Model):
    """归档封存: every file of a class with its hash, written down once. The database keeps it."""

    training_class = models.OneToOneField(TrainingClass, models.PROTECT, related_name="seal")
    manifest = models.OneToOneField(
        StoredFile, models.PROTECT, verbose_name="封存清单", related_name="+"
    )
    sha256 = models.CharField("清单校验值", max_length=64)
    files = models.PositiveIntegerField("文件数")
    retention = models.ForeignKey(
        RetentionClass, models.PROTECT, verbose_name="保管期限", related_name="+"
    )
    keep_until = models.DateField("保管至", null=True)
    sealed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = "归档封存"
        verbose_name_plural = "归档封存"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.training_class.code} 归档"
