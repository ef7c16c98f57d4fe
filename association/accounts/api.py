"""Who asks through the API: a token in the ``Authorization`` header, and nothing else.

A session's cookie opens nothing here, so that no page elsewhere can read in somebody's name.
"""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from association.accounts import api_tokens
from association.accounts.models import ApiToken, User
from association.accounts.scopes import table
from association.base import context, rates
from association.base.api.problems import Throttled

REFUSALS_A_MINUTE = 30
MINUTE = 60


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        token = api_tokens.recognise(text.strip()) if kind.lower() == "bearer" else None
        if token is None:
            self._count_refusal()
            raise AuthenticationFailed("令牌无效：不存在、已过期、已撤销，或账号已停用。")
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    @staticmethod
    def _count_refusal() -> None:
        address = context.current().address
        if not rates.within("api-refused", address, limit=REFUSALS_A_MINUTE, seconds=MINUTE):
            raise Throttled(rates.seconds_left(MINUTE))


class ScopeRequired(BasePermission):
    """The token has to be for it, and its owner has to be allowed it, both at this moment."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return False
        scope = table()[view.scope]
        if scope.code not in request.auth.scopes:
            raise PermissionDenied(f"这个令牌没有“{scope.name}”（{scope.code}）这个范围。")
        if not scope.open_to(request.user):
            raise PermissionDenied(f"令牌所属的账号现在不能查看“{scope.name}”。")
        return True


class PerToken(BaseThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        who = request.auth.prefix
        return rates.within_for("api", who, limit=settings.API_PER_MINUTE, seconds=MINUTE)

    def wait(self) -> float:
        return rates.seconds_left(MINUTE)


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "秘书处发放的接口令牌"}
