from django.contrib.postgres.fields import ArrayField
from django.db import models

from association.accounts.models import MOBILE_SHAPE
from association.base.encrypted import BlindIndexField, EncryptedTextField, kept_together
from members.enums import ContactRole
from members.models.member import Member


class Contact(models.Model):
    """A person of a member, and what the association turns to them for."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="contacts")
    name = models.CharField("姓名", max_length=40)
    mobile = EncryptedTextField("手机", index="mobile_index", blank=True, validators=[MOBILE_SHAPE])
    mobile_index = BlindIndexField(of="mobile")
    email = models.EmailField("邮箱", blank=True)
    roles = ArrayField(
        models.CharField(max_length=10, choices=ContactRole.choices),
        verbose_name="职责",
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = "联系人"
        verbose_name_plural = "联系人"
        ordering = ["id"]
        permissions = [("view_contact_mobile", "查看联系人完整手机号")]
        indexes = [models.Index(fields=["mobile_index"], name="contact_by_mobile")]
        constraints = [
            kept_together("mobile", "mobile_index", name="contact_mobile_with_its_index"),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=ContactRole.values),
                name="contact_roles_known",
                violation_error_message="联系人的职责不在可选范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def role_labels(self) -> list[str]:
        return [ContactRole(role).label for role in self.roles]
