from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from association.accounts import passwords, sign_ins
from association.accounts.middleware import proved
from association.accounts.models import SignIn, User
from association.base import crypto

_LOCK = "accounts.lock"
_AGAIN = {
    "reauthenticate": "输入密码",
    "mfa_reauthenticate": "用验证器或恢复码",
    "mfa_reauthenticate:webauthn": "用通行密钥",
}
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
        "rate_limited": LOCKED,
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
        sign_ins.end_all(user, by=user, how="修改密码", but=self.request.session.session_key)

    # --- Sessions ----------------------------------------------------------------------------

    def pre_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse | None:
        """The session forgets what was typed as the name: it would keep a number in the clear."""
        for record in get_authentication_records(request, user):
            record.pop("username", None)
            record.pop("email", None)
        request.session.modified = True
        response: HttpResponse | None = super().pre_login(request, user, **details)
        return response

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Every way of signing in comes through here, after all its stages."""
        super().login(request, user)
        assert isinstance(user, User)
        row = sign_ins.begin(
            user,
            session_key=request.session.session_key,
            agent=self.get_http_user_agent(request),
            by_second_factor=proved(request),
        )
        sign_ins.start(request.session, row)

    def logout(self, request: HttpRequest) -> None:
        pk = request.session.get(sign_ins.ROW)
        if row := SignIn.objects.filter(pk=pk, user=request.user).first():
            sign_ins.end(row, by=request.user, how="本人退出")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        login = _typed(credentials)
        sign_ins.failed(self._named(login), login=login)

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Whoever has a second factor proves that one: a password alone could be a stolen one."""
        methods = [
            {**method, "description": _AGAIN[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

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
        typed = _typed(credentials)
        user = self._named(typed)
        return f"account:{user.pk}" if user else f"nobody:{crypto.digest(typed, context=_LOCK)}"

    def _named(self, login: str) -> User | None:
        return (
            self.get_user_by_phone(login)
            or User.objects.filter(email=login).first()
            or User.objects.filter(username=login).first()
        )


def _typed(credentials: dict[str, Any]) -> str:
    names = (credentials.get(name) for name in ("phone", "email", "username"))
    return next(name for name in names if name)
