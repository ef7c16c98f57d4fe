"""A person who is trained: what identifies them, their photo, and what they agreed to."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from association.accounts.models import MOBILE_SHAPE
from association.base.encrypted import BlindIndexField, EncryptedTextField, kept_together
from association.base.models import StoredFile
from training.enums import IdType, PhotoState, Purpose

ID_SHAPE = RegexValidator(r"^[0-9A-Z]{6,20}$", "证件号码只有数字和大写字母，6 到 20 位。")


class Trainee(models.Model):
    """One person, once, whichever team enrols them. Number and phone are sealed; the page of a
    person is opened by a signed link, and ``link_version`` makes the older ones void."""

    name = models.CharField("姓名", max_length=60, help_text="与证件上的字一致")
    id_type = models.CharField(
        "证件类型", max_length=8, choices=IdType.choices, default=IdType.RESIDENT
    )
    id_number = EncryptedTextField("证件号码", index="id_number_index", validators=[ID_SHAPE])
    id_number_index = BlindIndexField(of="id_number")
    mobile = EncryptedTextField("手机", index="mobile_index", validators=[MOBILE_SHAPE])
    mobile_index = BlindIndexField(of="mobile")
    email = models.EmailField("邮箱", blank=True)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    registered_at = models.DateTimeField("登记时间")
    erased_at = models.DateTimeField("到期清除", null=True, editable=False)

    class Meta:
        verbose_name = "学员"
        verbose_name_plural = "学员"
        ordering = ["id"]
        permissions = [("view_trainee_numbers", "查看学员完整证件号码和手机号")]
        constraints = [
            models.UniqueConstraint(
                fields=["id_type", "id_number_index"],
                condition=~Q(id_number_index=""),
                name="trainee_once",
                violation_error_message="这个证件号码已经登记过。",
            ),
            kept_together("id_number", "id_number_index", name="trainee_id_with_its_index"),
            kept_together("mobile", "mobile_index", name="trainee_mobile_with_its_index"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(id_number_index="")
                | Q(erased_at__isnull=False, id_number_index="", mobile_index="", email=""),
                name="trainee_has_a_number_or_is_erased",
            ),
        ]
        indexes = [models.Index(fields=["mobile_index"], name="trainee_by_mobile")]

    def __str__(self) -> str:
        return self.name


class PhotoProfile(models.Model):
    """What a photo has to be like. One is in use; the numbers are practice until somebody has
    checked them with the issuing body."""

    title = models.CharField("名称", max_length=60, unique=True)
    width = models.PositiveSmallIntegerField("宽（像素）", help_text="规范后的尺寸")
    height = models.PositiveSmallIntegerField("高（像素）")
    least_width = models.PositiveSmallIntegerField("原图至少宽（像素）")
    tolerance = models.PositiveSmallIntegerField("宽高比容差（%）")
    least_kb = models.PositiveSmallIntegerField("规范后至少（KB）")
    most_kb = models.PositiveSmallIntegerField("规范后至多（KB）")
    background = models.PositiveSmallIntegerField(
        "背景最低亮度", help_text="0 到 255；左上、右上和两侧取样。0 表示不检查"
    )
    active = models.BooleanField("启用", default=False)
    verified = models.BooleanField("已与发证单位核对", default=False)

    class Meta:
        verbose_name = "照片规格"
        verbose_name_plural = "照片规格"
        ordering = ["-active", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["active"],
                condition=Q(active=True),
                name="one_photo_profile_in_use",
                violation_error_message="已有一个照片规格在用，请先停用它。",
            ),
            models.CheckConstraint(
                condition=Q(
                    width__gte=100,
                    width__lte=2000,
                    height__gte=100,
                    height__lte=2000,
                    background__lte=255,
                    most_kb__gte=models.F("least_kb"),
                    tolerance__lte=50,
                ),
                name="photo_profile_makes_sense",
                violation_error_message="宽、高须在 100 到 2000 像素之间，至多 KB 不小于至少 KB，容差不超过 50%。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Photo(models.Model):
    """A photo that was handed in: as it came, as it was normalised, and what became of it.

    The latest counts. ``findings`` are what the check had to say, as sentences.
    """

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="photos")
    original = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="原图", related_name="+")
    normalised = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="规范后", related_name="+"
    )
    findings = models.JSONField("检查结果", default=list)
    state = models.CharField(
        "状态", max_length=8, choices=PhotoState.choices, default=PhotoState.PENDING
    )
    reason = models.CharField("不合格的原因", max_length=200, blank=True)
    handed_in_at = models.DateTimeField("提交时间")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField("审核时间", null=True, blank=True)

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        ordering = ["-id"]
        permissions = [("judge_photo", "审核学员照片")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""),
                name="photo_rejected_with_reason",
                violation_error_message="照片不合格，须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(state="pending") | Q(judged_at__isnull=False),
                name="photo_judged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee} {self.get_state_display()}"


class Consent(models.Model):
    """A person agreed to one use of their data, in a text of that version. Taking it back ends the
    row; agreeing again is another."""

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="consents")
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices)
    text_version = models.CharField("告知书版本", max_length=20)
    given_at = models.DateTimeField("同意时间")
    given_by = models.CharField(
        "办理", max_length=60, help_text="本人在线，或凭签字的纸质告知书由谁登记"
    )
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="签字件", related_name="+"
    )
    ended_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "个人信息同意"
        verbose_name_plural = "个人信息同意"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "purpose"],
                condition=Q(ended_at__isnull=True),
                name="one_consent_a_purpose",
                violation_error_message="这项用途已经同意。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.trainee} {self.get_purpose_display()}"
