from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from association.accounts.models.department import Department
from association.base import clock
from association.base.encrypted import BlindIndexField, EncryptedTextField, kept_together

PHONE_TAKEN = "这个手机号已登记在另一个账号上。"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            username,
            password,
            **{"name": username, **fields, "is_staff": True, "is_superuser": True},
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: by user name, by phone or by e-mail.

    A user name may look like neither a phone nor an e-mail address: it would sign in under
    somebody's number. Phones are E.164 (``+8613800000000``), and encrypted.
    """

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9._-]{2,39}$",
                "用户名用小写字母开头，3 至 40 位，可含数字、点、横线和下划线。",
            )
        ],
        error_messages={"unique": "这个用户名已有人使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=40)
    phone = EncryptedTextField(
        "手机",
        index="phone_index",
        null=True,
        blank=True,
        validators=[
            RegexValidator(r"^\+[1-9]\d{6,14}$", "手机号须为国际格式，如 +8613800000000。")
        ],
    )
    phone_index = BlindIndexField(of="phone", null=True)
    email = models.EmailField("邮箱", blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name="部门"
    )
    is_staff = models.BooleanField("秘书处人员", default=False)
    is_active = models.BooleanField("可登录", default=True)
    closed_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    joined_at = models.DateTimeField("开通时间", default=clock.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__regex=r"^[a-z][a-z0-9._-]{2,39}$"),
                name="user_name_shape",
                violation_error_message="用户名不能像手机号或邮箱。",
            ),
            kept_together("phone", "phone_index", name="user_phone_with_its_index"),
            models.UniqueConstraint(
                fields=["phone_index"],
                name="user_phone_once",
                violation_error_message=PHONE_TAKEN,
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=~models.Q(email=""),
                name="user_email_once",
                violation_error_message="这个邮箱已登记在另一个账号上。",
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message="邮箱须用小写字母。",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def clean(self) -> None:
        """An address is one and the same in any spelling, and sign-in looks for the small one."""
        super().clean()
        self.email = self.email.lower()
        self.phone = self.phone or None
        if self.phone and User.objects.filter(phone=self.phone).exclude(pk=self.pk).exists():
            raise ValidationError({"phone": PHONE_TAKEN})

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
