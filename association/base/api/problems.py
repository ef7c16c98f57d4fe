"""Every refusal of the API in one shape: ``code``, ``message`` and, where there is one, ``field``."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response

CODES = {
    400: ("invalid", "请求的参数有误。"),
    401: ("unauthenticated", "请在 Authorization 请求头里带上有效的令牌：Bearer anlian_…。"),
    403: ("forbidden", "这个令牌没有读取这里的权限。"),
    404: ("not_found", "没有这条记录，或没有这个地址。"),
    405: ("method_not_allowed", "这个地址不接受这种请求方法，可用的见 Allow 响应头。"),
    406: ("not_acceptable", "接口只回答 application/json，请更正 Accept 请求头。"),
    415: ("unsupported_media_type", "请求体只接受 application/json。"),
    429: ("throttled", "请求太多，请稍后再试。"),
}
PLAIN = (exceptions.NotAuthenticated, exceptions.NotFound, exceptions.MethodNotAllowed,
         exceptions.NotAcceptable, exceptions.UnsupportedMediaType)  # fmt: skip
"""Where our own sentence says more than the library's."""


class Problem(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[code for code, _ in CODES.values()])
    message = serializers.CharField(help_text="说明哪里不对、怎样更正的一句话")
    field = serializers.CharField(required=False, help_text="有误的参数")


class Throttled(exceptions.Throttled):
    """Says in whole seconds when to come back."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait=wait, detail=f"请求太多，请 {ceil(wait)} 秒后再试。")


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Named in ``REST_FRAMEWORK``. What isn't a refusal stays an error, and is logged as one."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(ceil(wait))
    return Response(body(error), status=error.status_code, headers=headers)


def body(error: exceptions.APIException) -> dict[str, str]:
    code, sentence = CODES.get(error.status_code, ("error", "出错了，请稍后再试。"))
    if isinstance(error, PLAIN):
        return {"code": code, "message": sentence}
    field, message = next(_told(error.detail), ("", ""))
    told = {"code": code, "message": message or sentence}
    return {**told, "field": field} if field else told


def broken(number: str) -> dict[str, str]:
    """The body of a 500: an error of ours, which the log has under this number."""
    return {"code": "error", "message": f"系统出错了，错误已经记录，编号 {number}。请稍后再试。"}


def _told(detail: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Each field with its sentence, out of what DRF and Django's forms nest differently."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _told(inner, "" if name in {"detail", "__all__"} else str(name))
    elif isinstance(detail, list | tuple):
        for inner in detail:
            yield from _told(inner, field)
    else:
        yield field, str(detail)


def invalid(field: str, message: str) -> exceptions.ValidationError:
    return exceptions.ValidationError({field: [message]}, code=str(status.HTTP_400_BAD_REQUEST))
