"""The second factor: an app's codes, a passkey, or a recovery code when both are out of reach."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from association.accounts import sign_ins
from association.accounts.models import User
from association.accounts.rules import may_amend
from association.base import audit, crypto
from association.base.errors import Refused

PROVING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_CONTEXT = "mfa.authenticator.data"
_SECRETS = ("secret", "seed")


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped
    """Secrets are sealed in the database; staff keep at least one factor while it is required."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "验证码不对。请核对手机时间是否准确，用最新的 6 位数字重试。",
        "cannot_delete_authenticator": "秘书处账号须保留一种第二重验证。请先添加另一种，再停用这一种。",
        "cannot_generate_recovery_codes": "请先设置验证器或通行密钥，再生成恢复码。",
    }

    def encrypt(self, text: str) -> str:
        return crypto.seal(text, context=_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(encrypted_text, context=_CONTEXT)

    def get_totp_label(self, user: User) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not required_of(authenticator.user) or _factors(authenticator.user) > 1

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        known = Authenticator.objects.filter(user=user, type=type).count()
        return f"通行密钥 {known + 1}"


def required_of(user: User | AnonymousUser) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and user.is_authenticated and user.is_staff


def is_set_up(user: User) -> bool:
    return _factors(user) > 0


@transaction.atomic
def reset(user: User, *, by: User, reason: str) -> None:
    """Takes away all factors of somebody who lost them, and ends their sessions. Raises Refused.

    At the next sign-in a new one is set up. Nobody does this for oneself.
    """
    if not may_amend(by, user) or by.pk == user.pk:
        raise Refused("您没有权限重置这个账号的第二重验证。自己的请由另一位管理员办理。")
    if not reason.strip():
        raise Refused("重置须写明理由，如“手机遗失，已当面核实”。", field="reason")
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if not gone:
        raise Refused(f"{user}还没有设置第二重验证，不必重置。")
    audit.record(user, "重置第二重验证", by=by, reason=reason.strip())
    sign_ins.end_all(user, by=by, how="第二重验证被重置")


def reseal() -> int:
    """Seals the factors' secrets anew under the newest data key. Counts the factors."""
    done = 0
    with transaction.atomic():
        for factor in Authenticator.objects.select_for_update():
            old = {name: factor.data[name] for name in _SECRETS if name in factor.data}
            if old and not all(crypto.sealed_by_newest(value) for value in old.values()):
                for name, value in old.items():
                    text = crypto.unseal(value, context=_CONTEXT)
                    factor.data[name] = crypto.seal(text, context=_CONTEXT)
                factor.save(update_fields=["data"])
                done += 1
    return done


def names_in_use() -> set[str]:
    """Names of the data keys that some factor still needs."""
    return {
        factor.data[name].partition(".")[0]
        for factor in Authenticator.objects.all()
        for name in _SECRETS
        if name in factor.data
    }


def _factors(user: User) -> int:
    return int(Authenticator.objects.filter(user=user, type__in=PROVING).count())
