from django.db.models import TextChoices


class CredentialState(TextChoices):
    """Derived from the register and the calendar, never stored."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "已过期"
    SUSPENDED = "suspended", "暂停"
    REVOKED = "revoked", "已撤销"
    REPLACED = "replaced", "已替换"
    PREPARING = "preparing", "制作中"
    UNKNOWN = "unknown", "未查到"

    @property
    def shape(self) -> str:
        """How the status atom draws it: shape and colour beside the word."""
        return _SHAPES[self]


_SHAPES = {
    CredentialState.VALID: "ok",
    CredentialState.EXPIRED: "due",
    CredentialState.SUSPENDED: "due",
    CredentialState.REVOKED: "stop",
    CredentialState.REPLACED: "stop",
    CredentialState.PREPARING: "run",
    CredentialState.UNKNOWN: "none",
}


class SignatureState(TextChoices):
    VALID = "valid", "签名完好"
    INVALID = "invalid", "签名无效"
    MISSING = "missing", "没有签名"


class Signer(TextChoices):
    OURS = "ours", "本会的签名密钥"
    STRANGER = "stranger", "不是本会的签名密钥"
    NOBODY = "", "没有签名"
