from datetime import date
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from association.base import clock
from association.base.models import StoredFile
from association.credentials.enums import CredentialState
from association.credentials.models.signing import SigningCertificate


class Credential(models.Model):
    """A document that we issued under a number: its facts, its bytes, its hash, all frozen.

    The database lets nothing of it be changed but this: once, that it was revoked, when, by whom
    and why; once, its file, where that is made after the number was given; and ``suspension``, by
    which row of ``Standing`` it is suspended, which the database writes itself. A correction is a
    new credential that ``replaces`` this one. ``valid_to`` is the last day on which it is valid.
    """

    kind = models.SlugField("种类", max_length=40)
    title = models.CharField("证书", max_length=80)
    number = models.CharField("编号", max_length=40, unique=True)
    token = models.CharField(max_length=64, unique=True, help_text="二维码里的随机串，128 位")
    subject = models.CharField("持有者", max_length=200)
    personal = models.BooleanField("发给个人", default=False)
    facts = models.JSONField("内容", encoder=DjangoJSONEncoder)
    labels = models.JSONField("公开的内容", default=list)
    in_qr = models.JSONField("二维码里的内容", null=True, blank=True)
    template = models.CharField(max_length=120)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, verbose_name="文件", related_name="credential"
    )
    sha256 = models.CharField("文件指纹（SHA-256）", max_length=64, unique=True, null=True)
    signed_with = models.ForeignKey(
        SigningCertificate, models.PROTECT, null=True, verbose_name="签名证书", related_name="+"
    )
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="签发人", related_name="+"
    )
    issued_at = models.DateTimeField("签发时间")
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="替换了",
        related_name="replaced_by",
    )
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="撤销人",
        related_name="+",
    )
    revoked_reason = models.CharField("撤销原因", max_length=200, blank=True)
    suspension = models.OneToOneField(
        "credentials.Standing",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="暂停",
        related_name="+",
    )

    class Meta:
        verbose_name = "证书"
        verbose_name_plural = "证书"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="credential_ends_after_start",
                violation_error_message="有效期结束日不能早于开始日。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_reason=""),
                name="credential_revoked_with_reason",
                violation_error_message="撤销须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(token__regex=r"^[A-Za-z0-9_-]{22,}$"),  # noqa: S106 - a shape
                name="credential_token_unguessable",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=True, sha256__isnull=True, signed_with__isnull=True)
                | Q(file__isnull=False, sha256__isnull=False, signed_with__isnull=False),
                name="credential_file_with_hash_and_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def successor(self) -> "Credential | None":
        """The credential that replaces this one, if there is one."""
        found: Credential | None = getattr(self, "replaced_by", None)
        return found

    def state_on(self, day: date) -> CredentialState:
        """How it stands, today told from the register: of an earlier day only expiry is known."""
        if self.successor is not None:
            return CredentialState.REPLACED
        if self.revoked_at is not None:
            return CredentialState.REVOKED
        if self.file_id is None:
            return CredentialState.PREPARING
        if self.suspension_id is not None:
            return CredentialState.SUSPENDED
        if self.valid_to is not None and self.valid_to < day:
            return CredentialState.EXPIRED
        return CredentialState.VALID

    @property
    def state(self) -> CredentialState:
        return self.state_on(clock.today())

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Label and value of what the public may read beside the holder's name."""
        return [(label, self.facts[key]) for key, label in self.labels if self.facts.get(key)]
