from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from association.accounts import login_names, passwords
from association.base.errors import Refused


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = "用户名、手机号或邮箱"
        login.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        _plain(self.fields["password"], "密码")

    def clean_login(self) -> str:
        login = login_names.normalised(self.cleaned_data["login"])
        if not login:
            raise forms.ValidationError("请填写用户名、手机号或邮箱。")
        return login


class ChangePasswordForm(AllauthChangePasswordForm):
    """Asks for the old password as sign-in does, under the same lock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], "现在的密码")
        _plain(self.fields["password1"], "新密码", passwords.RULES)
        _plain(self.fields["password2"], "再输一次新密码")

    def clean_oldpassword(self) -> str:
        old: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old


class ReauthenticateForm(AllauthReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], "密码")


class CodeForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "验证码", "验证器里的 6 位数字；手机不在身边时用一个恢复码。")


class CodeAgainForm(MfaReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "验证码", "验证器里的 6 位数字；手机不在身边时用一个恢复码。")


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "验证码", "扫码后，验证器里显示的 6 位数字。")


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], "名称", "自己认得就行，如“办公室电脑”。")


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], "名称")


class NewPasswordForm(forms.Form):
    """A password chosen by the one who will use it, twice. ``user`` may not be saved yet."""

    password1 = forms.CharField(
        label="设置密码",
        help_text=passwords.RULES,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="再输一次",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两次输入的密码不一样，请重新输入。")
        if first:
            try:
                passwords.check(first, user=self.user)
            except Refused as refusal:
                self.add_error("password1", refusal.message)
        return cleaned


class ReasonForm(forms.Form):
    """Why something is done to somebody's account."""

    reason = forms.CharField(label="理由", max_length=200, help_text="写进操作记录。")


class LinkForm(forms.Form):
    """Why somebody gets a link for a new password: their old one ends with it."""

    reason = forms.CharField(
        label="理由", max_length=200, help_text="写进操作记录，如“本人忘记密码，已电话核实”。"
    )


def _plain(field: forms.Field, label: str, hint: str = "") -> None:
    """Our words instead of the library's; a placeholder would only repeat the label."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


def _code(field: forms.Field, label: str, hint: str) -> None:
    _plain(field, label, hint)
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
