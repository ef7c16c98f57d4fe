"""Setting up, changing and taking away one's own second factor: allauth's pages, with a record.

What was set up is proved at that moment, and the other sessions of the account end: they were
opened when a password alone was enough.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from association.accounts import second_factor, sign_ins
from association.base import audit


class ActivateTotp(ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _added(self.request, Authenticator.Type.TOTP, "设置验证器")
        return answer


class DeactivateTotp(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        audit.record(self.request.user, "停用验证器", by=self.request.user)
        return answer


class AddPasskey(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _added(self.request, Authenticator.Type.WEBAUTHN, "添加通行密钥")
        return answer


class _OwnPasskey:
    """Somebody else's passkey isn't there, and nobody is asked to prove oneself for it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            own = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
            get_object_or_404(own, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class EditPasskey(_OwnPasskey, EditWebAuthnView):
    pass


class RemovePasskey(_OwnPasskey, RemoveWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        if not second_factor.Adapter().can_delete_authenticator(self.get_object()):
            refusal = second_factor.Adapter.error_messages["cannot_delete_authenticator"]
            form.add_error(None, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        answer: HttpResponse = super().form_valid(form)
        audit.record(self.request.user, "移除通行密钥", by=self.request.user)
        return answer


class GenerateCodes(GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        audit.record(self.request.user, "生成恢复码", by=self.request.user)
        return answer


def _added(request: HttpRequest, kind: Authenticator.Type, action: str) -> None:
    record_authentication(request, request.user, "mfa", type=kind.value)
    audit.record(request.user, action, by=request.user)
    sign_ins.end_all(request.user, by=request.user, how=action, but=request.session.session_key)
