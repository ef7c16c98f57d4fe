from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from association.accounts import passwords
from association.accounts.models import User

WRONG = "账号或密码不对，请核对后重新输入。"
LOCKED = (
    "密码连续输错 5 次，这个账号暂停登录，最多 15 分钟后自动恢复。"
    "忘记密码的，会员单位请联系本单位的单位管理员，单位管理员和工作人员请联系秘书处。"
)


class Adapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only, so that a phone is verified from the start."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for all three: which names are known is nobody's business.
        "username_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": LOCKED,
        "enter_current_password": "现在的密码不对，请重新输入。",
        "incorrect_password": "密码不对，请重新输入。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index" if request.user.is_staff else "portal")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        assert isinstance(user, User)
        passwords.change(user, password, by=user)

    # --- Phone -------------------------------------------------------------------------------

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        phone = getattr(user, "phone", None)
        return (phone, True) if phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """Never reached: sign-up and change by oneself are closed. ``people.amend`` is the door."""
        raise NotImplementedError

    # --- Soft lock ---------------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count per account, whichever of its names and of our hosts they came by.

        The library counts per host and text typed: three names would give fifteen attempts. An
        unknown name is locked alike, so that the lock doesn't tell who exists.
        """
        typed = next(
            credentials[name] for name in ("phone", "email", "username") if credentials.get(name)
        )
        user = (
            self.get_user_by_phone(typed)
            or User.objects.filter(email=typed).first()
            or User.objects.filter(username=typed).first()
        )
        return f"account:{user.pk}" if user else f"nobody:{typed}"
