from django.db import models


class SigningCertificate(models.Model):
    """A certificate that we have signed with. Appended: a signature of 2026 is still ours in 2036.

    Only the public half: the key itself never enters the database.
    """

    fingerprint = models.CharField("指纹（SHA-256）", max_length=64, unique=True)
    holder = models.CharField("签名人", max_length=200)
    issuer = models.CharField("签发者", max_length=200)
    self_signed = models.BooleanField("自签名")
    not_before = models.DateTimeField("有效期自")
    not_after = models.DateTimeField("有效期至")
    pem = models.TextField()
    first_used_at = models.DateTimeField("首次使用")

    class Meta:
        verbose_name = "签名证书"
        verbose_name_plural = "签名证书"
        ordering = ["-first_used_at"]

    def __str__(self) -> str:
        return f"{self.holder}（{self.fingerprint[:16]}）"


class QrKey(models.Model):
    """The public half of a key that QR codes were signed with. Appended: printed codes stay ours."""

    fingerprint = models.CharField("指纹（SHA-256）", max_length=64, unique=True)
    public = models.CharField("公钥", max_length=43, help_text="Ed25519，base64url")
    first_used_at = models.DateTimeField("首次使用")

    class Meta:
        verbose_name = "二维码公钥"
        verbose_name_plural = "二维码公钥"
        ordering = ["-first_used_at"]

    def __str__(self) -> str:
        return self.fingerprint[:16]
