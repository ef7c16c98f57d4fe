"""What the schema says of an operation: scope, answers, problems, an example each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers

from association.base.api.problems import CODES, Problem

_EXAMPLE = {
    400: {"message": "没有这个代码，应为 active、suspended 之一。", "field": "state"},
    403: {"message": "这个令牌没有“会员登记”（members:read）这个范围。"},
    429: {"message": "请求太多，请 12 秒后再试。"},
}


def described(
    *,
    id: str,
    tag: str,
    summary: str,
    text: str,
    scope: str,
    row: type[serializers.Serializer[Any]],
    example: Mapping[str, Any],
    many: bool = True,
    parameters: Sequence[OpenApiParameter] = (),
) -> Callable[[Any], Any]:
    """For the ``get`` of a view: everything that a stranger needs to know of it."""
    statuses = (400, 401, 403, 406, 429) if many else (400, 401, 403, 404, 406, 429)
    answer = OpenApiResponse(row(many=many), description="读到的内容")
    return extend_schema(
        operation_id=id,
        tags=[tag],
        summary=summary,
        parameters=list(parameters),
        description=f"{text}\n\n需要的范围：`{scope}`。",
        responses={200: answer, **{status: problem(status) for status in statuses}},
        examples=[OpenApiExample("示例", value=example, response_only=True, status_codes=["200"])],
    )


def problem(status: int) -> OpenApiResponse:
    code, sentence = CODES[status]
    value = {"code": code, "message": sentence, **_EXAMPLE.get(status, {})}
    example = OpenApiExample(code, value=value, response_only=True, status_codes=[str(status)])
    return OpenApiResponse(Problem, description=sentence, examples=[example])
