"""``eligibility/``: judges applicants as ``manage.py eligibility`` does, and keeps nothing."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from association.base.api.describing import problem
from association.base.api.problems import invalid
from association.base.errors import Refused
from training import answers, application
from training.api.shape import APPLICANTS, EXAMPLE, MOST
from training.eligibility import reading

RESULTS = ("eligible", "conditional", "needs_evidence", "ineligible")
STATUSES = ("met", "conditional", "needs_evidence", "unmet")


class BranchRow(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="条件的编号，如 4-2")
    status = serializers.ChoiceField(STATUSES, help_text="这一条满足没有")
    missing = serializers.CharField(allow_blank=True, help_text="缺什么、差多少；满足的为空")


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class Name(serializers.JSONField):
    pass


class AnswerRow(serializers.Serializer[Any]):
    id = Name(help_text="请求里的 id，原样")
    result = serializers.ChoiceField(RESULTS, help_text="最好的那一条的结果")
    error = serializers.CharField(
        required=False, help_text="没有这个级别或方向时，说明应写什么；其余没有这个字段"
    )
    met = serializers.ListField(child=serializers.CharField(), help_text="满足的条件的编号")
    branches = BranchRow(many=True, help_text="该级别的每一条")


class Eligibility(APIView):
    scope = "eligibility:judge"
    http_method_names = ["post"]

    @extend_schema(
        operation_id="eligibility_judge",
        tags=["申报条件"],
        summary="判断申报条件",
        description=(
            f"每个申请人一项，最多 {MOST} 项；逐条回答满足哪一条、缺什么。什么都不保存。没有写的键是"
            "“没有说”，`null` 或 `[]` 是“没有”。\n\n需要的范围：`eligibility:judge`。"
        ),
        request={"application/json": APPLICANTS},
        responses={
            200: OpenApiResponse(AnswerRow(many=True), description="按请求的顺序"),
            **{status: problem(status) for status in (400, 401, 403, 406, 415, 429)},
        },
        examples=[
            OpenApiExample("申请人", value=EXAMPLE, request_only=True),
            OpenApiExample(
                "示例",
                value={
                    "id": "a1",
                    "result": "eligible",
                    "met": ["5-1"],
                    "branches": [{"id": "5-1", "status": "met", "missing": ""}],
                },
                response_only=True,
                status_codes=["200"],
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        try:
            document = request.data
        except ParseError as error:
            raise invalid("", "请求体不是 JSON，请核对括号、引号和编码（UTF-8）。") from error
        except RecursionError as error:
            raise invalid("", "请求体嵌套过深。") from error
        if isinstance(document, list) and len(document) > MOST:
            raise invalid("", f"一次最多 {MOST} 个申请人，请分几次。")
        try:
            verdicts = application.judged(reading.applicants(document))
        except Refused as refusal:
            raise invalid("", _printable(refusal.message)) from refusal
        answer = Response([answers.document(verdict) for verdict in verdicts])
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _printable(sentence: str) -> str:
    """A refusal names the key as it came, and half of a surrogate pair can't be written down."""
    return sentence.encode(errors="replace").decode()
