"""Pages by row-value comparison, and the frame of every list of the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from association.base import paging
from association.base.api.problems import invalid
from association.base.sent import whole

SIZE, LARGEST = 50, 200
CURSORS = ("after", "before")


class Pages(BasePagination):
    """``after``, ``before`` and ``size``. The view's ``keys`` are unique together.

    A stray cursor is refused: a first page in its place would send a reader round in a circle.
    """

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self.request = request
        cursors = {name: request.query_params.get(name, "") for name in CURSORS}
        for name, text in cursors.items():
            if text and not paging.holds(text, view.keys, of=queryset.model):
                raise invalid(
                    name, "这个翻页标记不是本接口给出的，请用上一次回答里的 next 或 previous。"
                )
        if all(cursors.values()):
            raise invalid("before", "after 和 before 只能用一个。")
        self.page = paging.page(queryset, keys=view.keys, size=self._size(request), **cursors)
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self._link("after", self.page.following),
                "previous": self._link("before", self.page.preceding),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        def link(example: str | None, meaning: str) -> dict[str, Any]:
            return {
                "type": "string",
                "nullable": True,
                "format": "uri",
                "description": meaning,
                "example": example,
            }

        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link(None, "下一页的完整地址；最后一页为 null"),
                "previous": link(None, "上一页的完整地址；第一页为 null"),
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[Mapping[str, Any]]:
        return [
            _parameter("after", {"type": "string"}, "翻页标记：取它之后的一页，见 next"),
            _parameter("before", {"type": "string"}, "翻页标记：取它之前的一页，见 previous"),
            _parameter(
                "size",
                {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE},
                f"一页几条，1 至 {LARGEST}",
            ),
        ]

    @staticmethod
    def _size(request: Request) -> int:
        size = whole(request.query_params.get("size", str(SIZE)), least=1, most=LARGEST)
        if size is None:
            raise invalid("size", f"一页条数请填 1 至 {LARGEST} 的整数。")
        return size

    def _link(self, cursor: str, token: str) -> str | None:
        if not token:
            return None
        address = self.request.build_absolute_uri()
        for name in CURSORS:
            address = remove_query_param(address, name)
        return str(replace_query_param(address, cursor, token))


PARAMETERS = frozenset({*CURSORS, "size"})


def _parameter(name: str, schema: dict[str, Any], meaning: str) -> dict[str, Any]:
    return {
        "name": name,
        "required": False,
        "in": "query",
        "schema": schema,
        "description": meaning,
    }
