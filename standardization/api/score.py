"""``score/``: scores sheets as ``manage.py score`` does, and keeps nothing."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework import serializers
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from association.base import documents
from association.base.api.describing import problem
from association.base.api.problems import invalid
from association.base.errors import Refused
from standardization.api.shape import EXAMPLE, MOST, SHEETS
from standardization.scoring import reading
from standardization.scoring.results import result


class ExactParser(JSONParser):
    """A number with a point is a decimal, as the command reads it, not the binary one beside it."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return documents.parsed(stream.read(), "请求体")


class PartsRow(serializers.Serializer[Any]):
    score = serializers.CharField(allow_null=True, help_text="得分达到的等级；没有为 null")
    element = serializers.CharField(allow_null=True, help_text="各要素最低得分率允许的等级")
    performance = serializers.CharField(allow_null=True, help_text="事故情况允许的等级")
    veto = serializers.CharField(allow_null=True, help_text="否决项允许的等级")


class ScoreRow(serializers.Serializer[Any]):
    final = serializers.BooleanField(help_text="所有项目都有结论")
    valid = serializers.BooleanField(help_text="有适用的项目；没有时其余都是 null")
    score = serializers.CharField(allow_null=True, help_text="得分，小数位数按 places")
    unrounded = serializers.CharField(allow_null=True, help_text="未舍入的得分")
    interval = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="还有项目没有结论时的区间：都得 0 分、都得满分",
    )
    grade = serializers.CharField(allow_null=True, help_text="四项中最低的等级；不达标为 null")
    grade_parts = PartsRow(allow_null=True, help_text="等级的四项")
    warnings = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="low_coverage：适用的项目太少"
    )


class Score(APIView):
    scope = "score:calculate"
    http_method_names = ["post"]
    parser_classes = [ExactParser]

    @extend_schema(
        operation_id="score_calculate",
        tags=["评审计分"],
        summary="计算得分和等级",
        description=(
            f"一份评分表，或最多 {MOST} 份的列表；一份回答一项，列表回答列表。什么都不保存。有一份"
            "写得不对，整个请求都不计分。\n\n需要的范围：`score:calculate`。"
        ),
        request={"application/json": SHEETS},
        responses={
            200: OpenApiResponse(
                PolymorphicProxySerializer(
                    component_name="ScoreAnswer",
                    serializers=[ScoreRow, ScoreRow(many=True)],
                    resource_type_field_name=None,
                    many=False,
                ),
                description="一份的结果；请求是列表时，按顺序的列表",
            ),
            **{status: problem(status) for status in (400, 401, 403, 406, 415, 429)},
        },
        examples=[
            OpenApiExample("评分表", value=EXAMPLE, request_only=True),
            OpenApiExample(
                "示例",
                value=reading.answer(result(reading.sheets(EXAMPLE)[0])),
                response_only=True,
                status_codes=["200"],
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        try:
            document = request.data
            if isinstance(document, list) and len(document) > MOST:
                raise invalid("", f"一次最多 {MOST} 份评分表，请分几次。")
            found = [reading.answer(result(sheet)) for sheet in reading.sheets(document)]
        except Refused as refusal:
            raise invalid("", _printable(refusal.message)) from refusal
        answer = Response(found if isinstance(document, list) else found[0])
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _printable(sentence: str) -> str:
    """A refusal names the key as it came, and half of a surrogate pair can't be written down."""
    return sentence.encode(errors="replace").decode()
